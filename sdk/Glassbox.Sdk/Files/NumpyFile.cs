using System.IO.Compression;
using Glassbox.Files;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>Reads and writes NumPy's files: <c>.npy</c> (one array) and <c>.npz</c> (a zip of them).</summary>
public static class NumpyFile
{
    /// <summary>Reads an <c>.npy</c> file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The array on the CPU. uint16 becomes Int32, uint32 and uint64 become Int64.</returns>
    /// <exception cref="GlassboxException">There is no such file, it is damaged, or holds something other than numbers (Python objects are never loaded).</exception>
    public static Tensor Read(string path) => Reading(path, "NumPy file", stream => NumpyArray.Read(stream, stream.Length, path));

    /// <summary>Reads an <c>.npz</c> file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The arrays by name, on the CPU; types as for <see cref="Read"/>.</returns>
    /// <exception cref="GlassboxException">As for <see cref="Read"/>.</exception>
    public static IReadOnlyDictionary<string, Tensor> ReadArchive(string path) => Reading(path, "NumPy archive", stream =>
    {
        using var zip = new ZipArchive(stream, ZipArchiveMode.Read);
        var arrays = new Dictionary<string, Tensor>();
        try
        {
            foreach (var entry in zip.Entries)
            {
                var name = entry.FullName.EndsWith(".npy", StringComparison.Ordinal) ? entry.FullName[..^4] : entry.FullName;
                // Deflate packs at most 1,032 bytes in one: an entry that promises more is no honest one.
                if (entry.Length > 1032 * entry.CompressedLength + 1024) throw new InvalidDataException($"\"{name}\" promises more than it holds");
                using var array = entry.Open();
                if (!arrays.TryAdd(name, NumpyArray.Read(array, entry.Length, $"{path}, \"{name}\""))) throw new InvalidDataException($"it holds \"{name}\" twice");
            }
            return arrays;
        }
        catch
        {
            foreach (var array in arrays.Values) array.Dispose();
            throw;
        }
    });

    /// <summary>Writes an <c>.npy</c> file, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="array">On any device; BFloat16, which NumPy lacks, is written as float32.</param>
    /// <exception cref="GlassboxException">The file cannot be written.</exception>
    public static void Write(string path, Tensor array) => OutputFile.Write(path, stream => NumpyArray.Write(stream, array));

    /// <summary>Writes an <c>.npz</c> file, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="arrays">By name; types as for <see cref="Write"/>.</param>
    /// <exception cref="GlassboxException">The file cannot be written.</exception>
    public static void WriteArchive(string path, IReadOnlyDictionary<string, Tensor> arrays) => OutputFile.Write(path, stream =>
    {
        using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var (name, array) in arrays.OrderBy(a => a.Key, StringComparer.Ordinal))
        {
            var entry = zip.CreateEntry(name + ".npy", CompressionLevel.NoCompression);
            // The same arrays give the same bytes, whenever they are written.
            entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
            using var inside = entry.Open();
            NumpyArray.Write(inside, array);
        }
    });

    /// <summary>What an <c>.npy</c> file says of its array, without reading the array.</summary>
    internal static NumpyArray.Head ReadHead(string path) => Reading(path, "NumPy file", stream => NumpyArray.ReadHead(stream, stream.Length, path));

    private static T Reading<T>(string path, string what, Func<Stream, T> read)
    {
        try
        {
            using var stream = InputFile.Open(path, what);
            return read(stream);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or OverflowException or ArgumentException or TorchException)
        {
            throw new GlassboxException($"{path} is no {what}, or a damaged one: {(e is EndOfStreamException ? "it is cut off" : e.Message.TrimEnd('.'))}.", e);
        }
    }
}
