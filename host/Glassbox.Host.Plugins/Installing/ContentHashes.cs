using System.Security.Cryptography;
using System.Text;

namespace Glassbox.Host.Plugins;

/// <summary>The content hashes of a plugin's files.</summary>
internal static class ContentHashes
{
    /// <summary>The SHA-256 of each file in a folder and the folders in it, by its path with forward slashes.</summary>
    public static IReadOnlyDictionary<string, string> Of(string folder)
    {
        var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            using var stream = File.OpenRead(file);
            hashes[Path.GetRelativePath(folder, file)] = Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        return hashes;
    }

    /// <summary>One hash of them all.</summary>
    public static string Together(IReadOnlyDictionary<string, string> files) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', files.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"{f.Value} {f.Key}")))));

    /// <summary>The first files that differ, for a sentence; empty where all are the same.</summary>
    public static string Difference(IReadOnlyDictionary<string, string> pinned, IReadOnlyDictionary<string, string> found)
    {
        string[] different =
        [
            .. pinned.Where(p => !found.ContainsKey(p.Key)).Select(p => p.Key + " is gone"),
            .. found.Where(f => !pinned.ContainsKey(f.Key)).Select(f => f.Key + " is new"),
            .. found.Where(f => pinned.TryGetValue(f.Key, out var hash) && hash != f.Value).Select(f => f.Key + " is another"),
        ];
        return string.Join(", ", different.Take(3)) + (different.Length > 3 ? $" and {different.Length - 3} more" : "");
    }
}
