using System.Buffers.Binary;

namespace Glassbox.Pictures;

/// <summary>How a camera was held: tag 0x0112 of EXIF 2.3, section 4.6.4, in the first directory of a TIFF head.</summary>
internal static class ExifOrientation
{
    /// <summary>The orientation 1 to 8; 1 (upright) where the block does not say or is damaged.</summary>
    public static int Read(ReadOnlySpan<byte> tiff)
    {
        if (tiff.Length < 8) return 1;
        var little = tiff.StartsWith("II"u8);
        if (!little && !tiff.StartsWith("MM"u8)) return 1;
        var directory = UInt32(tiff[4..], little);
        if (directory + 2L > tiff.Length) return 1;
        var entries = tiff[(int)(directory + 2)..];
        for (int i = 0, count = UInt16(tiff[(int)directory..], little); i < count && (i + 1) * 12 <= entries.Length; i++)
        {
            var entry = entries.Slice(i * 12, 12);
            if (UInt16(entry, little) != 0x0112) continue;
            var value = UInt16(entry[8..], little);
            return value is >= 1 and <= 8 ? value : 1;
        }
        return 1;
    }

    private static int UInt16(ReadOnlySpan<byte> at, bool little) => little ? BinaryPrimitives.ReadUInt16LittleEndian(at) : BinaryPrimitives.ReadUInt16BigEndian(at);

    private static long UInt32(ReadOnlySpan<byte> at, bool little) => little ? BinaryPrimitives.ReadUInt32LittleEndian(at) : BinaryPrimitives.ReadUInt32BigEndian(at);
}
