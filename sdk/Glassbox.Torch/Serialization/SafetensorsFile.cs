using System.Buffers.Binary;
using System.Text.Json;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>
/// An open safetensors file: eight bytes with the length of a JSON header, the header, then the tensors' bytes. Opening reads and checks the
/// header alone; tensors are read one by one.
/// </summary>
public sealed class SafetensorsFile : IDisposable
{
    private const long LargestHeader = 100_000_000;

    /// <summary>What the header says of one tensor.</summary>
    /// <param name="Type">The element type as the file writes it: <c>F32</c>.</param>
    /// <param name="Shape">The sizes.</param>
    /// <param name="Start">The first byte, counted from the end of the header.</param>
    /// <param name="End">One past the last byte.</param>
    public sealed record Entry(string Type, long[] Shape, long Start, long End);

    private readonly FileStream stream;
    private readonly long data;
    private readonly OrderedDictionary<string, Entry> entries = [];

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, cut short, or no safetensors file.</exception>
    public SafetensorsFile(string path)
    {
        Path = path;
        stream = File.OpenRead(FileTraffic.Reads(path, "checkpoint"));
        try
        {
            data = ReadHeader();
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    public string Path { get; }

    /// <summary>The tensors in the order of the header.</summary>
    public IReadOnlyDictionary<string, Entry> Entries => entries;

    /// <summary>The free texts of the header's <c>__metadata__</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; private set; } = new Dictionary<string, string>();

    /// <summary>Reads one tensor.</summary>
    /// <exception cref="KeyNotFoundException">The file has no tensor of this name.</exception>
    /// <exception cref="NotSupportedException">libtorch's tensors cannot hold its element type.</exception>
    public Tensor Read(string name, Device? device = null)
    {
        if (!entries.TryGetValue(name, out var entry)) throw new KeyNotFoundException($"{Path} holds no tensor \"{name}\".");
        stream.Position = data + entry.Start;
        var tensor = SafetensorsTypes.FromName(entry.Type) is { } type ? TensorBytes.Read(stream, entry.Shape, type)
            : WidenedTypes.SizeOf(entry.Type) is not null ? WidenedTypes.Read(stream, entry.Type, entry.Shape)
            : throw new NotSupportedException($"{Path}: \"{name}\" has elements of type {entry.Type}, which cannot be read here.");
        return device is null || device == CPU ? tensor : tensor.to(device, disposeAfter: true);
    }

    public void Dispose() => stream.Dispose();

    private long ReadHeader()
    {
        Span<byte> prefix = stackalloc byte[8];
        if (stream.ReadAtLeast(prefix, 8, throwOnEndOfStream: false) < 8) throw Damaged("it is shorter than a header");
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > LargestHeader || (long)length > stream.Length - 8) throw Damaged($"its header of {length} bytes does not fit");
        var header = new byte[length];
        stream.ReadExactly(header);
        try
        {
            using var json = JsonDocument.Parse(header, new() { AllowDuplicateProperties = false });
            foreach (var property in json.RootElement.EnumerateObject())
            {
                if (property.Name == "__metadata__") Metadata = property.Value.EnumerateObject().ToDictionary(m => m.Name, m => m.Value.GetString() ?? throw new FormatException());
                else entries.Add(property.Name, ReadEntry(property.Value));
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException or OverflowException)
        {
            throw Damaged("its header is no list of tensors", e);
        }
        CheckLayout(stream.Length - 8 - (long)length);
        return 8 + (long)length;
    }

    private static Entry ReadEntry(JsonElement value)
    {
        var offsets = value.GetProperty("data_offsets");
        return new Entry(
            value.GetProperty("dtype").GetString() ?? throw new FormatException(),
            [.. value.GetProperty("shape").EnumerateArray().Select(s => s.GetInt64())],
            offsets[0].GetInt64(),
            offsets.GetArrayLength() == 2 ? offsets[1].GetInt64() : throw new FormatException());
    }

    // The tensors must fill the rest of the file without gap or overlap.
    private void CheckLayout(long available)
    {
        var at = 0L;
        foreach (var (name, entry) in entries.OrderBy(e => e.Value.Start).ThenBy(e => e.Value.End))
        {
            if (entry.Start != at || entry.End < entry.Start) throw Damaged($"\"{name}\" does not begin where the tensor before it ends");
            if (entry.Shape.Any(s => s < 0)) throw Damaged($"\"{name}\" has a negative size");
            var width = SafetensorsTypes.FromName(entry.Type) is { } type ? SizeOf(type) : WidenedTypes.SizeOf(entry.Type);
            if (width is { } bytes && entry.Shape.Aggregate((Int128)bytes, (n, size) => Int128.Min(n * size, long.MaxValue)) != entry.End - entry.Start)
                throw Damaged($"\"{name}\" has {entry.End - entry.Start} bytes for {entry.Type} [{string.Join(", ", entry.Shape)}]");
            at = entry.End;
        }
        if (at > available) throw Damaged($"it is cut short: {at - available} bytes are missing");
        if (at < available) throw Damaged($"{available - at} bytes follow the last tensor");
    }

    private InvalidDataException Damaged(string why, Exception? cause = null) => new($"{Path} cannot be read as safetensors: {why}.", cause);
}
