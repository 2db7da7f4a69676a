using System.Buffers.Binary;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests.Goldens;

/// <summary>The files of tests/goldens. They are read by a reader of their own: a fault of the product's reader must not hide in the reference values.</summary>
internal static class GoldenFiles
{
    private static readonly string folder = typeof(GoldenFiles).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(a => a.Key == "goldens").Value!;

    /// <summary>manifest.json, as ../shared/goldens holds it: it lists more cases than were copied here.</summary>
    public static JsonElement Manifest { get; } = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "manifest.json"))).RootElement;

    /// <summary>Where a file of tests/goldens lies.</summary>
    public static string PathOf(string file) => Path.Combine(folder, file);

    /// <summary>Every tensor of a safetensors file, by name.</summary>
    public static Dictionary<string, Tensor> Read(string file)
    {
        var bytes = File.ReadAllBytes(PathOf(file));
        var headerLength = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        var data = bytes.AsSpan(8 + headerLength);
        using var header = JsonDocument.Parse(bytes.AsMemory(8, headerLength));
        var tensors = new Dictionary<string, Tensor>();
        foreach (var entry in header.RootElement.EnumerateObject())
        {
            if (entry.Name == "__metadata__") continue;
            var shape = entry.Value.GetProperty("shape").EnumerateArray().Select(d => d.GetInt64()).ToArray();
            var range = entry.Value.GetProperty("data_offsets");
            var raw = data[range[0].GetInt32()..range[1].GetInt32()];
            var flat = entry.Value.GetProperty("dtype").GetString() switch
            {
                "F32" => tensor(MemoryMarshal.Cast<byte, float>(raw).ToArray()),
                "I64" => tensor(MemoryMarshal.Cast<byte, long>(raw).ToArray()),
                "U8" => tensor(raw.ToArray()),
                var other => throw new InvalidDataException($"{file}: {entry.Name} is {other}, which no golden used until now."),
            };
            tensors.Add(entry.Name, flat.reshape(shape));
        }
        return tensors;
    }
}
