using System.CommandLine;
using System.Globalization;
using Glassbox.Host.Records;
using Glassbox.Host.Scripts;
using Glassbox.Host.Terminal;

namespace Glassbox.Host.Commands;

/// <summary><c>glassbox runs list | show | diff | replay | remove</c></summary>
internal static class RunsCommand
{
    private const int Shown = 20;
    private const string Named = "A run: its id or a part of it, \"last\", its record's file, or a file that it made.";

    public static Command Create(Interrupt interrupt) => new HostCommand(
        "runs", "The runs of this machine: what each was made of, what it made; and again.", "glassbox runs list", "glassbox runs show out/quickstart/lrp.png", "glassbox runs replay last")
    {
        List(), Show(), Diff(), Replay(interrupt), Remove(),
    };

    private static HostCommand List()
    {
        var filter = new Argument<string?>("TEXT") { Description = "Only runs whose id holds this.", Arity = ArgumentArity.ZeroOrOne };
        var all = new Option<bool>("--all") { Description = $"Every run, not only the last {Shown}." };
        var command = new HostCommand("list", "The runs, the newest first.", "glassbox runs list", "glassbox runs list quickstart --all") { filter, all };
        command.SetAction(parsed =>
        {
            var records = RecordFolder.Default();
            string[] ids = [.. records.Ids.Reverse().Where(id => id.Contains(parsed.GetValue(filter) ?? "", StringComparison.OrdinalIgnoreCase))];
            var rows = new List<string[]>();
            var broken = new List<string>();
            foreach (var id in parsed.GetValue(all) ? ids : ids.Take(Shown))
            {
                try { rows.Add(Row(records.Read(id))); }
                catch (GlassboxException e) { broken.Add(e.Message); }
            }
            Columns.Write(parsed.InvocationConfiguration.Output, [["RUN", "TOOK", "EXIT", "CALLS", "FILES", "OF"], .. rows]);
            foreach (var sentence in broken) Console.Error.WriteLine(sentence);
            if (!parsed.GetValue(all) && ids.Length > Shown) Console.Error.WriteLine($"{ids.Length - Shown} older runs: glassbox runs list --all");
            return ExitCode.Good;
        });
        return command;
    }

    private static string[] Row(RunRecord record) =>
    [
        record.Id, Seconds(record.Seconds), record.State, Number(record.Calls.Sum(c => c.Results.Count)), Number(record.Artefacts.Count),
        $"{record.Name} {string.Join(' ', record.Arguments)}{(record.Error is null ? "" : $"  ({record.Error})")}",
    ];

    private static HostCommand Show()
    {
        var run = new Argument<string>("RUN") { Description = Named };
        var script = new Option<bool>("--script") { Description = "The script's text as it ran, alone." };
        var json = new Option<bool>("--json") { Description = "The whole record, for programs." };
        var command = new HostCommand("show", "What a run was made of and what it made.", "glassbox runs show last", "glassbox runs show out/quickstart/lrp.png", "glassbox runs show last --script > again.csx") { run, script, json };
        command.SetAction(parsed =>
        {
            var record = RecordFolder.Default().Find(parsed.GetRequiredValue(run));
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json)) output.WriteLine(System.Text.Encoding.UTF8.GetString(record.ToJson()));
            else if (!parsed.GetValue(script)) RecordPage.Write(record, output);
            else if (record.Sources.Count > 0) output.Write(record.Sources[0].Text);
            else throw new GlassboxException($"{record.Id} ran no script but \"{record.Command}\".");
            return ExitCode.Good;
        });
        return command;
    }

    private static HostCommand Diff()
    {
        var first = new Argument<string>("A") { Description = Named };
        var second = new Argument<string>("B") { Description = "Another." };
        var command = new HostCommand("diff", "What is different between two runs: script, options, versions, files.", "glassbox runs diff quickstart-2 last") { first, second };
        command.SetAction(parsed =>
        {
            var records = RecordFolder.Default();
            RunRecord a = records.Find(parsed.GetRequiredValue(first)), b = records.Find(parsed.GetRequiredValue(second));
            var output = parsed.InvocationConfiguration.Output;
            output.WriteLine($"{a.Id} → {b.Id}");
            string[] lines = [.. RecordDifference.OfCauses(a, b), .. RecordDifference.OfCalls(a, b), .. RecordDifference.OfArtefacts(a, b)];
            foreach (var line in lines) output.WriteLine("  " + line);
            foreach (var (old, now) in a.Sources.Zip(b.Sources).Where(s => s.First.Text != s.Second.Text))
            {
                output.WriteLine($"\n{SourceLine.Shorten(now.Path)}");
                foreach (var line in RecordDifference.OfTexts(old.Text, now.Text)) output.WriteLine("  " + line);
            }
            if (lines.Length == 0) output.WriteLine("  nothing but the time they took");
            output.WriteLine($"\ntime {Seconds(a.Seconds)} → {Seconds(b.Seconds)}");
            return ExitCode.Good;
        });
        return command;
    }

    private static HostCommand Replay(Interrupt interrupt)
    {
        var run = new Argument<string>("RUN") { Description = Named };
        var keep = new Option<string?>("--keep") { Description = "Keep what it makes in this folder, which must not be there.", HelpName = "folder" };
        var command = new HostCommand("replay", "Run again what ran, with what it was given, and say whether the same bits come out. The files of old are left alone.", "glassbox runs replay last") { run, keep };
        command.SetAction(async (parsed, cancellation) =>
        {
            var record = RecordFolder.Default().Find(parsed.GetRequiredValue(run));
            var kept = parsed.GetValue(keep) is { } named ? Path.GetFullPath(named) : null;
            if (Path.Exists(kept)) throw new GlassboxException($"{parsed.GetValue(keep)} is there already: --keep takes a folder that is not.");
            if (!Directory.Exists(record.Folder)) throw new GlassboxException($"{record.Id} ran in {record.Folder}, which is gone: relative paths have nowhere to start from.");
            var folder = kept ?? Directory.CreateTempSubdirectory("glassbox-replay-").FullName;
            try
            {
                Environment.CurrentDirectory = record.Folder;
                var replay = new Replay(record, folder);
                try { await CommandLine.InvokeAsync(replay.Arguments(parsed.GetValue(GlobalOptions.Quiet)), interrupt, replay); }
                catch (Exception e) when (replay.Made is not null && !cancellation.IsCancellationRequested)
                {
                    // A run that failed is replayed well if it fails again; the verdict says so.
                    Console.Error.WriteLine(CommandLine.Judge(e, interrupted: false).Message);
                }
                var verdict = ReplayVerdict.Of(record, replay.Made ?? throw new GlassboxException($"{record.Id} left no record when it ran again."));
                foreach (var line in verdict.Lines) parsed.InvocationConfiguration.Output.WriteLine(line);
                return verdict.Same ? ExitCode.Good : ExitCode.Failed;
            }
            finally
            {
                if (kept is null) Directory.Delete(folder, recursive: true);
            }
        });
        return command;
    }

    private static HostCommand Remove()
    {
        var runs = new Argument<string[]>("RUN") { Description = "Runs: their ids or parts of them, or \"last\".", Arity = ArgumentArity.ZeroOrMore };
        var older = new Option<int?>("--older-than") { Description = "All that began more days ago than this.", HelpName = "days" };
        var command = new HostCommand("remove", "Forget runs. What they made stays.", "glassbox runs remove 20260101-120000-quickstart", "glassbox runs remove --older-than 30") { runs, older };
        command.SetAction(parsed =>
        {
            var records = RecordFolder.Default();
            var before = parsed.GetValue(older) is { } days ? DateTime.Now.AddDays(-days) : DateTime.MinValue;
            string[] named = parsed.GetValue(runs) ?? [];
            if (named.Length == 0 && before == DateTime.MinValue) throw new GlassboxException("Say which runs to forget: their ids, or --older-than and a number of days.");
            string[] forgotten = [.. named.Select(records.Id).Concat(records.Ids.Where(id => RecordFolder.Started(id) < before && before != DateTime.MinValue)).Distinct()];
            foreach (var id in forgotten) records.Remove(id);
            parsed.InvocationConfiguration.Output.WriteLine(forgotten.Length == 1 ? $"{forgotten[0]} is forgotten." : $"{forgotten.Length} runs are forgotten.");
            return ExitCode.Good;
        });
        return command;
    }

    private static string Seconds(double seconds) => seconds < 120 ? string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s") : string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0.0} min");

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
