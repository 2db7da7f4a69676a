using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>Inputs and baselines run through the network in one batch, and the multipliers walked back from the score's difference.</summary>
internal sealed class Comparison : IDisposable
{
    /// <summary>Below this difference of a nonlinearity's input, its quotient is replaced by its derivative.</summary>
    public const double Small = 1e-10;

    private readonly DeepLift.Options options;
    private readonly double[] differences, sizes;
    private readonly RevealCancel? parts;
    private readonly Graph graph;

    public Comparison(Model model, Tensor inputs, Tensor baseline, FixedTarget target, DeepLift.Options options, Run run)
    {
        this.options = options;
        parts = options.Rule == DeepLiftRule.RevealCancel ? new() : null;
        graph = model.Prepare().Capture(cat([inputs, baseline], 0), layers: [target.Layer, options.Layer]).UnrollRecurrent();
        var from = target.Layer is { } scored ? graph.Layer(scored) : graph.Output;
        var wanted = options.Layer is { } layer ? graph.Layer(layer) : graph.Input;
        (var seed, differences, sizes) = Seed(from.Tensor, target, inputs.size(0));
        var multipliers = Walk.Back(graph, new Dictionary<Value, Tensor> { [from] = seed }, RuleOf, run, [wanted])[wanted];
        if (parts is null)
        {
            // Both halves of the batch carry the same multipliers: only the first is read.
            Multipliers = Halves.Now(multipliers);
            Contributions = Multipliers * (Halves.Now(wanted.Tensor) - Halves.Then(wanted.Tensor));
        }
        else
        {
            Multipliers = Halves.Now(RevealCancel.Joined(wanted, multipliers));
            var contributions = multipliers * parts.Parts(wanted);
            Contributions = Halves.Now(contributions) + Halves.Then(contributions);
        }
    }

    /// <summary>What a unit of each element's difference contributes.</summary>
    public Tensor Multipliers { get; }

    /// <summary>What each element's difference contributes to the score's difference.</summary>
    public Tensor Contributions { get; }

    /// <summary>
    /// How far the contributions' sum is from the score's difference, relative to the largest of it, the contributions' size, and a hundredth of the scores, whose rounding the
    /// difference has.
    /// </summary>
    public double CompletenessError
    {
        get
        {
            var flat = Contributions.flatten(1).to(ScalarType.Float64);
            var sums = flat.sum(1).cpu().data<double>().ToArray();
            var moved = flat.abs().sum(1).cpu().data<double>().ToArray();
            return differences.Select((d, i) => Math.Abs(sums[i] - d) / new[] { Math.Abs(d), moved[i], sizes[i] / 100, 1e-12 }.Max()).Max();
        }
    }

    public void Dispose() => parts?.Dispose();

    /// <summary>What the walk starts with; each score's difference from the baseline's; and the larger of the two in size.</summary>
    private static (Tensor Seed, double[] Differences, double[] Sizes) Seed(Tensor output, FixedTarget target, long count)
    {
        var (scores, gradient) = target.Tile(count, 2).Start(output);
        var (x, x0) = (scores.narrow(0, 0, count), scores.narrow(0, count, count));
        return (gradient, Numbers(x - x0), Numbers(maximum(x.abs(), x0.abs())));

        static double[] Numbers(Tensor t) => t.to(ScalarType.Float64).cpu().data<double>().ToArray();
    }

    private Rule? RuleOf(Node node)
    {
        var kind = node.Kind;
        var plain = OperatorKinds.Moving.Contains(kind) || parts is null && (LinearOperator.Of(node) is not null || Aten.Sums.Contains(kind));
        if (!plain && node.Inputs.Where(i => i.IsActive).Append(node.Output).Any(v => graph.BatchAxis(v) > 0))
            throw new GlassboxException($"DeepLIFT compares halves of the batch, which is not on the first axis of {node.FullName} in \"{node.Path}\" of {graph.ModelName}: give the network with the batch first.");
        if (OperatorKinds.Elementwise.Contains(kind)) return parts is null ? Rescale : parts.ThroughFunction;
        if (OperatorKinds.Moving.Contains(kind)) return (n, outputs) => n.VectorJacobianProduct(outputs);
        if (LinearOperator.Of(node) is { } layer)
        {
            return parts is null
                ? (n, outputs) => n.VectorJacobianProduct(outputs)
                : (n, outputs) => RevealCancel.ThroughLayer(n, layer, outputs[0]!);
        }
        if (Aten.Sums.Contains(kind)) return parts is null ? (n, outputs) => n.VectorJacobianProduct(outputs) : RevealCancel.ThroughSum;
        return JoinedRule(node) is not { } rule ? null
            : parts is null ? rule
            : (n, outputs) => rule(n, [.. outputs.Select((o, i) => o is null ? null : RevealCancel.Joined(n.Outputs[i]!, o))]);
    }

    /// <summary>Rules that know one multiplier for a whole difference.</summary>
    private Rule? JoinedRule(Node node)
    {
        var factors = node.Inputs.Where(i => i.IsActive).Distinct().Count();
        return node.Kind switch
        {
            var kind when Aten.Maxima.Contains(kind) || node.FullName == "aten::max.dim" => options.MaxPool == MaxPool.Rescale ? Winner : (n, outputs) => n.VectorJacobianProduct(outputs),
            "div" or "divide" or "true_divide" when node.Inputs.Length == 2 && node.Inputs[1].IsActive && node.Inputs[0] != node.Inputs[1] => Quotient,
            var kind when factors == 1 && (OperatorKinds.Affine.Contains(kind) || (OperatorKinds.Products.Contains(kind) && node.Inputs.Count(i => i.IsActive) == 1)) =>
                (n, outputs) => n.VectorJacobianProduct(outputs),
            // The difference of a product is each factor's difference times the other's mean, which is the gradient halfway.
            var kind when OperatorKinds.Products.Contains(kind) => (n, outputs) => n.VectorJacobianProduct(outputs, v => v.IsActive ? Halves.Mean(v.Tensor) : v.Tensor),
            "softmax" or "_softmax" or "log_softmax" or "_log_softmax" => (n, outputs) => Attention.OfSoftmax(n, outputs[0]!),
            _ when AttentionOperator.Of(node) is { } attention => (_, outputs) => Attention.OfAttention(attention, outputs[0]!),
            _ when NormOperator.Of(node) is { } norm => (_, outputs) => Normalisation.Multipliers(norm, outputs[0]!),
            _ => null,
        };
    }

    /// <summary><c>m_x = m_y (y - y0) / (x - x0)</c>, or the derivative where x is x0.</summary>
    private static Tensor?[] Rescale(Node node, Tensor?[] outputs)
    {
        var x = node.Inputs.First(i => i.IsActive);
        var (dx, dy) = (Halves.Difference(x.Tensor), Halves.Difference(node.Output.Tensor));
        var gradient = node.VectorJacobianProduct(outputs)[Array.IndexOf(node.Inputs, x)]!;
        var rescaled = where(dx.abs() < Small, gradient, outputs[0]! * dy / dx);
        return [.. node.Inputs.Select(i => i == x ? rescaled : null)];
    }

    /// <summary><c>a / b</c>: a's difference counts at the mean of 1/b, that of 1/b at the mean of a.</summary>
    private static Tensor?[] Quotient(Node node, Tensor?[] outputs)
    {
        var (a, b) = (node.Inputs[0], node.Inputs[1]);
        var (now, then) = (Halves.Now(b.Tensor), Halves.Then(b.Tensor));
        // The gradients are o / b and -o a / b^2: o is scaled so that they are taken at what is wanted in place of b.
        var ofA = a.IsActive ? node.VectorJacobianProduct([outputs[0]! * b.Tensor * Halves.Twice((1 / now + 1 / then) / 2)])[0] : null;
        var ofB = node.VectorJacobianProduct([outputs[0]! * b.Tensor.square() * Halves.Twice(1 / (now * then))], v => v == a && a.IsActive ? Halves.Mean(v.Tensor) : v.Tensor)[1];
        return [ofA, ofB];
    }

    /// <summary>
    /// A maximum's difference goes to the winner among the inputs as far as the maximum rose over the baseline's, and to the baseline's winner as far
    /// as it fell.
    /// </summary>
    private static Tensor?[] Winner(Node node, Tensor?[] outputs)
    {
        var x = node.Inputs.First(i => i.IsActive);
        var place = Array.IndexOf(node.Inputs, x);
        var (now, then) = (Halves.Now(node.Output.Tensor), Halves.Then(node.Output.Tensor));
        var larger = maximum(now, then);
        var routed = node.VectorJacobianProduct([outputs[0]! * cat([larger - then, now - larger], 0)])[place]!;
        var contributions = Halves.Twice(Halves.Now(routed) + Halves.Then(routed));
        var dx = Halves.Difference(x.Tensor);
        // Both halves alike, for what has no difference in all may have parts that cancel.
        var gradient = Halves.Mean(node.VectorJacobianProduct([outputs[0]])[place]!);
        var multipliers = where(dx.abs() < Small, gradient, contributions / dx);
        return [.. node.Inputs.Select(i => i == x ? multipliers : null)];
    }
}
