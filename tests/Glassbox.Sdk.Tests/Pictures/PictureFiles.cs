using System.Reflection;
using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace Glassbox.Tests.Pictures;

/// <summary>The small reference pictures beside this file, and the goldens.</summary>
internal static class PictureFiles
{
    public static string Of(string name) => Path.Combine(Here(), "files", name);

    public static string Golden(string name) => Path.Combine(
        typeof(PictureFiles).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "goldens").Value!, name);

    /// <summary>Bytes of a picture [C, H, W], a row after the other with interleaved channels.</summary>
    public static byte[] Interleaved(Tensor picture) => picture.permute(1, 2, 0).contiguous().data<byte>().ToArray();

    /// <summary>What a formula of x and y gives in each channel, interleaved.</summary>
    public static byte[] Formula(int width, int height, params Func<int, int, int>[] channels) =>
        [.. Enumerable.Range(0, height).SelectMany(y => Enumerable.Range(0, width).SelectMany(x => channels.Select(c => (byte)c(x, y))))];

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
