using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>Inputs and baselines run through the network in one batch, and the multipliers walked back from the score's difference.</summary>
internal sealed class Comparison
{
    /// <summary>Below this difference of a nonlinearity's input, its quotient is replaced by its derivative.</summary>
    private const double Small = 1e-10;

    /// <summary>Elementwise functions.</summary>
    private static readonly HashSet<string> Elementwise =
    [
        "relu", "relu6", "leaky_relu", "prelu", "elu", "selu", "celu", "gelu", "silu", "mish", "sigmoid", "log_sigmoid", "tanh", "softplus", "softsign",
        "hardtanh", "hardswish", "hardsigmoid", "clamp", "clamp_min", "clamp_max", "exp", "log", "sqrt", "square", "abs", "pow",
    ];

    private static readonly HashSet<string> MaxPools =
        ["max_pool1d", "max_pool2d", "max_pool3d", "max_pool2d_with_indices", "adaptive_max_pool1d", "adaptive_max_pool2d", "adaptive_max_pool3d", "amax"];

    /// <summary>Operators that are affine in what depends on the input, or only move it: their multipliers are their gradients.</summary>
    private static readonly HashSet<string> Affine =
    [
        "linear", "addmm", "conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d", "conv_transpose3d", "convolution", "_convolution", "batch_norm",
        "add", "sub", "rsub", "neg", "mean", "sum", "cumsum", "avg_pool1d", "avg_pool2d", "avg_pool3d", "adaptive_avg_pool1d", "adaptive_avg_pool2d", "adaptive_avg_pool3d",
        "upsample_nearest2d", "upsample_bilinear2d", "dropout", "feature_dropout", "clone", "contiguous", "to", "_to_copy", "alias", "detach",
        "view", "reshape", "flatten", "unflatten", "squeeze", "unsqueeze", "permute", "transpose", "t", "expand", "expand_as", "repeat", "cat", "concat", "stack", "split",
        "split_with_sizes", "chunk", "unbind", "select", "slice", "narrow", "index_select", "index", "pad", "constant_pad_nd", "reflection_pad2d", "flip", "roll",
        "pixel_shuffle", "channel_shuffle", "as_strided", "as_strided_scatter", "copy",
    ];

    private readonly long count;
    private readonly double[] differences;
    private readonly MaxPool maxPool;

    public Comparison(Model model, Tensor inputs, Tensor baseline, FixedTarget target, MaxPool maxPool, Run run)
    {
        this.maxPool = maxPool;
        count = inputs.shape[0];
        var graph = model.Prepare().Capture(cat([inputs, baseline], 0), layers: [target.Layer]);
        var from = target.Layer is { } layer ? graph.Layer(layer) : graph.Output;
        var (seed, scores) = Seed(from.Tensor, target);
        differences = scores;
        // Both halves of the batch carry the same multipliers: only the first is read.
        Multipliers = Walk.Back(graph, new Dictionary<Value, Tensor> { [from] = seed }, RuleOf, run)[graph.Input].narrow(0, 0, count);
        Contributions = Multipliers * (inputs - baseline);
    }

    /// <summary>What a unit of each input's difference contributes.</summary>
    public Tensor Multipliers { get; }

    /// <summary>What each input's difference contributes to the score's difference.</summary>
    public Tensor Contributions { get; }

    /// <summary>How far the contributions' sum is from the score's difference, relative to the larger of it and the contributions' size.</summary>
    public double CompletenessError
    {
        get
        {
            var flat = Contributions.flatten(1).to(ScalarType.Float64);
            var sums = flat.sum(1).cpu().data<double>().ToArray();
            var sizes = flat.abs().sum(1).cpu().data<double>().ToArray();
            return differences.Select((d, i) => Math.Abs(sums[i] - d) / Math.Max(Math.Max(Math.Abs(d), sizes[i]), 1e-12)).Max();
        }
    }

    /// <summary>The score is linear in the output for classes and neurons; any other function gets the quotient of its difference.</summary>
    private (Tensor Seed, double[] Differences) Seed(Tensor output, FixedTarget target)
    {
        using var on = enable_grad();
        var doubled = target.Select([.. Enumerable.Range(0, 2).SelectMany(_ => Enumerable.Range(0, (int)count).Select(i => (long)i))]);
        var leaf = output.detach().requires_grad_();
        var scores = doubled.Score(leaf);
        var gradient = autograd.grad([scores.sum()], [leaf])[0];
        var (x, x0) = (scores.detach().narrow(0, 0, count), scores.detach().narrow(0, count, count));
        var difference = (x - x0).to(ScalarType.Float64).cpu().data<double>().ToArray();
        return (gradient, difference);
    }

    private Rule? RuleOf(Node node)
    {
        if (Elementwise.Contains(node.Kind)) return Rescale;
        if (MaxPools.Contains(node.Kind)) return maxPool == MaxPool.Rescale ? Winner : (n, outputs) => n.VectorJacobianProduct(outputs);
        var factors = node.Inputs.Where(i => i.IsActive).Distinct().Count();
        if (Affine.Contains(node.Kind) || (node.Kind is "mul" or "div" or "matmul" or "mm" or "bmm" && factors == 1 && node.Inputs[0].IsActive))
            return (n, outputs) => n.VectorJacobianProduct(outputs);
        return null;
    }

    /// <summary><c>m_x = m_y (y - y0) / (x - x0)</c>, or the derivative where x is x0.</summary>
    private Tensor?[] Rescale(Node node, Tensor?[] outputs)
    {
        var x = node.Inputs.First(i => i.IsActive);
        var (dx, dy) = (Difference(x.Tensor), Difference(node.Output.Tensor));
        var gradient = node.VectorJacobianProduct(outputs)[Array.IndexOf(node.Inputs, x)]!;
        var rescaled = where(dx.abs() < Small, gradient, outputs[0]! * dy / dx);
        return [.. node.Inputs.Select(i => i == x ? rescaled : null)];
    }

    /// <summary>
    /// A maximum's difference goes to the winner among the inputs as far as the maximum rose over the baseline's, and to the baseline's winner as far
    /// as it fell.
    /// </summary>
    private Tensor?[] Winner(Node node, Tensor?[] outputs)
    {
        var x = node.Inputs.First(i => i.IsActive);
        var place = Array.IndexOf(node.Inputs, x);
        var y = node.Output.Tensor;
        var (now, then) = (y.narrow(0, 0, count), y.narrow(0, count, count));
        var larger = maximum(now, then);
        var routed = node.VectorJacobianProduct([outputs[0]! * cat([larger - then, now - larger], 0)])[place]!;
        var contributions = routed.narrow(0, 0, count) + routed.narrow(0, count, count);
        var dx = Difference(x.Tensor);
        var gradient = node.VectorJacobianProduct([outputs[0]])[place]!;
        var multipliers = where(dx.abs() < Small, gradient, cat([contributions, contributions], 0) / dx);
        return [.. node.Inputs.Select(i => i == x ? multipliers : null)];
    }

    /// <summary>What an activation differs from its baseline by, for both halves of the batch.</summary>
    private Tensor Difference(Tensor activation)
    {
        var difference = activation.narrow(0, 0, count) - activation.narrow(0, count, count);
        return cat([difference, difference], 0);
    }
}
