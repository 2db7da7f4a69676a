using System.Buffers.Binary;
using System.Text;
using Glassbox.Files;
using TorchSharp;
using TorchSharp.Interop;
using static TorchSharp.torch;

namespace Glassbox.Features;

/// <summary>
/// Matrices on disk by key, as safetensors files in <c>$XDG_CACHE_HOME/glassbox/features</c>. They are written beside and renamed when they are whole, so that several processes may write the same one at a
/// time. Small ones are read into memory; large ones stay on disk and are read where they are looked at.
/// </summary>
internal static class FeatureCache
{
    private const string Name = "features";
    private const long ReadUpTo = 256L << 20, MostBytes = 20L << 30;

    // Elements begin at a multiple of it, so that a mapped file is a tensor of whole elements.
    private const int Alignment = 64;

    /// <summary>The matrix of a key; null where there is none.</summary>
    public static Tensor? Find(string key, long[] shape, ScalarType type)
    {
        var path = PathOf(key);
        try
        {
            using var file = new SafetensorsFile(path);
            if (file.Entries.GetValueOrDefault(Name) is not { } entry || !entry.Shape.SequenceEqual(shape) || entry.Type != SafetensorsTypes.NameOf(type)) return null;
            // The oldest by last use are deleted first.
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
            return entry.End <= ReadUpTo ? file.Read(Name) : Mapped(path, shape, type);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Writes a matrix that comes in blocks of rows, and gives it back.</summary>
    /// <exception cref="IOException">The cache cannot be written.</exception>
    public static Tensor Store(string key, long[] shape, ScalarType type, IEnumerable<Tensor> blocks)
    {
        var path = PathOf(key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        WholeFile.Write(path, stream =>
        {
            stream.Write(Header(shape, type));
            foreach (var block in blocks) TensorBytes.Write(stream, block);
        });
        DeleteOldest(path);
        return Find(key, shape, type) ?? throw new IOException($"{path} was deleted as soon as it was written.");
    }

    private static string PathOf(string key) => Path.Combine(CacheFolder.Of("features"), key + ".safetensors");

    private static byte[] Header(long[] shape, ScalarType type)
    {
        var bytes = shape.Aggregate((long)SizeOf(type), (product, size) => product * size);
        var json = $$$"""{"{{{Name}}}":{"dtype":"{{{SafetensorsTypes.NameOf(type)}}}","shape":[{{{string.Join(',', shape)}}}],"data_offsets":[0,{{{bytes}}}]}}""";
        var header = new byte[(8 + json.Length + Alignment - 1) / Alignment * Alignment];
        header.AsSpan(8).Fill((byte)' ');
        BinaryPrimitives.WriteInt64LittleEndian(header, header.Length - 8);
        Encoding.ASCII.GetBytes(json, header.AsSpan(8));
        return header;
    }

    private static Tensor Mapped(string path, long[] shape, ScalarType type)
    {
        var elements = shape.Aggregate(1L, (product, size) => product * size);
        var all = new FileInfo(path).Length / SizeOf(type);
        // Not shared: a caller who changes the matrix changes no file.
        using var file = Dispatcher.Call("aten::from_file", path, false, all, type, Argument.None, CPU, Argument.None);
        return file.narrow(0, all - elements, elements).view(shape);
    }

    private static void DeleteOldest(string latest)
    {
        var kept = 0L;
        foreach (var file in new FileInfo(latest).Directory!.EnumerateFiles("*.safetensors").OrderByDescending(f => f.LastWriteTimeUtc))
            if ((kept += file.Length) > MostBytes && file.FullName != latest) file.Delete();
    }
}
