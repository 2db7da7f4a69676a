using System.Buffers.Binary;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Glassbox.Pictures;

/// <summary>JPEG through libjpeg-turbo.</summary>
internal static unsafe class JpegFile
{
    public static bool Is(ReadOnlySpan<byte> file) => file.StartsWith((ReadOnlySpan<byte>)[0xff, 0xd8, 0xff]);

    /// <summary>UInt8 <c>[H, W, C]</c>: grey (C = 1), RGB (3), or inverted CMYK (4) for <paramref name="cmyk"/>.</summary>
    public static Tensor Read(byte[] file, out bool cmyk)
    {
        var handle = TurboJpeg.InitDecompress();
        try
        {
            fixed (byte* memory = file)
            {
                var size = new CULong((nuint)file.Length);
                var failed = TurboJpeg.DecompressHeader(handle, memory, size, out var width, out var height, out _, out var space) != 0;
                // It also fails for a subsampling that it has no name for, which it decodes nevertheless.
                if (failed && (width < 1 || height < 1 || space < 0)) throw Failure(handle);
                // A block of 64 pixels takes at least one bit.
                Pixels.Plausible(width, height, file.Length, 512);

                cmyk = (TurboJpeg.ColourSpace)space is TurboJpeg.ColourSpace.Cmyk or TurboJpeg.ColourSpace.Ycck;
                var (format, channels) = cmyk ? (TurboJpeg.PixelFormat.Cmyk, 4)
                    : (TurboJpeg.ColourSpace)space is TurboJpeg.ColourSpace.Grey ? (TurboJpeg.PixelFormat.Grey, 1)
                    : (TurboJpeg.PixelFormat.Rgb, 3);
                var picture = empty(height, width, channels, dtype: ScalarType.Byte);
                fixed (byte* pixels = picture.bytes)
                    if (TurboJpeg.Decompress(handle, memory, size, pixels, width, width * channels, height, format, TurboJpeg.LimitScans) != 0 && !IsWhole(TurboJpeg.Error(handle), file))
                        throw Failure(handle);
                return picture;
            }
        }
        finally
        {
            TurboJpeg.Destroy(handle);
        }
    }

    /// <summary>
    /// Whether a complaint leaves the picture whole. The library's error code does not tell: an error that follows a warning is called a warning too.
    /// It keeps the first warning only, so that a missing end is looked for here: no scan's data holds an end marker.
    /// </summary>
    private static bool IsWhole(string complaint, byte[] file) =>
        (complaint.Contains("extraneous bytes before marker") || complaint.Contains("JFIF revision number") || complaint.Contains("Adobe color transform")) &&
        file.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0xff, 0xd9]) > file.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0xff, 0xda]);

    /// <summary>The EXIF block, empty where there is none.</summary>
    public static ReadOnlySpan<byte> Exif(byte[] file)
    {
        var at = 2;
        while (at + 4 <= file.Length && file[at] == 0xff)
        {
            var marker = file[at + 1];
            if (marker == 0xff)
            {
                at++;
                continue;
            }
            if (marker is 0xda or 0xd9) break;
            var length = BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(at + 2));
            if (length < 2 || at + 2 + length > file.Length) break;
            var body = file.AsSpan(at + 4, length - 2);
            if (marker == 0xe1 && body.StartsWith("Exif\0\0"u8)) return body[6..];
            at += 2 + length;
        }
        return [];
    }

    public static byte[] Write(Pixels pixels, int quality)
    {
        var handle = TurboJpeg.InitCompress();
        byte* jpeg = null;
        try
        {
            var size = new CULong();
            var (format, subsampling) = pixels.Channels == 1 ? (TurboJpeg.PixelFormat.Grey, TurboJpeg.Subsampling.Grey) : (TurboJpeg.PixelFormat.Rgb, TurboJpeg.Subsampling.None);
            fixed (byte* memory = pixels.Bytes)
                if (TurboJpeg.Compress(handle, memory, pixels.Width, pixels.Width * pixels.Channels, pixels.Height, format, ref jpeg, ref size, subsampling, quality, 0) != 0)
                    throw Failure(handle);
            return new ReadOnlySpan<byte>(jpeg, (int)size.Value).ToArray();
        }
        finally
        {
            TurboJpeg.Free(jpeg);
            TurboJpeg.Destroy(handle);
        }
    }

    private static PictureException Failure(nint handle) => new($"libjpeg-turbo says \"{TurboJpeg.Error(handle)}\"");
}
