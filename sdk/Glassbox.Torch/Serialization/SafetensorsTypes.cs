using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>The names that safetensors files give to element types.</summary>
internal static class SafetensorsTypes
{
    private static readonly (string Name, ScalarType Type)[] Table =
    [
        ("BOOL", ScalarType.Bool), ("U8", ScalarType.Byte), ("I8", ScalarType.Int8), ("I16", ScalarType.Int16), ("I32", ScalarType.Int32), ("I64", ScalarType.Int64),
        ("F16", ScalarType.Float16), ("BF16", ScalarType.BFloat16), ("F32", ScalarType.Float32), ("F64", ScalarType.Float64), ("C64", ScalarType.ComplexFloat32),
    ];

    public static ScalarType? FromName(string name) => Array.Find(Table, t => t.Name == name) is { Name: not null } found ? found.Type : null;

    public static string NameOf(ScalarType type) => Array.Find(Table, t => t.Type == type).Name
        ?? throw new NotSupportedException($"A safetensors file cannot hold elements of type {type}: convert the tensor first.");
}
