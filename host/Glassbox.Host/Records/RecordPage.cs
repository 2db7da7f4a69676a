using System.Globalization;
using Glassbox.Host.Scripts;
using Glassbox.Host.Terminal;

namespace Glassbox.Host.Records;

/// <summary>A record for a reader at a terminal.</summary>
internal static class RecordPage
{
    public static void Write(RunRecord record, TextWriter output)
    {
        output.WriteLine(record.Id);
        Columns.Write(output,
        [
            ["command", $"glassbox {record.Command} {string.Join(' ', [.. record.Sources.Take(1).Select(s => SourceLine.Shorten(s.Path)), .. record.Arguments])}"],
            ["folder", record.Folder],
            ["began", record.Started.ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture)],
            ["took", string.Create(CultureInfo.InvariantCulture, $"{record.Seconds:0.0##} s")],
            ["ended", record.Exit is null ? record.State : record.Error is null ? $"well ({record.Exit})" : $"with code {record.Exit}: {record.Error}"],
            ["seed", record.Seed.ToString(CultureInfo.InvariantCulture)],
            ["device", record.Threads is { } threads ? $"{record.Device}, {threads} {(threads == 1 ? "thread" : "threads")}" : record.Device],
            .. record.Versions.Select(v => new[] { v.Key, v.Value }),
            .. record.Plugins.Select(p => new[] { $"plugin {p.Name}", $"{p.Version}  {Hash(p.Sha256)}" }),
        ], "  ");
        if (record.Calls.Count > 0) output.WriteLine("\nCalls");
        foreach (var calls in record.Calls)
        {
            var times = calls.Results.Count == 1 ? "" : $"{calls.Results.Count} times, ";
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {calls.Method}  {times}{calls.Seconds.Sum():0.0##} s{Told(" of ", calls.Model)}{Told(" for ", calls.Target)}"));
            if (calls.Options.Count > 0) output.WriteLine($"      {string.Join(", ", calls.Options.Select(o => $"{o.Key}: {o.Value}"))}");
        }
        Files("Script", record.Sources.Select(s => new RecordedFile(s.Path, "", s.Text.Length, s.Sha256)), output);
        Files("Libraries", record.Libraries, output);
        Files("Read", record.Inputs, output);
        Files("Made", record.Artefacts, output);
    }

    private static void Files(string title, IEnumerable<RecordedFile> files, TextWriter output)
    {
        string[][] rows = [.. files.Select(f => new[] { SourceLine.Shorten(f.Path), Size(f.Size), Hash(f.Sha256), f.What is "" or "result" or "library" ? "" : f.What, State(f) })];
        if (rows.Length == 0) return;
        output.WriteLine($"\n{title}");
        Columns.Write(output, rows, "  ");
    }

    /// <summary>What became of a file since.</summary>
    private static string State(RecordedFile file)
    {
        if (file.Path.EndsWith(Path.DirectorySeparatorChar)) return "";
        if (!File.Exists(file.Path)) return "gone";
        using var stream = File.OpenRead(file.Path);
        return file.Sha256 == "" || Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(stream)) == file.Sha256 ? "" : "changed since";
    }

    private static string Told(string before, string text) => text == "" ? "" : before + text;

    private static string Hash(string sha256) => sha256 == "" ? "unknown" : sha256[..12];

    private static string Size(long bytes) => bytes < 1 << 20
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.0} KiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.0} MiB");
}
