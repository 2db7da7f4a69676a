using System.Buffers.Binary;
using System.Text;
using static TorchSharp.torch;

namespace Glassbox.Pictures;

/// <summary>PNG through libpng.</summary>
internal static unsafe class PngFile
{
    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    public static bool Is(ReadOnlySpan<byte> file) => file.StartsWith(Signature);

    /// <summary>UInt8 <c>[H, W, C]</c>: grey (C = 1), grey and alpha (2), RGB (3) or RGB and alpha (4), as the file has it; palettes become RGB, 16 bits become 8.</summary>
    public static Tensor Read(byte[] file)
    {
        var plain = WithoutColourSpace(file);
        fixed (byte* memory = plain)
        {
            var image = new LibPng.Image { Version = LibPng.Image.CurrentVersion };
            try
            {
                if (LibPng.BeginRead(ref image, memory, (nuint)plain.Length) == 0) throw Failure(image);
                // Deflate packs at most 1,032 bytes in one.
                Pixels.Plausible(image.Width, image.Height, plain.Length, 8 * 1032 / BitsPerPixel(plain));
                image.Flags |= LibPng.SixteenBitIsSrgb;
                var format = (LibPng.Format)image.Format & (LibPng.Format.Alpha | LibPng.Format.Colour);
                image.Format = (uint)format;
                var channels = (format.HasFlag(LibPng.Format.Colour) ? 3 : 1) + (format.HasFlag(LibPng.Format.Alpha) ? 1 : 0);
                var (width, height) = ((int)image.Width, (int)image.Height);
                var picture = empty(height, width, channels, dtype: ScalarType.Byte);
                fixed (byte* buffer = picture.bytes)
                    if (LibPng.FinishRead(ref image, 0, buffer, width * channels, 0) == 0) throw Failure(image);
                return picture;
            }
            finally
            {
                LibPng.Free(ref image);
            }
        }
    }

    /// <summary>The EXIF block, empty where there is none.</summary>
    public static ReadOnlySpan<byte> Exif(byte[] file)
    {
        foreach (var (kind, place) in Chunks(file))
            if (kind == "eXIf") return file.AsSpan(place)[8..^4];
        return [];
    }

    public static byte[] Write(Pixels pixels)
    {
        var image = new LibPng.Image
        {
            Version = LibPng.Image.CurrentVersion,
            Width = (uint)pixels.Width,
            Height = (uint)pixels.Height,
            Format = (uint)((pixels.Channels >= 3 ? LibPng.Format.Colour : 0) | (pixels.Channels % 2 == 0 ? LibPng.Format.Alpha : 0)),
        };
        // Deflate's stored blocks, a filter byte a row, and the chunks' heads.
        var raw = (long)pixels.Height * (pixels.Width * pixels.Channels + 1);
        var bytes = GC.AllocateUninitializedArray<byte>(checked((int)(raw + raw / 1000 + 4096)));
        var size = (nuint)bytes.Length;
        try
        {
            fixed (byte* memory = bytes, buffer = pixels.Bytes)
                if (LibPng.Write(ref image, memory, ref size, 0, buffer, pixels.Width * pixels.Channels, 0) == 0) throw Failure(image);
        }
        finally
        {
            LibPng.Free(ref image);
        }
        return bytes[..(int)size];
    }

    /// <summary>From the head that libpng has just accepted.</summary>
    private static int BitsPerPixel(byte[] file) => file[24] * file[25] switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };

    /// <summary>
    /// The file without the chunks by which libpng's simplified interface would convert its values to sRGB: networks are trained on the values as they are stored.
    /// </summary>
    private static byte[] WithoutColourSpace(byte[] file)
    {
        var plain = new MemoryStream(file.Length);
        var kept = 0;
        foreach (var (kind, place) in Chunks(file))
            if (kind is "gAMA" or "cHRM" or "sRGB" or "iCCP" or "cICP")
            {
                plain.Write(file.AsSpan(kept..place.Start.Value));
                kept = place.End.Value;
            }
        plain.Write(file.AsSpan(kept));
        return plain.ToArray();
    }

    /// <summary>The chunks (length, kind, data, checksum) as far as they are whole.</summary>
    private static IEnumerable<(string Kind, Range Place)> Chunks(byte[] file)
    {
        for (var at = Signature.Length; at + 12L <= file.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
            if (at + 12L + length > file.Length) break;
            var end = at + 12 + (int)length;
            yield return (Encoding.ASCII.GetString(file, at + 4, 4), at..end);
            at = end;
        }
    }

    private static PictureException Failure(LibPng.Image image) => new($"libpng says \"{image.Text}\"");
}
