using TorchSharp;
using TorchSharp.Interop;
using static TorchSharp.torch;

namespace Glassbox.Onnx;

/// <summary>The sliding window of a convolution or pool: ONNX's pads may differ at the two ends of a dimension, torch's may not.</summary>
internal sealed record Windows(long[] Kernel, long[] Strides, long[] Dilations, long[] Begin, long[] End)
{
    public int Rank => Kernel.Length;

    public bool Symmetric => Begin.AsSpan().SequenceEqual(End);

    /// <summary>The window of a node over these inputs.</summary>
    /// <param name="node">The node, for its attributes.</param>
    /// <param name="kernel">The kernel's size.</param>
    /// <param name="spatial">The input's sizes that it slides over.</param>
    public static Windows Of(OnnxNode node, long[] kernel, ReadOnlySpan<long> spatial)
    {
        var rank = kernel.Length;
        if (rank is < 1 or > 3 || spatial.Length != rank) throw node.Unsupported($"has a window of {rank} dimensions over an input with {spatial.Length}");
        var strides = Sized(node, "strides", rank, 1);
        var dilations = Sized(node, "dilations", rank, 1);
        if (kernel.Any(k => k < 1) || strides.Any(s => s < 1) || dilations.Any(d => d < 1)) throw node.Unsupported("has a window without size");
        var begin = new long[rank];
        var end = new long[rank];
        switch (node.Text("auto_pad", "NOTSET"))
        {
            case "NOTSET":
                var pads = node.Ints("pads") ?? new long[2 * rank];
                if (pads.Length != 2 * rank) throw node.Unsupported($"has {pads.Length} pads for {rank} dimensions");
                (begin, end) = (pads[..rank], pads[rank..]);
                break;
            case "VALID": break;
            case var same and ("SAME_UPPER" or "SAME_LOWER"):
                for (var i = 0; i < rank; i++)
                {
                    var outputs = (spatial[i] + strides[i] - 1) / strides[i];
                    var total = Math.Max((outputs - 1) * strides[i] + (kernel[i] - 1) * dilations[i] + 1 - spatial[i], 0);
                    (begin[i], end[i]) = same == "SAME_UPPER" ? (total / 2, total - total / 2) : (total - total / 2, total / 2);
                }
                break;
            case var other: throw node.Unsupported($"has the auto_pad \"{other}\"");
        }
        return new Windows(kernel, strides, dilations, begin, end);
    }

    /// <summary>The input with the pads added, for the cases that torch's operator does not take itself.</summary>
    public Tensor Pad(Tensor x, double value)
    {
        var pads = new List<long>();
        for (var i = Rank - 1; i >= 0; i--) pads.AddRange([Begin[i], End[i]]);
        return Dispatcher.Call("aten::constant_pad_nd", x, pads.ToArray(), (Scalar)value);
    }

    public static long[] Sized(OnnxNode node, string attribute, int rank, long otherwise)
    {
        var given = node.Ints(attribute) ?? [.. Enumerable.Repeat(otherwise, rank)];
        return given.Length == rank ? given : throw node.Unsupported($"has {given.Length} {attribute} for {rank} dimensions");
    }
}
