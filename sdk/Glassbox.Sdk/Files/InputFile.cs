using TorchSharp;

namespace Glassbox.Files;

/// <summary>Reads files whole, with one sentence for each way in which that fails.</summary>
internal static class InputFile
{
    /// <param name="path">The file.</param>
    /// <param name="what">What it should be, for the sentence: <c>picture</c>.</param>
    /// <param name="most">The most bytes that are read.</param>
    /// <exception cref="GlassboxException">There is no such file, it cannot be read, or it is larger.</exception>
    public static byte[] Read(string path, string what, long most = 1L << 30)
    {
        using var stream = Open(path, what);
        if (stream.Length > most) throw new GlassboxException($"{path} has {stream.Length >> 20} MiB, more than the {most >> 20} MiB that a {what} may have.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="GlassboxException">There is no such file, or it cannot be read.</exception>
    public static Stream Open(string path, string what)
    {
        try
        {
            return Directory.Exists(path) ? throw new GlassboxException($"{path} is a folder, not a {what}.") : File.OpenRead(FileTraffic.Reads(path, what));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new GlassboxException($"There is no file {path}.{Near(path)}");
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException or ArgumentException)
        {
            throw new GlassboxException($"{path} cannot be read: {e.Message}", e);
        }
    }

    private static string Near(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        if (!Directory.Exists(folder)) return "";
        var name = Nearest.To(Path.GetFileName(path), Directory.EnumerateFiles(folder).Select(f => Path.GetFileName(f)!));
        return name is null ? "" : $" Did you mean \"{name}\"?";
    }
}
