using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Internal influence (Leino et al. 2018): the mean gradient of the score with respect to a layer's activation, over the straight line from a baseline to the input.
/// </summary>
[Method("internal-influence", "Internal influence", Source = "Leino et al. 2018")]
public sealed class InternalInfluence : IAttributor<InternalInfluence.Options>
{
    /// <param name="Layer">The layer whose neurons are explained. It must be named.</param>
    /// <param name="Steps">How many steps approximate the mean.</param>
    /// <param name="Quadrature">Where on the line the gradients are taken, and with which weights.</param>
    /// <param name="Baseline">Where the line begins, in units of the (preprocessed) input: a number, a value a channel <c>[C, 1, 1]</c>, an input, or one for each. Zero unless said.</param>
    /// <param name="Baselines">A set of baselines in place of one, <c>[B, ...]</c>, or <c>[B, N, ...]</c> for each input its own; attributions are averaged over the set.</param>
    /// <param name="BatchSize">How many points run at a time.</param>
    public sealed record Options(
        [LayerName] string? Layer = null, [Range(1, 100_000)] int Steps = 50, Quadrature Quadrature = Quadrature.GaussLegendre,
        Tensor? Baseline = null, Tensor? Baselines = null,
        [Range(1, 65536)] int BatchSize = 32);

    /// <inheritdoc/>
    public Attribution Attribute(Model model, Tensor inputs, Target target, Options options, Run run)
    {
        using var scope = NewDisposeScope();
        var layer = options.Layer ?? throw LayerNames.Missing("Internal influence", model, inputs);
        Tokens.Refuse(model, inputs, "Internal influence moves the input", "integrated gradients explain their embedding");
        var settled = target.For(model, inputs);
        var prepared = model.Prepare();
        var paths = new InputPaths(inputs.detach(), Baseline.Set(options.Baseline, options.Baselines, inputs));
        var rule = QuadratureRule.Of(options.Quadrature, options.Steps);
        var steps = rule.Points.Length;
        Tensor? mean = null;
        run.EachBatch(paths.Count * steps, options.BatchSize, (first, rows) =>
        {
            // A row is one point: lines outermost.
            var row = Rows.From(first, rows);
            var lines = row.Column(r => r / steps);
            var which = lines.Column(paths.InputOf);
            var (activation, gradient) = ScoreGradient.At(prepared, paths.At(lines, [.. row.Select(r => rule.Points[r % steps])]), settled.Select(which), layer);
            var weight = tensor(row.Select(r => rule.Weights[r % steps] * inputs.size(0) / paths.Count).ToArray(), dtype: gradient.dtype, device: gradient.device);
            mean ??= zeros([inputs.size(0), .. activation.shape[1..]], dtype: gradient.dtype, device: gradient.device).MoveToOuterDisposeScope();
            mean.index_add_(0, tensor(which, device: gradient.device), gradient * weight.SpreadOver(gradient), 1);
        }, "gradients");
        return new Attribution(model, inputs, settled, mean!.MoveToOuterDisposeScope()) { Slopes = true };
    }
}
