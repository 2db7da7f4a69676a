using System.Runtime.InteropServices;

namespace Glassbox.Pictures;

/// <summary>libpng's simplified interface: it catches libpng's errors itself, where the classic one would jump over managed frames.</summary>
internal static unsafe partial class LibPng
{
    private const string Library = "libpng16.so.16";

    /// <summary>png_image of png.h, version 1.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Image
    {
        public nint Opaque;
        public uint Version, Width, Height, Format, Flags, ColourMapEntries, WarningOrError;
        public fixed byte Message[64];

        public const uint CurrentVersion = 1;

        public readonly string Text
        {
            get
            {
                fixed (byte* m = Message) return Marshal.PtrToStringUTF8((nint)m) ?? "";
            }
        }
    }

    [Flags]
    public enum Format : uint { Grey = 0, Alpha = 1, Colour = 2, Linear = 4, ColourMap = 8 }

    /// <summary>16-bit files are encoded like 8-bit ones, not linear.</summary>
    public const uint SixteenBitIsSrgb = 4;

    [LibraryImport(Library, EntryPoint = "png_image_begin_read_from_memory")]
    public static partial int BeginRead(ref Image image, byte* memory, nuint size);

    [LibraryImport(Library, EntryPoint = "png_image_finish_read")]
    public static partial int FinishRead(ref Image image, nint background, byte* buffer, int rowStride, nint colourMap);

    [LibraryImport(Library, EntryPoint = "png_image_free")]
    public static partial void Free(ref Image image);

    [LibraryImport(Library, EntryPoint = "png_image_write_to_memory")]
    public static partial int Write(ref Image image, byte* memory, ref nuint size, int convertTo8Bit, byte* buffer, int rowStride, nint colourMap);
}
