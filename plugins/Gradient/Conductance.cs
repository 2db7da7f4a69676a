using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Conductance (Dhamdhere et al. 2019): how much of integrated gradients flows through each neuron of a layer, the integral of the score's gradient there over the change of the
/// neuron's activation along the line from a baseline to the input. Where everything passes through the layer, the values sum to <c>f(x) - f(baseline)</c>.
/// </summary>
[Method("conductance", "Layer conductance", Source = "Dhamdhere et al. 2019")]
public sealed class Conductance : IAttributor<Conductance.Options>
{
    /// <param name="Layer">The layer whose neurons are explained. It must be named.</param>
    /// <param name="Steps">How many steps approximate the integral.</param>
    /// <param name="Rule">How the gradient over a step is taken from the gradients at its ends.</param>
    /// <param name="Baseline">The value of every element of the baseline, in units of the (preprocessed) input.</param>
    /// <param name="Baselines">A set of baselines in place of the constant, <c>[B, ...]</c>, or <c>[B, N, ...]</c> for each input its own; attributions are averaged over the set.</param>
    /// <param name="BatchSize">How many steps run at a time.</param>
    public sealed record Options(
        [LayerName] string? Layer = null, [Range(1, 100_000)] int Steps = 50, ConductanceRule Rule = ConductanceRule.Trapezoid, double Baseline = 0, Tensor? Baselines = null,
        [Range(1, 65536)] int BatchSize = 32);

    /// <inheritdoc/>
    public Attribution Attribute(Model model, Tensor inputs, Target target, Options options, Run run)
    {
        if (options.Layer is not { } layer) throw new GlassboxException("Conductance explains the neurons of a layer: name the layer.");
        using var scope = NewDisposeScope();
        var settled = target.For(model, inputs);
        var prepared = model.Prepare();
        var paths = new InputPaths(inputs.detach(), Plugins.Baselines.For(inputs, options.Baselines, options.Baseline));
        var (steps, positions) = (options.Steps, Positions(options));
        Tensor? sum = null;
        run.EachBatch(paths.Count * steps, options.BatchSize, (first, rows) =>
        {
            // A row is one step, lines outermost; point p of a line is point line * (steps + 1) + p, and neighbouring steps share one.
            var left = Rows.From(first, rows).Column(r => r / steps * (steps + 1) + r % steps);
            var points = left.Concat(left.Column(p => p + 1)).Distinct().Order().ToArray();
            var lines = points.Column(p => p / (steps + 1));
            var (activation, gradient) = ScoreGradient.At(
                prepared, paths.At(lines, [.. points.Select(p => positions[p % (steps + 1)])]), settled.Select(lines.Column(paths.InputOf)), layer);
            var from = tensor(left.Column(p => Array.BinarySearch(points, p)), device: gradient.device);
            var to = tensor(left.Column(p => Array.BinarySearch(points, p + 1)), device: gradient.device);
            var over = options.Rule == ConductanceRule.Trapezoid ? (gradient.index_select(0, from) + gradient.index_select(0, to)) / 2 : gradient.index_select(0, from);
            var contribution = over * (activation.index_select(0, to) - activation.index_select(0, from));
            sum ??= zeros([inputs.size(0), .. activation.shape[1..]], dtype: gradient.dtype, device: gradient.device).MoveToOuterDisposeScope();
            sum.index_add_(0, tensor(left.Column(p => paths.InputOf(p / (steps + 1))), device: gradient.device), contribution, (double)inputs.size(0) / paths.Count);
        }, "steps");
        return new Attribution(model, inputs, settled, sum!.MoveToOuterDisposeScope());
    }

    private static double[] Positions(Options options) => options.Rule == ConductanceRule.Captum
        ? QuadratureRule.Of(Quadrature.GaussLegendre, options.Steps + 1).Points
        : QuadratureRule.Of(Quadrature.Trapezoid, options.Steps).Points;
}
