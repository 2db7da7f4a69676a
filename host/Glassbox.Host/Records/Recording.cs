using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Glassbox.Files;
using Glassbox.Host.Commands;
using Glassbox.Host.Plugins;
using TorchSharp;
using TorchSharp.Interop;

namespace Glassbox.Host.Records;

/// <summary>
/// Keeps account of a run while it lasts: the files that it reads and writes, the methods that it calls. Reading is hashed behind it. Nothing here
/// ever fails the run; a record that cannot be kept is one remark. A record is there from the start, so that a run that is killed has left one; it is
/// written behind the run, which makes the one at the end quick.
/// </summary>
internal sealed class Recording : IFileTraffic
{
    private const int MostFilesOfAKind = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    private readonly Lock gate = new();
    private readonly DateTimeOffset started = DateTimeOffset.Now;
    private readonly RunSubject subject;
    private readonly Settings settings;
    private readonly PluginCatalogue plugins;
    private readonly Replay? replay;
    private readonly RecordFolder records = RecordFolder.Default();
    private readonly FileHashes hashes = new(CacheFolder.Of("hashes"));
    private readonly OrderedDictionary<string, Hashing> inputs = [];
    private readonly OrderedDictionary<string, string> outputs = [];
    private readonly OrderedDictionary<string, Calls> calls = [];
    private readonly HashSet<string> methods = [];
    private readonly OrderedDictionary<string, (string Version, Task<string> Hash)> used = [];
    private readonly Task<RunRecord?> announced;
    private bool ended;

    private Recording(RunSubject subject, Settings settings, PluginCatalogue plugins, Replay? replay)
    {
        (this.subject, this.settings, this.plugins, this.replay) = (subject, settings, plugins, replay);
        announced = replay is null ? Task.Run(Announced) : Task.FromResult<RunRecord?>(null);
    }

    /// <summary>Does a command's work and leaves a record of it, however it ends.</summary>
    /// <param name="subject">What runs.</param>
    /// <param name="settings">What the user said with the global options.</param>
    /// <param name="plugins">The plugins.</param>
    /// <param name="runs">Calls the methods.</param>
    /// <param name="interrupt">Ends the process where it stands, after the record is written.</param>
    /// <param name="replay">The replay that this run is; null for a run of its own.</param>
    /// <param name="work">The work.</param>
    public static async Task During(RunSubject subject, Settings settings, PluginCatalogue plugins, Runs runs, Terminal.Interrupt interrupt, Replay? replay, Func<Task> work)
    {
        var recording = new Recording(subject, settings, plugins, replay);
        runs.Recording = recording;
        FileTraffic.Use(recording);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => recording.End(Environment.ExitCode, "the script ended the process");
        interrupt.BeforeEnd = () => recording.End(ExitCode.Interrupted, "interrupted");
        try
        {
            await work();
            recording.End(ExitCode.Good, null);
        }
        catch (Exception exception)
        {
            var (code, message) = CommandLine.Judge(exception, interrupt.Token.IsCancellationRequested);
            recording.End(code, message.Split('\n')[0].TrimEnd('.'));
            throw;
        }
    }

    /// <inheritdoc/>
    public string Reads(string path, string what)
    {
        try
        {
            var full = Path.GetFullPath(path);
            if (IsCached(full)) return path;
            lock (gate)
            {
                // What the run itself wrote is no input.
                if (outputs.TryGetValue(full, out var own)) return File.Exists(own) ? own : path;
                if (!inputs.ContainsKey(full) && new FileInfo(full) is { Exists: true } file) inputs[full] = Hashing.Begin(hashes, file, what);
            }
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
        {
            // Whoever reads the file says what is wrong with it.
        }
        return path;
    }

    /// <inheritdoc/>
    public string Writes(string path)
    {
        try
        {
            var full = Path.GetFullPath(path);
            if (IsCached(full)) return path;
            var place = replay is null ? full : replay.Place(full);
            lock (gate) outputs[full] = place;
            return replay is null ? path : place;
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
        {
            return path;
        }
    }

    /// <summary>What can be made again at any time is neither given nor made.</summary>
    private static bool IsCached(string path) => path.StartsWith(CacheFolder.Of("") + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>A method has answered the script, or another method.</summary>
    public void Called(Result result)
    {
        if (result.Provenance is not { } made) return;
        Used(made.Method);
        var key = Calls.KeyOf(made);
        lock (gate)
        {
            if (!calls.TryGetValue(key, out var alike)) calls[key] = alike = new Calls(made);
            // Times appear in pictures and pages: a replay shows those of the run that it replays.
            if (replay?.SecondsOf(key, alike.Seconds.Count) is { } then) made = result.Provenance = made with { Duration = Calls.Time(then) };
            alike.Seconds.Add(made.Duration.TotalSeconds);
            alike.Results.Add(ResultDigest.Of(result));
        }
    }

    private void Used(string method)
    {
        lock (gate)
        {
            if (!methods.Add(method) || plugins.Plugins.FirstOrDefault(p => p.Methods.Contains(method)) is not { } plugin) return;
            if (!used.ContainsKey(plugin.Name)) used[plugin.Name] = (plugin.Version, HashOf(plugin.Folder));
        }
    }

    private async Task<string> HashOf(string folder)
    {
        if (!Directory.Exists(folder)) return "";
        var assemblies = new DirectoryInfo(folder).GetFiles("*.dll").OrderBy(f => f.Name, StringComparer.Ordinal).Select(f => (f.Name, Hash: hashes.Of(f.FullName, f.Length, f.LastWriteTimeUtc))).ToArray();
        await Task.WhenAll(assemblies.Select(a => a.Hash));
        return Together(assemblies.Select(a => $"{a.Hash.Result} {a.Name}"));
    }

    private RunRecord? Announced()
    {
        try { return records.Save(id => Record(id, TimeSpan.Zero, exit: null, error: null, []), started, subject.Name); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // The end of the run says why.
        }
    }

    private void End(int exit, string? error)
    {
        try
        {
            var first = announced.Result;
            lock (gate)
            {
                if (ended) return;
                ended = true;
                var took = DateTimeOffset.Now - started;
                var artefacts = outputs.Where(o => File.Exists(o.Value)).Select(o => (Path: o.Key, Hash: Hashing.Begin(hashes, new FileInfo(o.Value), "result"))).ToArray();
                Task[] hashed = [.. inputs.Values.Select(i => i.Hash), .. artefacts.Select(a => a.Hash.Hash), .. used.Values.Select(u => u.Hash)];
                // Who pressed Ctrl-C is not kept waiting.
                if (exit == ExitCode.Interrupted) Task.WaitAll(hashed, Patience);
                else Task.WaitAll(hashed);
                RunRecord Made(string id) => Record(id, took, exit, error, [.. artefacts.Select(a => a.Hash.Record(a.Path))]);
                if (replay is not null) replay.Made = Made(replay.Original.Id);
                else SaveBesideResults(first is not null ? records.Replace(Made(first.Id)) : records.Save(Made, started, subject.Name));
            }
        }
        catch (Exception e)
        {
            Console.Error.WriteLine($"glassbox: the record of this run could not be kept: {Sentence.Of(e)}.");
        }
    }

    private RunRecord Record(string id, TimeSpan took, int? exit, string? error, IReadOnlyList<RecordedFile> artefacts)
    {
        var versions = MachineDescription.Now(settings.Device);
        lock (gate)
            return new RunRecord
            {
                Format = RunRecord.CurrentFormat,
                Id = id,
                Command = subject.Command,
                Arguments = subject.Arguments,
                Folder = subject.Folder,
                Sources = subject.Sources,
                Libraries = subject.Libraries,
                Seed = settings.Seed,
                Device = settings.Device ?? "cpu",
                Threads = NativeMethods.IsLoaded ? torch.get_num_threads() : null,
                Versions = versions,
                Plugins = [.. used.Select(u => new RecordedPlugin(u.Key, u.Value.Version, u.Value.Hash.IsCompletedSuccessfully ? u.Value.Hash.Result : ""))],
                Calls = [.. calls.Values.Select(c => c.Record())],
                Inputs = [.. Folded(inputs.Select(i => i.Value.Record(i.Key)))],
                Artefacts = artefacts,
                Started = started,
                Seconds = Math.Round(took.TotalSeconds, 3),
                Process = Environment.ProcessId,
                Exit = exit,
                Error = error,
            };
    }

    /// <summary>A data set of ten thousand pictures is one line, with a hash of all its files' hashes.</summary>
    private static IEnumerable<RecordedFile> Folded(IEnumerable<RecordedFile> files) => files
        .GroupBy(f => (Folder: Path.GetDirectoryName(f.Path)!, f.What))
        .SelectMany(g => g.Count() <= MostFilesOfAKind ? g : (IEnumerable<RecordedFile>)
        [
            new RecordedFile(g.Key.Folder + Path.DirectorySeparatorChar, string.Create(CultureInfo.InvariantCulture, $"{g.Key.What}, {g.Count()} files"), g.Sum(f => f.Size),
                Together(g.OrderBy(f => f.Path, StringComparer.Ordinal).Select(f => $"{f.Sha256} {Path.GetFileName(f.Path)}"))),
        ]);

    private static void SaveBesideResults(RunRecord record)
    {
        var folders = record.Artefacts.Select(a => Path.GetDirectoryName(a.Path)!).Distinct().ToArray();
        var json = record.ToJson();
        // One for all that lies below a folder.
        foreach (var folder in folders.Where(f => !folders.Any(o => o != f && f.StartsWith(Path.TrimEndingDirectorySeparator(o) + Path.DirectorySeparatorChar, StringComparison.Ordinal))))
        {
            var path = Path.Combine(folder, Path.GetFileNameWithoutExtension(record.Name) + RunRecord.Suffix);
            var draft = $"{path}.{Environment.ProcessId}";
            File.WriteAllBytes(draft, json);
            File.Move(draft, path, overwrite: true);
        }
    }

    private static string Together(IEnumerable<string> lines) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))));

    /// <summary>A file whose hash is being computed.</summary>
    private sealed record Hashing(string What, long Size, Task<string> Hash)
    {
        public static Hashing Begin(FileHashes hashes, FileInfo file, string what) => new(what, file.Length, hashes.Of(file.FullName, file.Length, file.LastWriteTimeUtc));

        public RecordedFile Record(string path) => new(path, What, Size, Hash.IsCompletedSuccessfully ? Hash.Result : "");
    }
}
