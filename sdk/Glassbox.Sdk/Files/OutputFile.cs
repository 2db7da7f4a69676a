using System.Text;
using TorchSharp;

namespace Glassbox.Files;

/// <summary>Writes files whole or not at all, with one sentence where that fails. Folders that lack are made.</summary>
internal static class OutputFile
{
    /// <exception cref="GlassboxException">The place cannot be written to.</exception>
    public static void Write(string path, Action<Stream> content) => Written(path, () => WholeFile.Write(path, content));

    /// <summary>Lets something else write the file.</summary>
    /// <exception cref="GlassboxException">The place cannot be written to.</exception>
    public static void Written(string path, Action write)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new GlassboxException($"{path} cannot be written: {e.Message}", e);
        }
    }

    /// <inheritdoc cref="Write(string, Action{Stream})"/>
    public static void Write(string path, byte[] bytes) => Write(path, stream => stream.Write(bytes));

    /// <inheritdoc cref="Write(string, Action{Stream})"/>
    public static void Write(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text));
}
