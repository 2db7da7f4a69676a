namespace TorchSharp.Interop;

/// <summary>One argument of an operator, before it is laid out for native code. Converts from everything an operator takes.</summary>
internal readonly struct Argument
{
    internal readonly NativeTag Tag;
    internal readonly object? Reference;
    internal readonly long Bits;
    internal readonly long Extra;

    private Argument(NativeTag tag, object? reference = null, long bits = 0, long extra = 0) =>
        (Tag, Reference, Bits, Extra) = (tag, reference, bits, extra);

    /// <summary>Python's <c>None</c>.</summary>
    public static Argument None => new(NativeTag.None);

    /// <summary>The schema's default.</summary>
    public static Argument Default => new(NativeTag.Default);

    public static Argument Tensors(IEnumerable<torch.Tensor> tensors) => new(NativeTag.TensorList, tensors as torch.Tensor[] ?? [.. tensors]);
    public static Argument OptionalTensors(torch.Tensor?[] tensors) => new(NativeTag.OptionalTensorList, tensors);
    public static Argument Ints(ReadOnlySpan<long> values) => new(NativeTag.IntList, values.ToArray());

    public static implicit operator Argument(torch.Tensor? tensor) => tensor is null ? None : new(NativeTag.Tensor, tensor);
    public static implicit operator Argument(torch.Tensor[] tensors) => Tensors(tensors);
    public static implicit operator Argument(long value) => new(NativeTag.Int, bits: value);
    public static implicit operator Argument(int value) => new(NativeTag.Int, bits: value);
    public static implicit operator Argument(double value) => new(NativeTag.Double, bits: BitConverter.DoubleToInt64Bits(value));
    public static implicit operator Argument(bool value) => new(NativeTag.Bool, bits: value ? 1 : 0);
    public static implicit operator Argument(long? value) => value is { } v ? (Argument)v : None;
    public static implicit operator Argument(double? value) => value is { } v ? (Argument)v : None;
    public static implicit operator Argument(bool? value) => value is { } v ? (Argument)v : None;
    public static implicit operator Argument(string? value) => value is null ? None : new(NativeTag.String, value);
    public static implicit operator Argument(long[]? values) => values is null ? None : new(NativeTag.IntList, values);
    public static implicit operator Argument(double[]? values) => values is null ? None : new(NativeTag.DoubleList, values);
    public static implicit operator Argument(bool[]? values) => values is null ? None : new(NativeTag.BoolList, values);
    public static implicit operator Argument(torch.ScalarType type) => (long)type;
    public static implicit operator Argument(torch.ScalarType? type) => type is { } t ? (Argument)(long)t : None;
    public static implicit operator Argument(torch.Device? device) =>
        device is null ? None : new(NativeTag.Device, null, (long)device.type, device.type == DeviceType.CPU ? -1 : device.index);
    public static implicit operator Argument(torch.Generator? generator) => generator is null ? None : new(NativeTag.Generator, generator);
    public static implicit operator Argument(Scalar? scalar) => scalar is null ? None : scalar.Kind switch
    {
        Scalar.Of.Int => scalar.Integer,
        Scalar.Of.Bool => scalar.Integer != 0,
        Scalar.Of.Complex => new(NativeTag.Complex, null, BitConverter.DoubleToInt64Bits(scalar.Real), BitConverter.DoubleToInt64Bits(scalar.Imaginary)),
        _ => scalar.Real,
    };

    /// <summary>How many 8-byte words the argument's list or text needs beside its value.</summary>
    internal int Words => Reference switch
    {
        long[] l => l.Length,
        double[] d => d.Length,
        bool[] b => (b.Length + 7) / 8,
        torch.Tensor?[] t => t.Length,
        string s => (System.Text.Encoding.UTF8.GetMaxByteCount(s.Length) + 7) / 8,
        _ => 0,
    };

    /// <summary>Lays the argument out for native code; lists and texts go to <paramref name="words"/>.</summary>
    internal unsafe NativeValue ToNative(Span<long> words, long* address)
    {
        var value = new NativeValue { Tag = Tag, Int = Bits, Extra = Extra };
        switch (Reference)
        {
            case null:
                if (Tag == NativeTag.Device) value.Count = (int)Bits;
                return value;
            case torch.Tensor t:
                value.Pointer = t.Handle;
                return value;
            case torch.Generator g:
                value.Pointer = g.Handle;
                return value;
            case long[] l:
                l.CopyTo(words);
                value.Count = l.Length;
                break;
            case double[] d:
                System.Runtime.InteropServices.MemoryMarshal.Cast<double, long>(d).CopyTo(words);
                value.Count = d.Length;
                break;
            case bool[] b:
                System.Runtime.InteropServices.MemoryMarshal.AsBytes<bool>(b).CopyTo(System.Runtime.InteropServices.MemoryMarshal.AsBytes(words));
                value.Count = b.Length;
                break;
            case string s:
                value.Count = System.Text.Encoding.UTF8.GetBytes(s, System.Runtime.InteropServices.MemoryMarshal.AsBytes(words));
                break;
            case torch.Tensor?[] tensors:
                for (var i = 0; i < tensors.Length; i++) words[i] = tensors[i]?.Handle ?? 0;
                value.Count = tensors.Length;
                break;
        }
        value.Pointer = (nint)address;
        return value;
    }

    /// <summary>The argument as error messages show it: type, shape and device of a tensor, else the value.</summary>
    public override string ToString() => Reference switch
    {
        torch.Tensor t => t.IsInvalid ? "disposed tensor" : $"{t.dtype} [{string.Join(", ", t.shape)}] on {t.device}",
        torch.Tensor?[] ts => $"({string.Join("; ", ts.Take(4).Select(t => ((Argument)t).ToString()))}{(ts.Length > 4 ? "; ..." : "")})",
        long[] l => $"[{string.Join(", ", l)}]",
        double[] d => $"[{string.Join(", ", d)}]",
        bool[] b => $"[{string.Join(", ", b)}]",
        string s => $"\"{s}\"",
        torch.Generator => "generator",
        _ => Tag switch
        {
            NativeTag.Int => Bits.ToString(),
            NativeTag.Double => BitConverter.Int64BitsToDouble(Bits).ToString("R"),
            NativeTag.Bool => Bits != 0 ? "true" : "false",
            _ => Tag.ToString().ToLowerInvariant(),
        },
    };
}
