using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Multipliers of layer, group and instance norms, <c>y = scale * c / d + shift</c> with c the input less its mean and d its deviation. The quotient is a product, whose
/// factors' differences each count at the other's mean; the deviation's difference goes to the squares that it is made of. Contributions sum to the difference.
/// </summary>
internal static class Normalisation
{
    public static bool Is(Node node) => node.Kind is "layer_norm" or "native_layer_norm" or "group_norm" or "native_group_norm" or "instance_norm";

    public static Tensor?[] Multipliers(Node node, Tensor multipliers)
    {
        var x = node.InputNamed("input")!;
        var weighted = node.InputNamed("weight")?.Tensor is { } scale ? multipliers * Spread(scale, node, multipliers) : multipliers;
        var (groups, axes) = Grouped(node, x.Tensor);
        weighted = weighted.reshape(groups.shape);
        var centred = groups - groups.mean(axes, keepdim: true);
        var deviation = (centred.square().mean(axes, keepdim: true) + (double)node.Argument("eps")!).sqrt();
        var (now, then) = (Halves.Now(deviation), Halves.Then(deviation));
        // 1/d - 1/d0 over v - v0, where v is the variance: the division by a difference cancels.
        var slope = Halves.Twice(-1 / (now * then * (now + then)));
        var mean = Halves.Mean(centred);
        var direct = weighted * Halves.Mean(1 / deviation);
        var throughDeviation = slope * (weighted * mean).sum(axes, keepdim: true) * mean * (2.0 / axes.Aggregate(1L, (n, axis) => n * groups.size((int)axis)));
        var ofCentred = direct + throughDeviation;
        var passed = (ofCentred - ofCentred.mean(axes, keepdim: true)).reshape(x.Tensor.shape);
        return [.. node.Inputs.Select((_, i) => i == Array.IndexOf(node.Inputs, x) ? passed : null)];
    }

    /// <summary>The input with what is normalised together in axes of its own.</summary>
    private static (Tensor Groups, long[] Axes) Grouped(Node node, Tensor x)
    {
        if (node.Kind is "layer_norm" or "native_layer_norm")
        {
            var count = ((long[])node.Argument("normalized_shape")!).Length;
            return (x, [.. Enumerable.Range(0, count).Select(i => x.dim() - count + i)]);
        }
        if (node.Kind == "instance_norm" && node.Argument("use_input_stats") is false)
            throw new GlassboxException($"There is no rule for an instance norm with running statistics, which ran in \"{node.Path}\".");
        var groups = node.Kind == "instance_norm" ? x.size(1) : (long)node.Argument(node.Has("num_groups") ? "num_groups" : "group")!;
        return (x.reshape(x.size(0), groups, -1), [2]);
    }

    private static Tensor Spread(Tensor scale, Node node, Tensor y) =>
        node.Kind is "layer_norm" or "native_layer_norm" ? scale : scale.view([-1, .. Enumerable.Repeat(1L, (int)y.dim() - 2)]);
}
