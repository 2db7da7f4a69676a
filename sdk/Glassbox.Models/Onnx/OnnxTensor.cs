using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Onnx;

/// <summary>TensorProto: a constant, inside the file or (for large networks) in a file beside it.</summary>
internal sealed class OnnxTensor
{
    private readonly string file;
    private readonly List<long> dims = [];
    private readonly List<float> floats = [];
    private readonly List<long> integers = [];
    private readonly List<double> doubles = [];
    private readonly Dictionary<string, string> external = [];
    private ReadOnlyMemory<byte>? raw;
    private long type;

    private OnnxTensor(string file) => this.file = file;

    public string Name { get; private set; } = "";

    public static OnnxTensor Parse(ReadOnlyMemory<byte> bytes, string file)
    {
        var tensor = new OnnxTensor(file);
        var reader = new ProtoReader(bytes, file);
        while (reader.Next(out var field))
            switch (field)
            {
                case 1: reader.Varints(tensor.dims); break;
                case 2: tensor.type = reader.Varint(); break;
                case 4: reader.Floats(tensor.floats); break;
                case 5 or 7 or 11: reader.Varints(tensor.integers); break;
                case 8: tensor.Name = reader.Text(); break;
                case 9: tensor.raw = reader.Bytes(); break;
                case 10: reader.Doubles(tensor.doubles); break;
                case 13: tensor.External(reader.Bytes()); break;
                default: reader.Skip(); break;
            }
        return tensor;
    }

    private void External(ReadOnlyMemory<byte> entry)
    {
        var (key, value) = ("", "");
        var reader = new ProtoReader(entry, file);
        while (reader.Next(out var field))
            switch (field)
            {
                case 1: key = reader.Text(); break;
                case 2: value = reader.Text(); break;
                default: reader.Skip(); break;
            }
        external[key] = value;
    }

    /// <summary>The tensor, on the CPU.</summary>
    /// <param name="folder">Where the file lies, for weights kept beside it; null where there is no such place.</param>
    /// <exception cref="GlassboxException">Its size does not fit its shape, or torch has no such type.</exception>
    public Tensor Read(string? folder)
    {
        Int128 count = 1;
        foreach (var dim in dims) count = dim >= 0 ? Int128.Min(count * dim, long.MaxValue) : throw Damaged($"has the shape [{string.Join(", ", dims)}]");
        var shape = dims.ToArray();
        // Unsigned types that torch lacks are widened.
        var (stored, width) = type switch
        {
            1 => (ScalarType.Float32, 4), 2 => (ScalarType.Byte, 1), 3 => (ScalarType.Int8, 1), 4 => (ScalarType.Int32, 2), 5 => (ScalarType.Int16, 2), 6 => (ScalarType.Int32, 4),
            7 => (ScalarType.Int64, 8), 9 => (ScalarType.Bool, 1), 10 => (ScalarType.Float16, 2), 11 => (ScalarType.Float64, 8), 12 => (ScalarType.Int64, 4), 16 => (ScalarType.BFloat16, 2),
            _ => throw new GlassboxException($"{file}: the constant \"{Name}\" has ONNX element type {type}, which is not supported."),
        };
        if (external.Count > 0) raw = ReadExternal(folder, (long)count * width);
        if (raw is { } bytes)
        {
            if (bytes.Length != count * width) throw Damaged($"has {bytes.Length} bytes for the shape [{string.Join(", ", dims)}]");
            return type switch
            {
                4 => tensor(MemoryMarshal.Cast<byte, ushort>(bytes.Span).ToArray().Select(v => (int)v).ToArray()).reshape(shape),
                12 => tensor(MemoryMarshal.Cast<byte, uint>(bytes.Span).ToArray().Select(v => (long)v).ToArray()).reshape(shape),
                _ => FromBytes(bytes.Span, stored, shape),
            };
        }
        var given = floats.Count + integers.Count + doubles.Count;
        if (given != count) throw Damaged($"has {given} values for the shape [{string.Join(", ", dims)}]");
        if (type == 1) return FromBytes(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(floats)), stored, shape);
        if (type == 11) return FromBytes(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(doubles)), stored, shape);
        // Half-width floats are kept as their bits in int32_data.
        if (type is 10 or 16) return FromBytes(MemoryMarshal.AsBytes(integers.Select(v => (ushort)v).ToArray().AsSpan()), stored, shape);
        using var whole = FromBytes(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(integers)), ScalarType.Int64, shape);
        return whole.to(stored, copy: true);
    }

    private static Tensor FromBytes(ReadOnlySpan<byte> bytes, ScalarType type, long[] shape)
    {
        var values = empty(shape, dtype: type);
        bytes.CopyTo(values.bytes);
        return values;
    }

    private byte[] ReadExternal(string? folder, long length)
    {
        var location = external.GetValueOrDefault("location", "");
        // A name with a folder in it could lead anywhere on the machine.
        if (folder is null || location.Length == 0 || location != Path.GetFileName(location))
            throw Damaged($"lies in the file \"{location}\", which is not beside the network");
        var path = Path.Combine(folder, location);
        if (!File.Exists(path)) throw new GlassboxException($"{file} keeps the constant \"{Name}\" in {location}, which is not beside it.");
        var offset = long.TryParse(external.GetValueOrDefault("offset", "0"), out var o) ? o : -1;
        using var stream = File.OpenRead(FileTraffic.Reads(path, "constants"));
        if (offset < 0 || offset > stream.Length - length || length > Array.MaxLength) throw Damaged($"reaches beyond the end of {location}");
        stream.Position = offset;
        var bytes = new byte[length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private GlassboxException Damaged(string why) => new($"{file} is damaged: the constant \"{Name}\" {why}.");
}
