namespace Glassbox.Host.Plugins;

/// <summary>A file's size and time, which a save changes: what watching goes by, for it works on every file system.</summary>
internal static class FileStamp
{
    /// <summary>The stamp; empty where there is no such file.</summary>
    public static string Of(string path) => new FileInfo(path) is { Exists: true } file ? FormattableString.Invariant($"{file.Length} {file.LastWriteTimeUtc.Ticks}") : "";

    /// <summary>What changed, came or went between two looks at stamps by path.</summary>
    public static IEnumerable<string> Changed(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> now) =>
        before.Keys.Union(now.Keys).Where(path => before.GetValueOrDefault(path) != now.GetValueOrDefault(path));
}
