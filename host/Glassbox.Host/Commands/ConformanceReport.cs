using Glassbox.Host.Plugins;
using Glassbox.Host.Terminal;
using Glassbox.Terminal;
using Glassbox.Testing;
using static TorchSharp.torch;

namespace Glassbox.Host.Commands;

/// <summary>What the conformance kit found, as a table a method.</summary>
/// <param name="examination">The kit at work.</param>
/// <param name="plugin">The plugin.</param>
/// <param name="device">Where the example lies.</param>
/// <param name="quiet">Whether to leave out how far it is, a method that hears no cancellation taking its time in each check.</param>
internal sealed class ConformanceReport(PluginExamination examination, PluginState plugin, Device device, bool quiet)
{
    private int held, failed, open;

    /// <summary>Examines the methods and writes what is found as it comes.</summary>
    /// <param name="only">One method by its id; all where null.</param>
    /// <param name="output">Where to.</param>
    /// <param name="cancellation">Stops between checks.</param>
    /// <returns>Whether no check failed.</returns>
    /// <exception cref="GlassboxException">The plugin has no such method.</exception>
    public bool Write(string? only, TextWriter output, CancellationToken cancellation)
    {
        var methods = examination.Methods;
        if (only is not null && methods.All(m => m.Id != only)) throw new GlassboxException($"{plugin.Name} has no method \"{only}\".{Nearest.Hint(only, [.. methods.Select(m => m.Id)])}");
        foreach (var method in methods.Where(m => only is null || m.Id == only))
        {
            var findings = new List<Finding>();
            using (var progress = quiet ? null : ProgressLine.OnError(method.Title))
                foreach (var check in PluginExamination.Checks)
                {
                    cancellation.ThrowIfCancellationRequested();
                    progress?.Report(new Progress(findings.Count, PluginExamination.Checks.Count, $"checks, now {check}"));
                    findings.Add(examination.Check(method.Id, check, new Example(device)));
                }
            Table($"{method.Id}: {method.Title} ({method.Kind.Id})", findings, output);
        }
        Table($"plugin {plugin.Name} {plugin.Version}", [examination.Unload()], output);
        output.WriteLine($"{held} of {held + failed} checks hold{(failed > 0 ? $", {failed} fail" : "")}{(open > 0 ? $"; {open} had nothing to check" : "")}.");
        return failed == 0;
    }

    private void Table(string title, IReadOnlyList<Finding> findings, TextWriter output)
    {
        var table = new Table("", "check", "seen") { Title = title };
        foreach (var finding in findings)
        {
            table.Add(finding.Outcome switch { Outcome.Holds => "✓", Outcome.Fails => "✗", _ => "–" }, finding.Check, finding.Detail);
            if (finding.Outcome == Outcome.Fails) table.Highlight();
        }
        held += findings.Count(f => f.Outcome == Outcome.Holds);
        failed += findings.Count(f => f.Outcome == Outcome.Fails);
        open += findings.Count(f => f.Outcome == Outcome.DoesNotApply);
        var screen = Screen.Current;
        TerminalTable.Of(table, screen.Width).Write(output, screen.Colours);
        output.WriteLine();
    }
}
