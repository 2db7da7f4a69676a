using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Files;

/// <summary>One array of NumPy's format, versions 1.0 to 3.0 (numpy.lib.format).</summary>
internal static partial class NumpyArray
{
    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    private const int LongestHead = 1 << 16;

    /// <summary>What stands before an array's numbers.</summary>
    /// <param name="Shape">The array's shape.</param>
    /// <param name="Kind">NumPy's letter for the kind of number: <c>f</c>, <c>i</c>, <c>u</c>, ...</param>
    /// <param name="Bytes">The bytes of a number.</param>
    /// <param name="BigEndian">Whether the largest byte comes first.</param>
    /// <param name="Fortran">Whether the first dimension runs fastest.</param>
    /// <param name="Length">The bytes of the head itself.</param>
    public sealed record Head(long[] Shape, char Kind, int Bytes, bool BigEndian, bool Fortran, int Length);

    /// <param name="stream">The array's bytes, left at the first number.</param>
    /// <param name="length">How many bytes it should hold.</param>
    /// <param name="name">What to call it in an error.</param>
    /// <exception cref="InvalidDataException">It is no such array, or a damaged one.</exception>
    /// <exception cref="EndOfStreamException">It is cut off.</exception>
    public static Head ReadHead(Stream stream, long length, string name)
    {
        Span<byte> start = stackalloc byte[8];
        stream.ReadExactly(start);
        if (!start.StartsWith(Magic) || start[6] is < 1 or > 3) throw new InvalidDataException("it does not begin as NumPy's arrays do");
        Span<byte> size = stackalloc byte[start[6] == 1 ? 2 : 4];
        stream.ReadExactly(size);
        var headLength = start[6] == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(size) : BinaryPrimitives.ReadUInt32LittleEndian(size);
        if (headLength > LongestHead) throw new InvalidDataException($"its head has {headLength} bytes");
        var headBytes = new byte[headLength];
        stream.ReadExactly(headBytes);

        var head = Encoding.UTF8.GetString(headBytes);
        var type = TypePattern().Match(head);
        var shapeText = ShapePattern().Match(head);
        var order = OrderPattern().Match(head);
        if (!shapeText.Success || !order.Success || !head.Contains("'descr'")) throw new InvalidDataException("its head cannot be understood");
        if (!type.Success) throw new GlassboxException($"{name} holds records, text or Python objects, not numbers: save it from NumPy with a numeric type.");
        var shape = shapeText.Groups[1].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(d => long.Parse(d, CultureInfo.InvariantCulture)).ToArray();
        if (shape.Length > 64) throw new InvalidDataException($"it has {shape.Length} dimensions");

        var (kind, bytes) = (type.Groups[2].Value[0], int.Parse(type.Groups[2].ValueSpan[1..], CultureInfo.InvariantCulture));
        if (Stored(kind, bytes) is null) throw new GlassboxException($"{name} holds {type.Groups[2].Value} values, for which there is no tensor type: save it as float32, float64 or int64.");
        var count = shape.Aggregate((Int128)1, (n, d) => n * d);
        var before = start.Length + size.Length + (int)headLength;
        if (count * bytes != length - before) throw new InvalidDataException($"[{string.Join(", ", shape)}] of {type.Groups[2].Value} takes {count * bytes} bytes, and {length - before} follow");
        return new Head(shape, kind, bytes, type.Groups[1].Value == ">" && bytes > 1, order.Groups[1].Value == "True", before);
    }

    /// <param name="stream">The array's bytes.</param>
    /// <param name="length">How many bytes it should hold.</param>
    /// <param name="name">What to call it in an error.</param>
    /// <exception cref="InvalidDataException">It is no such array, or a damaged one.</exception>
    /// <exception cref="EndOfStreamException">It is cut off.</exception>
    public static Tensor Read(Stream stream, long length, string name)
    {
        var head = ReadHead(stream, length, name);
        using var scope = NewDisposeScope();
        var array = TensorBytes.Read(stream, head.Fortran ? [.. head.Shape.Reverse()] : head.Shape, Stored(head.Kind, head.Bytes)!.Value);
        if (head.BigEndian) array = Swapped(array, head.Kind == 'c' ? head.Bytes / 2 : head.Bytes);
        if (head.Fortran) array = array.permute([.. Enumerable.Range(0, head.Shape.Length).Reverse().Select(d => (long)d)]).contiguous();
        if (head.Kind == 'u' && head.Bytes > 1) array = Unsigned(array, head.Bytes, name);
        return array.MoveToOuterDisposeScope();
    }

    public static void Write(Stream stream, Tensor array)
    {
        using var scope = NewDisposeScope();
        var stored = array.dtype == ScalarType.BFloat16 ? array.to(ScalarType.Float32) : array;
        var type = stored.dtype switch
        {
            ScalarType.Bool => "|b1",
            ScalarType.Byte => "|u1",
            ScalarType.Int8 => "|i1",
            ScalarType.Int16 => "<i2",
            ScalarType.Int32 => "<i4",
            ScalarType.Int64 => "<i8",
            ScalarType.Float16 => "<f2",
            ScalarType.Float32 => "<f4",
            ScalarType.Float64 => "<f8",
            ScalarType.ComplexFloat32 => "<c8",
            ScalarType.ComplexFloat64 => "<c16",
            var other => throw new GlassboxException($"NumPy has no type for {other}."),
        };
        var shape = stored.shape.Length == 1 ? $"({stored.shape[0]},)" : $"({string.Join(", ", stored.shape)})";
        var head = $"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}";
        // The data starts at a multiple of 64 bytes, for those who map the file into memory.
        head += new string(' ', 63 - (10 + head.Length) % 64) + "\n";
        Span<byte> length = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)head.Length);
        stream.Write(Magic);
        stream.Write([1, 0]);
        stream.Write(length);
        stream.Write(Encoding.ASCII.GetBytes(head));
        TensorBytes.Write(stream, stored);
    }

    private static ScalarType? Stored(char kind, int bytes) => (kind, bytes) switch
    {
        ('b', 1) => ScalarType.Bool,
        ('u', 1) => ScalarType.Byte,
        ('i', 1) => ScalarType.Int8,
        ('i' or 'u', 2) => ScalarType.Int16,
        ('i' or 'u', 4) => ScalarType.Int32,
        ('i' or 'u', 8) => ScalarType.Int64,
        ('f', 2) => ScalarType.Float16,
        ('f', 4) => ScalarType.Float32,
        ('f', 8) => ScalarType.Float64,
        ('c', 8) => ScalarType.ComplexFloat32,
        ('c', 16) => ScalarType.ComplexFloat64,
        _ => null,
    };

    /// <summary>Numbers of <paramref name="bytes"/> bytes with their bytes turned round.</summary>
    private static Tensor Swapped(Tensor array, int bytes)
    {
        if (array.numel() == 0) return array;
        var turned = array.clone();
        var all = turned.bytes;
        for (var at = 0; at < all.Length; at += bytes) all.Slice(at, bytes).Reverse();
        return turned;
    }

    /// <summary>Numbers without a sign, which were read as if they had one, in the next larger type.</summary>
    private static Tensor Unsigned(Tensor array, int bytes, string name)
    {
        if (bytes == 8)
            return array.numel() > 0 && array.min().ToInt64() < 0
                ? throw new GlassboxException($"{name} holds uint64 values above the largest int64.")
                : array;
        var wide = array.to(bytes == 2 ? ScalarType.Int32 : ScalarType.Int64);
        return wide.bitwise_and(tensor(bytes == 2 ? 0xffffL : 0xffffffffL).to(wide.dtype));
    }

    [GeneratedRegex(@"'descr'\s*:\s*'([<>|=])([a-zA-Z]\d{1,2})'")]
    private static partial Regex TypePattern();

    [GeneratedRegex(@"'shape'\s*:\s*\(([\d,\s]*)\)")]
    private static partial Regex ShapePattern();

    [GeneratedRegex(@"'fortran_order'\s*:\s*(True|False)")]
    private static partial Regex OrderPattern();
}
