using System.Buffers.Binary;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Element types of safetensors files for which libtorch has no tensors: every value is read exactly, as a wider type.</summary>
internal static class WidenedTypes
{
    /// <summary>How many bytes an element of such a type has; null for other types.</summary>
    public static int? SizeOf(string name) => name switch
    {
        "F8_E4M3" or "F8_E5M2" => 1,
        "U16" => 2,
        "U32" => 4,
        "U64" => 8,
        _ => null,
    };

    /// <summary>Reads a tensor: 8-bit floats as Float32, unsigned integers as the next wider signed ones (those of 64 bits as Int64).</summary>
    /// <exception cref="NotSupportedException">A number of 64 bits is larger than an Int64 can be.</exception>
    public static Tensor Read(Stream stream, string name, long[] shape)
    {
        var count = shape.Aggregate(1L, (a, b) => a * b);
        var bytes = new byte[checked((int)(count * SizeOf(name)!.Value))];
        stream.ReadExactly(bytes);
        return name switch
        {
            "F8_E4M3" => tensor(Array.ConvertAll(bytes, FromE4M3), shape),
            // The upper half of a Float16.
            "F8_E5M2" => tensor(Array.ConvertAll(bytes, b => (float)BitConverter.UInt16BitsToHalf((ushort)(b << 8))), shape),
            "U16" => tensor(Numbers(bytes, 2, at => (int)BinaryPrimitives.ReadUInt16LittleEndian(at)), shape),
            "U32" => tensor(Numbers(bytes, 4, at => (long)BinaryPrimitives.ReadUInt32LittleEndian(at)), shape),
            _ => tensor(Numbers(bytes, 8, Fitting), shape),
        };
    }

    /// <summary>Sign, four bits of exponent with bias 7, three of mantissa; no infinities, and all ones is not a number.</summary>
    private static float FromE4M3(byte bits)
    {
        var (exponent, mantissa) = (bits >> 3 & 15, bits & 7);
        var size = (exponent, mantissa) switch
        {
            (15, 7) => float.NaN,
            (0, _) => mantissa / 8f * MathF.Pow(2, -6),
            _ => (1 + mantissa / 8f) * MathF.Pow(2, exponent - 7),
        };
        return bits < 128 ? size : -size;
    }

    private static long Fitting(ReadOnlySpan<byte> at)
    {
        var number = BinaryPrimitives.ReadUInt64LittleEndian(at);
        return number <= long.MaxValue ? (long)number : throw new NotSupportedException($"{number} is larger than an Int64 can be");
    }

    private delegate T Reader<T>(ReadOnlySpan<byte> at);

    private static T[] Numbers<T>(byte[] bytes, int width, Reader<T> read)
    {
        var numbers = new T[bytes.Length / width];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = read(bytes.AsSpan(i * width));
        return numbers;
    }
}
