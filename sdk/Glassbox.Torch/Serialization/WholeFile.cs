namespace TorchSharp;

/// <summary>Files that are written whole or not at all.</summary>
internal static class WholeFile
{
    /// <summary>Writes beside <paramref name="path"/> and renames at the end; on an error nothing is left and an older file stays.</summary>
    public static void Write(string path, Action<Stream> content)
    {
        var target = Path.GetFullPath(FileTraffic.Writes(path));
        var draft = Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Guid.NewGuid():N}");
        try
        {
            using (var stream = new FileStream(draft, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 20)) content(stream);
            File.Move(draft, target, overwrite: true);
        }
        catch
        {
            File.Delete(draft);
            throw;
        }
    }
}
