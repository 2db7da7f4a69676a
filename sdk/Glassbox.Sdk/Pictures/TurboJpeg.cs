using System.Runtime.InteropServices;

namespace Glassbox.Pictures;

/// <summary>libjpeg-turbo's TurboJPEG interface, as of 2.0 (3.x keeps it).</summary>
internal static unsafe partial class TurboJpeg
{
    private const string Library = "libturbojpeg.so.0";

    public enum PixelFormat { Rgb = 0, Grey = 6, Cmyk = 11 }

    public enum ColourSpace { Rgb = 0, YCbCr = 1, Grey = 2, Cmyk = 3, Ycck = 4 }

    public enum Subsampling { None = 0, Grey = 3 }

    /// <summary>A progressive file may hold a scan more than 500 times only to cost time.</summary>
    public const int LimitScans = 32768;

    [LibraryImport(Library, EntryPoint = "tjInitDecompress")]
    public static partial nint InitDecompress();

    [LibraryImport(Library, EntryPoint = "tjInitCompress")]
    public static partial nint InitCompress();

    [LibraryImport(Library, EntryPoint = "tjDestroy")]
    public static partial int Destroy(nint handle);

    [LibraryImport(Library, EntryPoint = "tjDecompressHeader3")]
    public static partial int DecompressHeader(nint handle, byte* jpeg, CULong size, out int width, out int height, out int subsampling, out int colourSpace);

    [LibraryImport(Library, EntryPoint = "tjDecompress2")]
    public static partial int Decompress(nint handle, byte* jpeg, CULong size, byte* pixels, int width, int pitch, int height, PixelFormat format, int flags);

    [LibraryImport(Library, EntryPoint = "tjCompress2")]
    public static partial int Compress(nint handle, byte* pixels, int width, int pitch, int height, PixelFormat format, ref byte* jpeg, ref CULong size, Subsampling subsampling, int quality, int flags);

    [LibraryImport(Library, EntryPoint = "tjFree")]
    public static partial void Free(byte* buffer);

    [LibraryImport(Library, EntryPoint = "tjGetErrorStr2")]
    private static partial nint ErrorText(nint handle);

    public static string Error(nint handle) => Marshal.PtrToStringUTF8(ErrorText(handle)) ?? "";
}
