using TorchSharp.Interop;
using static TorchSharp.torch;

namespace Glassbox.Onnx;

internal static class ConvolutionOperators
{
    public static Dictionary<string, OnnxOperator> All => new() { ["Conv"] = Conv, ["ConvTranspose"] = ConvTranspose };

    private static Tensor[] Conv(OnnxNode node, OnnxInputs inputs)
    {
        var (x, weight) = (inputs[0], inputs[1]);
        var window = Windows.Of(node, weight.shape[2..], x.shape.AsSpan(2));
        var padding = window.Begin;
        if (!window.Symmetric) (x, padding) = (window.Pad(x, 0), new long[window.Rank]);
        return [Dispatcher.Call($"aten::conv{window.Rank}d", x, weight, inputs.Optional(2), window.Strides, padding, window.Dilations, node.Int("group", 1))];
    }

    private static Tensor[] ConvTranspose(OnnxNode node, OnnxInputs inputs)
    {
        var (x, weight) = (inputs[0], inputs[1]);
        var kernel = weight.shape[2..];
        var rank = kernel.Length;
        var spatial = x.shape[2..];
        if (rank is < 1 or > 3 || spatial.Length != rank) throw node.Unsupported($"has a window of {rank} dimensions over an input with {spatial.Length}");
        var (strides, dilations) = (Windows.Sized(node, "strides", rank, 1), Windows.Sized(node, "dilations", rank, 1));
        var outputPadding = Windows.Sized(node, "output_padding", rank, 0);
        var autoPad = node.Text("auto_pad", "NOTSET");
        var wanted = node.Ints("output_shape");
        if (wanted is not null && wanted.Length != rank) wanted = wanted[^rank..];
        var pads = node.Ints("pads") ?? new long[2 * rank];
        if (pads.Length != 2 * rank) throw node.Unsupported($"has {pads.Length} pads for {rank} dimensions");
        if (autoPad.StartsWith("SAME") && wanted is null) wanted = [.. spatial.Zip(strides, (size, stride) => size * stride)];
        if (wanted is not null)
            for (var i = 0; i < rank; i++)
            {
                var total = strides[i] * (spatial[i] - 1) + outputPadding[i] + (kernel[i] - 1) * dilations[i] + 1 - wanted[i];
                // The operator's specification: only SAME_UPPER puts the odd one at the end. The half is rounded down, for negative totals too.
                var half = total >> 1;
                (pads[i], pads[rank + i]) = autoPad == "SAME_UPPER" ? (half, total - half) : (total - half, half);
            }
        var name = rank == 1 ? "aten::conv_transpose1d" : $"aten::conv_transpose{rank}d.input";
        var group = node.Int("group", 1);
        if (pads.AsSpan(0, rank).SequenceEqual(pads.AsSpan(rank)) && pads.All(p => p >= 0))
            return [Dispatcher.Call(name, x, weight, inputs.Optional(2), strides, pads[..rank], outputPadding, group, dilations)];
        // Pads that differ at the two ends are cut off (or, where negative, added) afterwards.
        var whole = Dispatcher.Call(name, x, weight, inputs.Optional(2), strides, new long[rank], outputPadding, group, dilations);
        var crop = new List<long>();
        for (var i = rank - 1; i >= 0; i--) crop.AddRange([-pads[i], -pads[rank + i]]);
        return [Dispatcher.Call("aten::constant_pad_nd", whole, crop.ToArray(), 0L)];
    }
}
