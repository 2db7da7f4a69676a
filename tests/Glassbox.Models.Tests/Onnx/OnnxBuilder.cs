using System.Runtime.InteropServices;
using System.Text;

namespace Glassbox.ModelTests.Onnx;

/// <summary>Writes ONNX files field by field, by the numbers of onnx.proto.</summary>
internal sealed class OnnxBuilder
{
    private readonly List<byte> graph = [];
    private readonly long opset;
    private int unnamed;

    public OnnxBuilder(long opset = 13) => this.opset = opset;

    public OnnxBuilder Input(string name, params long[] shape)
    {
        graph.AddRange(Field(11, Value(name, shape)));
        return this;
    }

    public OnnxBuilder Output(string name, params long[] shape)
    {
        graph.AddRange(Field(12, Value(name, shape)));
        return this;
    }

    public OnnxBuilder Floats(string name, long[] shape, params float[] values)
    {
        graph.AddRange(Field(5, Tensor(name, 1, shape, MemoryMarshal.AsBytes(values.AsSpan()).ToArray())));
        return this;
    }

    /// <summary>A TensorProto as a test wrote it.</summary>
    public OnnxBuilder Initializer(byte[] tensor)
    {
        graph.AddRange(Field(5, tensor));
        return this;
    }

    public OnnxBuilder Longs(string name, params long[] values)
    {
        graph.AddRange(Field(5, Tensor(name, 7, [values.Length], MemoryMarshal.AsBytes(values.AsSpan()).ToArray())));
        return this;
    }

    public OnnxBuilder Long(string name, long value)
    {
        graph.AddRange(Field(5, Tensor(name, 7, [], BitConverter.GetBytes(value))));
        return this;
    }

    public OnnxBuilder Node(string op, string[] inputs, string[] outputs, params byte[][] attributes) => Node($"node{unnamed++}", op, inputs, outputs, attributes);

    public OnnxBuilder Node(string name, string op, string[] inputs, string[] outputs, params byte[][] attributes)
    {
        var node = new List<byte>();
        foreach (var input in inputs) node.AddRange(Field(1, Text(input)));
        foreach (var output in outputs) node.AddRange(Field(2, Text(output)));
        node.AddRange(Field(3, Text(name)));
        node.AddRange(Field(4, Text(op)));
        foreach (var attribute in attributes) node.AddRange(Field(5, attribute));
        graph.AddRange(Field(1, [.. node]));
        return this;
    }

    public byte[] Bytes() => [.. Varint(1, 7), .. Field(2, Text("test")), .. Field(7, [.. graph]), .. Field(8, Varint(2, opset))];

    public static byte[] Ints(string name, params long[] values) => [.. Field(1, Text(name)), .. values.SelectMany(v => Varint(8, v)), .. Varint(20, 7)];

    public static byte[] Floats(string name, params float[] values) => [.. Field(1, Text(name)), .. values.SelectMany(v => (byte[])[7 << 3 | 5, .. BitConverter.GetBytes(v)]), .. Varint(20, 6)];

    public static byte[] Int(string name, long value) => [.. Field(1, Text(name)), .. Varint(3, value), .. Varint(20, 2)];

    public static byte[] Float(string name, float value) => [.. Field(1, Text(name)), 2 << 3 | 5, .. BitConverter.GetBytes(value), .. Varint(20, 1)];

    public static byte[] String(string name, string value) => [.. Field(1, Text(name)), .. Field(4, Text(value)), .. Varint(20, 3)];

    /// <summary>Convolution, batch norm, ReLU, pool, shape arithmetic and a linear layer: input [N, 1, 6, 6], output [N, 2].</summary>
    public static byte[] SmallNetwork() => new OnnxBuilder()
        .Input("x", -1, 1, 6, 6).Output("y", -1, 2)
        .Floats("w", [2, 1, 3, 3], [.. Enumerable.Range(0, 18).Select(i => i / 9f - 1)]).Floats("b", [2], 0.1f, -0.2f)
        .Floats("scale", [2], 1.5f, 0.5f).Floats("shift", [2], 0.25f, 0).Floats("mean", [2], 0.1f, 0.2f).Floats("var", [2], 1, 2)
        .Floats("fc", [2, 18], [.. Enumerable.Range(0, 36).Select(i => i % 5 / 5f - 0.4f)]).Floats("fcb", [2], 1, 2)
        .Long("zero", 0).Longs("axes", 0).Longs("rest", -1)
        .Node("Conv", ["x", "w", "b"], ["c"], Ints("kernel_shape", 3, 3), Ints("pads", 1, 1, 1, 1))
        .Node("BatchNormalization", ["c", "scale", "shift", "mean", "var"], ["n"], Float("epsilon", 1e-5f))
        .Node("Relu", ["n"], ["r"])
        .Node("MaxPool", ["r"], ["p"], Ints("kernel_shape", 2, 2), Ints("strides", 2, 2))
        .Node("Shape", ["p"], ["s"]).Node("Gather", ["s", "zero"], ["s0"], Int("axis", 0)).Node("Unsqueeze", ["s0", "axes"], ["s1"]).Node("Concat", ["s1", "rest"], ["s2"], Int("axis", 0))
        .Node("Reshape", ["p", "s2"], ["f"])
        .Node("Gemm", ["f", "fc", "fcb"], ["y"], Int("transB", 1))
        .Bytes();

    public static byte[] Tensor(string name, long type, long[] shape, byte[] raw) => [.. shape.SelectMany(d => Varint(1, d)), .. Varint(2, type), .. Field(8, Text(name)), .. Field(9, raw)];

    private static byte[] Value(string name, long[] shape)
    {
        var dims = shape.SelectMany(d => Field(1, d < 0 ? Field(2, Text("n")) : Varint(1, d))).ToArray();
        return [.. Field(1, Text(name)), .. Field(2, Field(1, [.. Varint(1, 1), .. Field(2, dims)]))];
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Field(int number, byte[] content) => [.. Number((ulong)(number << 3 | 2)), .. Number((ulong)content.Length), .. content];

    private static byte[] Varint(int number, long value) => [.. Number((ulong)(number << 3)), .. Number((ulong)value)];

    private static List<byte> Number(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7) bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return bytes;
    }
}
