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
    public static Tensor?[] OfAttention(Node node, Tensor multipliers)
    {
        if (node.InputNamed("attn_mask") is { IsActive: true })
            throw new GlassboxException($"There is no rule for attention whose mask depends on the input, which ran in \"{node.Path}\".");
        var (q, k, v) = (node.InputNamed("query")!, node.InputNamed("key")!, node.InputNamed("value")!);
        var factor = node.Has("scale") && node.Argument("scale") is double given ? given : 1 / Math.Sqrt(q.Tensor.shape[^1]);
        var scores = q.Tensor.matmul(k.Tensor.transpose(-2, -1)) * factor;
        if (node.Argument("is_causal") is true)
            scores = scores.masked_fill(ones(scores.size(-2), scores.size(-1), dtype: ScalarType.Bool, device: scores.device).tril().logical_not(), double.NegativeInfinity);
        if (node.InputNamed("attn_mask")?.Tensor is { } mask)
            scores = mask.dtype == ScalarType.Bool ? scores.masked_fill(mask.logical_not(), double.NegativeInfinity) : scores + mask;
        var ofWeights = multipliers.matmul(Halves.Mean(v.Tensor).transpose(-2, -1));
        var ofValues = Halves.Mean(scores.softmax(-1)).transpose(-2, -1).matmul(multipliers);
        var ofScores = Softmax(scores, ofWeights, scores.dim() - 1, logarithm: false) * factor;
        var passed = new Dictionary<Value, Tensor>();
        foreach (var (value, part) in new[] { (q, ofScores.matmul(Halves.Mean(k.Tensor))), (k, ofScores.transpose(-2, -1).matmul(Halves.Mean(q.Tensor))), (v, ofValues) })
            passed[value] = passed.TryGetValue(value, out var before) ? before + part : part;
        return [.. node.Inputs.Select((input, i) => Array.IndexOf(node.Inputs, input) == i ? passed.GetValueOrDefault(input) : null)];
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
