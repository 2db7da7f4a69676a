using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Glassbox.ModelTests.Checkpoints;

/// <summary>Writes the pickles of torch.save, operation by operation, with what a test wants to be wrong.</summary>
internal sealed class TorchPickle
{
    private readonly MemoryStream bytes = new();

    public TorchPickle() => Raw(0x80, 2);

    public byte[] Stop() => Raw('.').bytes.ToArray();

    public TorchPickle Raw(params int[] operations)
    {
        foreach (var operation in operations) bytes.WriteByte((byte)operation);
        return this;
    }

    public TorchPickle Text(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        return Raw('X').Int32(utf8.Length).Append(utf8);
    }

    public TorchPickle Global(string module, string name) => Append(Encoding.ASCII.GetBytes($"c{module}\n{name}\n"));

    public TorchPickle Int(long value)
    {
        if (value is >= 0 and < 256) return Raw('K', (int)value);
        Raw(0x8a, 8);
        var word = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(word, value);
        return Append(word);
    }

    public TorchPickle Tuple(params long[] values)
    {
        Raw('(');
        foreach (var value in values) Int(value);
        return Raw('t');
    }

    public TorchPickle Dict(params (string Key, Action<TorchPickle> Value)[] items)
    {
        Raw('}', '(');
        foreach (var (key, value) in items) value(Text(key));
        return Raw('u');
    }

    /// <summary>What the state dict of a module is: an OrderedDict, with the modules' versions as its attribute.</summary>
    public TorchPickle OrderedDict(params (string Key, Action<TorchPickle> Value)[] items)
    {
        Global("collections", "OrderedDict").Raw(')', 'R', '(');
        foreach (var (key, value) in items) value(Text(key));
        return Raw('u').Dict(("_metadata", p => p.Raw('}'))).Raw('b');
    }

    public TorchPickle Storage(string type, string key, long count, string device = "cpu", bool legacy = false)
    {
        Raw('(').Text("storage").Global("torch", type).Text(key).Text(device).Int(count);
        if (legacy) Raw('N');
        return Raw('t', 'Q');
    }

    /// <summary>A tensor as it is written since PyTorch 0.4.</summary>
    public TorchPickle Tensor(string type, string key, long count, long[] shape, long[] strides, long offset = 0, string device = "cpu", bool legacy = false) =>
        Global("torch._utils", "_rebuild_tensor_v2").Raw('(').Storage(type, key, count, device, legacy).Int(offset).Tuple(shape).Tuple(strides)
            .Raw(0x89).Global("collections", "OrderedDict").Raw(')', 'R').Raw('t', 'R');

    /// <summary>A tensor as it was written before.</summary>
    public TorchPickle OldTensor(string type, string key, long count, long[] shape, long[] strides, long offset = 0, string device = "cpu") =>
        Global("torch._utils", "_rebuild_tensor").Raw('(').Storage(type, key, count, device, legacy: true).Int(offset).Tuple(shape).Tuple(strides).Raw('t', 'R');

    private TorchPickle Int32(int value)
    {
        var word = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(word, value);
        return Append(word);
    }

    private TorchPickle Append(byte[] more)
    {
        bytes.Write(more);
        return this;
    }

    /// <summary>An archive of torch.save since PyTorch 1.6.</summary>
    public static byte[] Zip(byte[] pickle, params (string Key, byte[] Bytes)[] storages) => Zip(pickle, CompressionLevel.NoCompression, storages);

    public static byte[] Zip(byte[] pickle, CompressionLevel level, params (string Key, byte[] Bytes)[] storages)
    {
        var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add("net/data.pkl", pickle);
            Add("net/byteorder", "little"u8.ToArray());
            foreach (var (key, bytes) in storages) Add($"net/data/{key}", bytes);
            Add("net/version", "3\n"u8.ToArray());

            void Add(string name, byte[] bytes)
            {
                using var entry = archive.CreateEntry(name, level).Open();
                entry.Write(bytes);
            }
        }
        return file.ToArray();
    }

    /// <summary>A file of torch.save before PyTorch 1.6.</summary>
    public static byte[] Legacy(byte[] pickle, params (string Key, int Elements, byte[] Bytes)[] storages)
    {
        var file = new MemoryStream();
        // 0x1950a86a20f9469cfc6c, little-endian.
        file.Write(new TorchPickle().Raw(0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19).Stop());
        file.Write(new TorchPickle().Int(1001).Stop());
        file.Write(new TorchPickle().Dict(("little_endian", p => p.Raw(0x88)), ("protocol_version", p => p.Int(1001))).Stop());
        file.Write(pickle);
        var keys = new TorchPickle().Raw(']', '(');
        foreach (var (key, _, _) in storages) keys.Text(key);
        file.Write(keys.Raw('e').Stop());
        foreach (var (_, elements, bytes) in storages)
        {
            file.Write(BitConverter.GetBytes((long)elements));
            file.Write(bytes);
        }
        return file.ToArray();
    }
}
