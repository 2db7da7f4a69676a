using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Multipliers of softmax, and of attention in one operator. A softmax is exponentials over their sum: each exponential's difference by the rescale rule, the quotient as
/// the product of exponential and reciprocal sum, each counting at the other's mean. Contributions sum to the difference.
/// </summary>
internal static class Attention
{
    public static Tensor?[] OfSoftmax(Node node, Tensor multipliers)
    {
        var x = node.Inputs[0];
        var axis = (long)node.Argument("dim")!;
        return [Softmax(x.Tensor, multipliers, axis < 0 ? axis + x.Tensor.dim() : axis, node.Kind.Contains("log"))];
    }

    /// <summary>The three inputs of <c>softmax(Q K^T factor + mask) V</c>.</summary>
    public static Tensor?[] OfAttention(AttentionOperator attention, Tensor multipliers)
    {
        var (q, k, v) = (Halves.Mean(attention.Query.Tensor), Halves.Mean(attention.Key.Tensor), Halves.Mean(attention.Value.Tensor));
        var scores = attention.Scores();
        var ofValues = Halves.Mean(scores.softmax(-1)).transpose(-2, -1).matmul(multipliers);
        var ofScores = Softmax(scores, multipliers.matmul(v.transpose(-2, -1)), scores.dim() - 1, logarithm: false) * attention.Factor;
        return attention.ToInputs(ofScores.matmul(k), ofScores.transpose(-2, -1).matmul(q), ofValues);
    }

    private static Tensor Softmax(Tensor x, Tensor multipliers, long axis, bool logarithm)
    {
        // A softmax does not change when its inputs all move: centred rows of input and baseline are of one size, and their exponentials do not vanish beside each other. Masked scores take no part.
        var open = isfinite(x).to(x.dtype);
        var count = open.sum(axis, keepdim: true).clamp_min(1);
        var centred = x - where(isfinite(x), x, zeros_like(x)).sum(axis, keepdim: true) / count;
        var largest = centred.amax([axis], keepdim: true);
        var e = (centred - Halves.Twice(maximum(Halves.Now(largest), Halves.Then(largest)))).exp();
        var (now, then) = (Halves.Now(e.sum(axis, keepdim: true)), Halves.Then(e.sum(axis, keepdim: true)));
        Tensor ofExponentials, direct;
        if (logarithm)
        {
            var slope = where((now - then).abs() < Comparison.Small, 1 / now, (now / then).log() / (now - then));
            (ofExponentials, direct) = (-multipliers.sum(axis, keepdim: true) * Halves.Twice(slope), multipliers);
        }
        else
        {
            var throughSum = (multipliers * Halves.Mean(e)).sum(axis, keepdim: true) * Halves.Twice(1 / (now * then));
            (ofExponentials, direct) = (multipliers * Halves.Twice((1 / now + 1 / then) / 2) - throughSum, zeros_like(multipliers));
        }
        var difference = Halves.Difference(centred);
        // Not "less than small": where both scores are masked their difference is no number, and their exponentials are zero.
        var rescaled = direct + ofExponentials * where(difference.abs() >= Comparison.Small, Halves.Difference(e) / difference, e);
        return (rescaled - rescaled.sum(axis, keepdim: true) / count) * open;
    }
}
