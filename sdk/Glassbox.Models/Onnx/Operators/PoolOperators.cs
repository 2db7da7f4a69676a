using TorchSharp.Interop;
using static TorchSharp.torch;

namespace Glassbox.Onnx;

internal static class PoolOperators
{
    public static Dictionary<string, OnnxOperator> All => new()
    {
        ["MaxPool"] = MaxPool,
        ["AveragePool"] = AveragePool,
        ["GlobalAveragePool"] = (node, inputs) => [Global(node, inputs[0], "aten::adaptive_avg_pool")],
        ["GlobalMaxPool"] = (_, inputs) => [inputs[0].amax([.. Enumerable.Range(2, (int)inputs[0].dim() - 2).Select(d => (long)d)], true)],
    };

    private static Tensor[] MaxPool(OnnxNode node, OnnxInputs inputs)
    {
        if (node.Outputs.Skip(1).Any(o => o.Length > 0)) throw node.Unsupported("also gives the indices");
        var x = inputs[0];
        var window = Windows.Of(node, Kernel(node), x.shape.AsSpan(2));
        var padding = window.Begin;
        if (!TorchPads(window)) (x, padding) = (window.Pad(x, double.NegativeInfinity), new long[window.Rank]);
        return [Dispatcher.Call($"aten::max_pool{window.Rank}d", x, window.Kernel, window.Strides, padding, window.Dilations, node.Flag("ceil_mode"))];
    }

    private static Tensor[] AveragePool(OnnxNode node, OnnxInputs inputs)
    {
        var x = inputs[0];
        var window = Windows.Of(node, Kernel(node), x.shape.AsSpan(2));
        if (window.Dilations.Any(d => d != 1)) throw node.Unsupported("averages over a window with gaps (dilations)");
        var (countPads, ceil) = (node.Flag("count_include_pad"), node.Flag("ceil_mode"));
        if (TorchPads(window)) return [Average(x, window.Begin, countPads)];
        var none = new long[window.Rank];
        var mean = Average(window.Pad(x, 0), none, true);
        if (countPads) return [mean];
        // The share of each window that lies within the input.
        using var grad = no_grad();
        long[] single = [1, 1, .. x.shape[2..]];
        var share = Average(window.Pad(ones(single, dtype: x.dtype, device: x.device), 0), none, true);
        return [mean.div(share)];

        Tensor Average(Tensor of, long[] padding, bool countPads) =>
            Dispatcher.Call($"aten::avg_pool{window.Rank}d", of, window.Kernel, window.Strides, padding, ceil, countPads);
    }

    private static Tensor Global(OnnxNode node, Tensor x, string op)
    {
        var rank = (int)x.dim() - 2;
        if (rank is < 1 or > 3) throw node.Unsupported($"has an input of {x.dim()} dimensions");
        return Dispatcher.Call($"{op}{rank}d", x, Enumerable.Repeat(1L, rank).ToArray());
    }

    /// <summary>torch's pools take equal pads of at most half a window.</summary>
    private static bool TorchPads(Windows window) => window.Symmetric && window.Begin.Zip(window.Kernel).All(p => p.First >= 0 && p.First <= p.Second / 2);

    private static long[] Kernel(OnnxNode node) => node.Ints("kernel_shape") ?? throw node.Unsupported("lacks its kernel_shape");
}
