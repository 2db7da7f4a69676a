using TorchSharp.Interop;
using static TorchSharp.torch;

namespace Glassbox.Onnx;

internal static class ReductionOperators
{
    public static Dictionary<string, OnnxOperator> All => new()
    {
        ["ReduceMean"] = Reduce(18, (x, axes, keep) => x.mean(axes, keep)),
        ["ReduceSum"] = Reduce(13, (x, axes, keep) => x.sum(axes, keep)),
        ["ReduceMax"] = Reduce(18, (x, axes, keep) => x.amax(axes, keep)),
        ["ReduceMin"] = Reduce(18, (x, axes, keep) => x.amin(axes, keep)),
        ["ReduceProd"] = Reduce(18, Product),
        ["ReduceL1"] = Reduce(18, (x, axes, keep) => x.abs().sum(axes, keep)),
        ["ReduceL2"] = Reduce(18, (x, axes, keep) => x.square().sum(axes, keep).sqrt()),
        ["ReduceSumSquare"] = Reduce(18, (x, axes, keep) => x.square().sum(axes, keep)),
        ["ReduceLogSum"] = Reduce(18, (x, axes, keep) => x.sum(axes, keep).log()),
        ["ReduceLogSumExp"] = Reduce(18, (x, axes, keep) => Dispatcher.Call("aten::logsumexp", x, axes, keep)),
        ["ArgMax"] = ArgBest("aten::argmax"),
        ["ArgMin"] = ArgBest("aten::argmin"),
        ["CumSum"] = CumSum,
        ["TopK"] = TopK,
    };

    /// <summary>A reduction whose axes are an attribute before the given opset and an input from it on.</summary>
    private static OnnxOperator Reduce(int axesAreInputFrom, Func<Tensor, long[], bool, Tensor> reduce) => (node, inputs) =>
    {
        var x = inputs[0];
        var given = node.Opset < axesAreInputFrom ? node.Ints("axes") : inputs.Longs(1);
        if (given is null or [])
        {
            if (node.Flag("noop_with_empty_axes")) return [x];
            given = [.. Enumerable.Range(0, (int)x.dim()).Select(d => (long)d)];
        }
        if (x.dim() == 0) return [reduce(x.unsqueeze(0), [0], false)];
        var reduced = reduce(x, node.Axes(given, x.dim()), node.Flag("keepdims", true));
        return [reduced.dtype == x.dtype ? reduced : reduced.to(x.dtype)];
    };

    private static Tensor Product(Tensor x, long[] axes, bool keep)
    {
        foreach (var axis in axes.OrderDescending()) x = x.prod(axis, keep);
        return x;
    }

    private static OnnxOperator ArgBest(string op) => (node, inputs) =>
    {
        var x = inputs[0];
        var axis = node.Axis(node.Int("axis", 0), x.dim());
        var keep = node.Flag("keepdims", true);
        if (!node.Flag("select_last_index")) return [Dispatcher.Call(op, x, axis, keep)];
        return [Dispatcher.Call(op, x.flip(axis), axis, keep).neg().add(x.shape[axis] - 1)];
    };

    private static Tensor[] CumSum(OnnxNode node, OnnxInputs inputs)
    {
        var x = inputs[0];
        var axis = node.Axis(inputs.Longs(1) is [var a] ? a : throw node.Unsupported("lacks its axis"), x.dim());
        var reverse = node.Flag("reverse");
        if (reverse) x = x.flip(axis);
        if (node.Flag("exclusive")) x = cat([zeros_like(x.narrow(axis, 0, 1)), x.narrow(axis, 0, x.shape[axis] - 1)], axis);
        var sums = x.cumsum(axis);
        return [reverse ? sums.flip(axis) : sums];
    }

    private static Tensor[] TopK(OnnxNode node, OnnxInputs inputs)
    {
        var x = inputs[0];
        var axis = node.Axis(node.Int("axis", -1), x.dim());
        var k = node.Opset < 10 ? node.Int("k", 1) : inputs.Longs(1) is [var given] ? given : throw node.Unsupported("lacks its k");
        return Dispatcher.CallMany("aten::topk", x, k, axis, node.Flag("largest", true), node.Flag("sorted", true));
    }
}
