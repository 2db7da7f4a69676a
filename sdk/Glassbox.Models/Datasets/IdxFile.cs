using System.Buffers.Binary;
using System.IO.Compression;
using Glassbox.Files;

namespace Glassbox;

/// <summary>MNIST's file format, plain or gzipped: two zeros, an element type, the number of dimensions, their sizes (Int32, big-endian), the elements.</summary>
internal static class IdxFile
{
    private const byte UnsignedByte = 8;

    /// <summary>The pictures of a file: <c>[N, H, W]</c>, or <c>[N, C, H, W]</c> in extensions of the format.</summary>
    /// <exception cref="GlassboxException">The file is damaged or holds something else.</exception>
    public static (IPixelSource Pixels, long[] Shape) Images(string path)
    {
        var (stream, sizes, head) = Open(path);
        using (stream)
        {
            if (sizes.Length is not (3 or 4)) throw new GlassboxException($"{path} has {sizes.Length} dimensions where pictures have 3 or 4: is it the file of labels?");
            long[] shape = sizes.Length == 3 ? [1, sizes[1], sizes[2]] : sizes[1..];
            var size = shape.Aggregate((Int128)1, (a, b) => a * b);
            if (size == 0 || size > 1 << 28) throw new GlassboxException($"{path} is damaged: its pictures are {string.Join(" x ", shape)}.");
            return stream is FileStream
                ? (new PixelsInFiles([path], head, 0, (int)size), shape)
                : (new PixelsInMemory(Rest(stream, path, size * sizes[0]), (int)size), shape);
        }
    }

    /// <summary>The labels of a file: one byte a sample.</summary>
    /// <exception cref="GlassboxException">The file is damaged or holds something else.</exception>
    public static long[] Labels(string path)
    {
        var (stream, sizes, _) = Open(path);
        using (stream)
        {
            if (sizes.Length != 1) throw new GlassboxException($"{path} has {sizes.Length} dimensions where labels have 1: is it the file of pictures?");
            return [.. Rest(stream, path, sizes[0]).Select(b => (long)b)];
        }
    }

    private static (Stream Stream, long[] Sizes, int Head) Open(string path)
    {
        var stream = InputFile.Open(path, "idx file");
        try
        {
            var plain = stream;
            Span<byte> start = stackalloc byte[4];
            if (stream.ReadAtLeast(start, 2, false) >= 2 && start[0] == 0x1f && start[1] == 0x8b)
            {
                stream.Position = 0;
                plain = new GZipStream(stream, CompressionMode.Decompress);
            }
            else
            {
                stream.Position = 0;
            }
            plain.ReadExactly(start);
            if (start[0] != 0 || start[1] != 0 || start[3] is 0 or > 4) throw new GlassboxException($"{path} is no idx file (MNIST's format).");
            if (start[2] != UnsignedByte) throw new GlassboxException($"{path} holds elements of type 0x{start[2]:x2}, where pictures and labels are unsigned bytes (0x08).");
            var sizes = new long[start[3]];
            Int128 count = 1;
            for (var i = 0; i < sizes.Length; i++)
            {
                plain.ReadExactly(start);
                sizes[i] = BinaryPrimitives.ReadUInt32BigEndian(start);
                count = Int128.Min(count * sizes[i], long.MaxValue);
            }
            var head = 4 + 4 * sizes.Length;
            // What deflate packs is at most 1,032 times larger.
            var most = plain == stream ? stream.Length - head : Math.Min(stream.Length * 1032, Array.MaxLength);
            if (count > most || plain == stream && count != most)
                throw new GlassboxException($"{path} is damaged or cut short: it says that it holds {string.Join(" x ", sizes)} bytes{(plain == stream ? $" and holds {most}" : "")}.");
            return (plain, sizes, head);
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException)
        {
            stream.Dispose();
            throw new GlassboxException($"{path} is damaged or cut short: it is no whole idx file.", e);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    private static byte[] Rest(Stream stream, string path, Int128 count)
    {
        try
        {
            // Grows with what is really there, not with what the head says.
            using var bytes = new MemoryStream();
            var part = new byte[1 << 16];
            for (int read; bytes.Length <= (long)count && (read = stream.Read(part)) > 0;) bytes.Write(part, 0, read);
            return bytes.Length == (long)count ? bytes.ToArray() : throw new GlassboxException($"{path} is damaged or cut short: it says that it holds {count} bytes and holds {(bytes.Length > (long)count ? "more" : bytes.Length.ToString())}.");
        }
        catch (InvalidDataException e) { throw new GlassboxException($"{path} is damaged: {e.Message}", e); }
    }
}
