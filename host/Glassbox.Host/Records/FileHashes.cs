using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;

namespace Glassbox.Host.Records;

/// <summary>
/// Hashes of files, computed behind the run that reads them. Those of large files are kept in a list by path, size and time, so that a network is
/// hashed once and not in every run.
/// </summary>
/// <param name="list">The file that the list is kept in.</param>
internal sealed class FileHashes(string list)
{
    /// <summary>Below this, hashing is quicker than looking it up.</summary>
    private const long Large = 4 << 20;

    private const int MostKept = 2000;

    private readonly ConcurrentDictionary<(string Path, long Size, long Modified), Lazy<Task<string>>> hashes = [];
    private readonly Lazy<ConcurrentDictionary<string, string>> known = new(() => Read(list));

    /// <summary>The SHA-256 of a file as it is now, in lower-case hexadecimal digits; empty where it changes or goes away meanwhile.</summary>
    public Task<string> Of(string path, long size, DateTime modified) =>
        hashes.GetOrAdd((path, size, modified.Ticks), key => new Lazy<Task<string>>(() => Task.Run(() => Hash(key.Path, key.Size, key.Modified)))).Value;

    private string Hash(string path, long size, long modified)
    {
        try
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"{size} {modified} {path}");
            if (size >= Large && known.Value.TryGetValue(key, out var before)) return before;
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.SequentialScan);
            var hash = Convert.ToHexStringLower(SHA256.HashData(stream));
            if (new FileInfo(path) is not { Exists: true } now || now.Length != size || now.LastWriteTimeUtc.Ticks != modified) return "";
            if (size >= Large) Keep(key, hash);
            return hash;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private void Keep(string key, string hash)
    {
        known.Value[key] = hash;
        Directory.CreateDirectory(Path.GetDirectoryName(list)!);
        var written = $"{list}.{Environment.ProcessId}.{Environment.CurrentManagedThreadId}";
        File.WriteAllLines(written, known.Value.Select(k => $"{k.Value} {k.Key}").TakeLast(MostKept));
        File.Move(written, list, overwrite: true);
    }

    private static ConcurrentDictionary<string, string> Read(string list) => new(
        from line in File.Exists(list) ? File.ReadAllLines(list) : []
        where line.Length > 65 && line[64] == ' '
        select KeyValuePair.Create(line[65..], line[..64]));
}
