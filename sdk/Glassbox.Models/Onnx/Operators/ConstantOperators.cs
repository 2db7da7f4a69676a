using TorchSharp;
using TorchSharp.Interop;
using static TorchSharp.torch;

namespace Glassbox.Onnx;

internal static class ConstantOperators
{
    public static Dictionary<string, OnnxOperator> All => new()
    {
        ["Constant"] = Constant,
        ["ConstantOfShape"] = ConstantOfShape,
        ["Shape"] = Shape,
        ["Size"] = (_, x) => [tensor(x[0].numel())],
        ["Range"] = Range,
        ["OneHot"] = OneHot,
    };

    private static Tensor[] Constant(OnnxNode node, OnnxInputs inputs)
    {
        foreach (var (name, value) in node.Attributes)
            switch (name)
            {
                case "value" when value.Tensor is { } given: return [given.Read(null)];
                case "value_float": return [tensor(value.Float)];
                case "value_floats": return [tensor(value.Floats)];
                case "value_int": return [tensor(value.Int)];
                case "value_ints": return [tensor(value.Ints, dtype: ScalarType.Int64)];
            }
        throw node.Unsupported("holds a constant of a kind that is not supported");
    }

    private static Tensor[] ConstantOfShape(OnnxNode node, OnnxInputs inputs)
    {
        var shape = node.Bounded(inputs.Longs(0)!);
        if (!node.Attributes.TryGetValue("value", out var given) || given.Tensor is null) return [zeros(shape)];
        using var value = given.Tensor.Read(null);
        return value.numel() == 1 ? [value.reshape([]).expand(shape).clone()] : throw node.Unsupported("repeats something else than one value");
    }

    private static Tensor[] Shape(OnnxNode node, OnnxInputs inputs)
    {
        var shape = inputs[0].shape;
        var (start, end) = (node.Int("start", 0), node.Int("end", shape.Length));
        if (start < 0) start += shape.Length;
        if (end < 0) end += shape.Length;
        var first = (int)Math.Clamp(start, 0, shape.Length);
        var last = (int)Math.Clamp(end, first, shape.Length);
        return [tensor(shape[first..last], dtype: ScalarType.Int64)];
    }

    private static Tensor[] Range(OnnxNode node, OnnxInputs inputs)
    {
        var type = inputs[0].dtype;
        var (start, limit, step) = (inputs.Doubles(0)![0], inputs.Doubles(1)![0], inputs.Doubles(2)![0]);
        var count = Math.Ceiling((limit - start) / step);
        if (double.IsNaN(count) || count > long.MaxValue / 2) throw node.Unsupported($"counts from {start} to {limit} by {step}");
        var places = arange(node.Bounded([(long)Math.Max(count, 0)])[0], dtype: ScalarType.Int64).to(type);
        return [places.mul(inputs[2].reshape([])).add(inputs[0].reshape([])).to(type)];
    }

    private static Tensor[] OneHot(OnnxNode node, OnnxInputs inputs)
    {
        var index = inputs[0].to(ScalarType.Int64);
        var depth = inputs.Longs(1)![0];
        node.Bounded([.. index.shape, depth]);
        var axis = node.Axis(node.Int("axis", -1), index.dim() + 1);
        var shape = new long[index.dim() + 1];
        Array.Fill(shape, 1);
        shape[axis] = depth;
        index = where(index < 0, index + depth, index);
        var hot = index.unsqueeze(axis).eq(arange(depth, device: index.device).reshape(shape));
        var values = inputs[2];
        return [where(hot, values[1], values[0])];
    }
}
