using TorchSharp;
using TorchSharp.Interop;
using static TorchSharp.torch;

namespace Glassbox.Onnx;

internal static class IndexingOperators
{
    public static Dictionary<string, OnnxOperator> All => new()
    {
        ["Slice"] = Slice,
        ["Gather"] = Gather,
        ["GatherElements"] = (node, x) => [x[0].gather(node.Int("axis", 0), FromFront(x[1], x[0], node.Axis(node.Int("axis", 0), x[0].dim())))],
        ["GatherND"] = GatherND,
        // Its name before opset 11.
        ["Scatter"] = ScatterElements,
        ["ScatterElements"] = ScatterElements,
        ["ScatterND"] = ScatterND,
        ["NonZero"] = (_, x) => [Dispatcher.Call("aten::nonzero", x[0]).t()],
    };

    private static Tensor[] Slice(OnnxNode node, OnnxInputs inputs)
    {
        var x = inputs[0];
        var asInputs = node.Opset >= 10;
        var starts = (asInputs ? inputs.Longs(1) : node.Ints("starts")) ?? throw node.Unsupported("lacks its starts");
        var ends = (asInputs ? inputs.Longs(2) : node.Ints("ends")) ?? throw node.Unsupported("lacks its ends");
        var axes = (asInputs ? inputs.Longs(3) : node.Ints("axes")) ?? [.. Enumerable.Range(0, starts.Length).Select(d => (long)d)];
        var steps = (asInputs ? inputs.Longs(4) : null) ?? [.. Enumerable.Repeat(1L, starts.Length)];
        if (ends.Length != starts.Length || axes.Length != starts.Length || steps.Length != starts.Length || steps.Contains(0)) throw node.Unsupported("has starts, ends, axes and steps that do not match");
        foreach (var (i, axis) in node.Axes(axes, x.dim()).Index())
        {
            var size = x.shape[axis];
            var start = starts[i] < 0 ? starts[i] + size : starts[i];
            var end = ends[i] < 0 ? ends[i] + size : ends[i];
            if (steps[i] > 0)
            {
                if (start <= 0 && end >= size && steps[i] == 1) continue;
                x = Dispatcher.Call("aten::slice.Tensor", x, axis, Math.Clamp(start, 0, size), Math.Clamp(end, 0, size), Math.Min(steps[i], Math.Max(size, 1)));
            }
            else
            {
                // torch has no negative steps.
                var places = new List<long>();
                for (var at = Math.Clamp(start, -1, size - 1); at > Math.Max(end, -1); at = steps[i] < -size ? -1 : at + steps[i]) places.Add(at);
                using var index = tensor(places.ToArray(), dtype: ScalarType.Int64, device: x.device);
                x = x.index_select(axis, index);
            }
        }
        return [x];
    }

    private static Tensor[] Gather(OnnxNode node, OnnxInputs inputs)
    {
        var (x, index) = (inputs[0], inputs[1]);
        var axis = node.Axis(node.Int("axis", 0), x.dim());
        if (index.dim() == 0) return [x.select(axis, inputs.Longs(1)![0])];
        var rows = x.index_select(axis, FromFront(index, x, axis).flatten());
        return [index.dim() == 1 ? rows : rows.reshape([.. x.shape[..(int)axis], .. index.shape, .. x.shape[((int)axis + 1)..]])];
    }

    private static Tensor[] GatherND(OnnxNode node, OnnxInputs inputs)
    {
        var (x, index) = (inputs[0], inputs[1].to(ScalarType.Int64));
        var shared = (int)node.Int("batch_dims", 0);
        var depth = index.shape[^1];
        if (shared < 0 || shared >= index.dim() || shared + depth > x.dim()) throw node.Unsupported($"has indices of {depth} numbers over {x.dim()} dimensions");
        // Shared dimensions index themselves.
        var places = new List<Tensor?>();
        for (var d = 0; d < shared; d++)
        {
            var shape = new long[index.dim() - 1];
            Array.Fill(shape, 1);
            shape[d] = x.shape[d];
            places.Add(arange(x.shape[d], device: x.device).reshape(shape));
        }
        for (var i = 0; i < depth; i++) places.Add(FromFront(index.select(-1, i), x, shared + i));
        return [Dispatcher.Call("aten::index.Tensor", x, Argument.OptionalTensors([.. places]))];
    }

    private static Tensor[] ScatterElements(OnnxNode node, OnnxInputs inputs)
    {
        var x = inputs[0];
        var axis = node.Axis(node.Int("axis", 0), x.dim());
        var index = FromFront(inputs[1], x, axis);
        return [node.Text("reduction", "none") switch
        {
            "none" => x.scatter(axis, index, inputs[2]),
            "add" => x.scatter_add(axis, index, inputs[2]),
            "mul" => Dispatcher.Call("aten::scatter_reduce.two", x, axis, index, inputs[2], "prod", true),
            "max" => Dispatcher.Call("aten::scatter_reduce.two", x, axis, index, inputs[2], "amax", true),
            "min" => Dispatcher.Call("aten::scatter_reduce.two", x, axis, index, inputs[2], "amin", true),
            var other => throw node.Unsupported($"has the reduction \"{other}\""),
        }];
    }

    private static Tensor[] ScatterND(OnnxNode node, OnnxInputs inputs)
    {
        var (x, index) = (inputs[0], inputs[1].to(ScalarType.Int64));
        var depth = index.shape[^1];
        if (depth > x.dim()) throw node.Unsupported($"has indices of {depth} numbers over {x.dim()} dimensions");
        var places = new Tensor?[depth];
        for (var i = 0; i < depth; i++) places[i] = FromFront(index.select(-1, i), x, i);
        var add = node.Text("reduction", "none") switch
        {
            "none" => false,
            "add" => true,
            var other => throw node.Unsupported($"has the reduction \"{other}\""),
        };
        return [Dispatcher.Call("aten::index_put", x, Argument.OptionalTensors(places), inputs[2], add)];
    }

    /// <summary>Indices into a dimension from the front, where negative ones count from the back.</summary>
    private static Tensor FromFront(Tensor index, Tensor into, long axis)
    {
        var whole = index.to(ScalarType.Int64).to(into.device);
        return where(whole < 0, whole + into.shape[axis], whole);
    }
}
