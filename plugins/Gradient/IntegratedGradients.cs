using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// The gradient integrated along the straight line from a baseline to the input, times the line's direction (Sundararajan et al. 2017, equation 1). The values sum to
/// <c>f(x) - f(baseline)</c>; how nearly they do is the result's check, and for each input <c>Extras["completeness-error"]</c>, <c>[N]</c>.
/// </summary>
[Method("integrated-gradients", "Integrated gradients", Source = "Sundararajan et al. 2017")]
public sealed class IntegratedGradients : IAttributor<IntegratedGradients.Options>
{
    /// <param name="Steps">How many steps approximate the integral.</param>
    /// <param name="Quadrature">Where on the line the gradients are taken, and with which weights.</param>
    /// <param name="Baseline">Where the line begins, in units of the (preprocessed) input: a number, a value a channel <c>[C, 1, 1]</c>, an input, or one for each. Zero unless said.</param>
    /// <param name="Baselines">A set of baselines in place of one, <c>[B, ...]</c>, or <c>[B, N, ...]</c> for each input its own; attributions are averaged over the set.</param>
    /// <param name="Tolerance">The relative completeness error that is taken for good.</param>
    /// <param name="Refine">Double the steps for each input until its completeness error is below the tolerance.</param>
    /// <param name="MaximumSteps">Where refining ends. A network with kinks may need many steps for the last digits.</param>
    /// <param name="Layer">The layer whose activation is explained, by the line from its activation for the baseline; the input unless said.</param>
    /// <param name="Local">Give the integral alone, without the factor <c>x - baseline</c>: how steep the score is between the two, in its unit by the input's, as Captum's <c>multiply_by_inputs=False</c>. The check remains, of the values times the factor.</param>
    /// <param name="BatchSize">How many points run at a time.</param>
    public sealed record Options(
        [Range(1, 100_000)] int Steps = 50, Quadrature Quadrature = Quadrature.GaussLegendre,
        Tensor? Baseline = null, Tensor? Baselines = null,
        [Range(0, 1)] double Tolerance = 0.05, bool Refine = false, [Range(1, 1_000_000)] int MaximumSteps = 3200,
        [LayerName] string? Layer = null, bool Local = false, [Range(1, 65536)] int BatchSize = 32);

    /// <inheritdoc/>
    public Attribution Attribute(Model model, Tensor inputs, Target target, Options options, Run run)
    {
        using var scope = NewDisposeScope();
        var settled = target.For(model, inputs);
        var baselines = Baseline.Set(options.Baseline, options.Baselines, inputs);
        if (options.Layer is null) ScoreGradient.RefuseTokens(model, inputs);
        var path = new StraightPaths(model.Prepare(), inputs.detach(), settled, baselines, options.Layer, options.BatchSize, run);
        var promised = path.ScoreDifference();
        var (values, error) = Completeness.Reach(
            promised, options.Tolerance, options.Steps, options.Refine ? options.MaximumSteps : options.Steps, (which, steps) => path.Integrate(which, QuadratureRule.Of(options.Quadrature, steps), options.Local));
        return new Attribution(model, inputs, settled, values.MoveToOuterDisposeScope())
        {
            Checks = [Completeness.Check(error, promised, options.Tolerance, options.Local ? "values times (x - baseline)" : "attributions")],
            Extras = new Dictionary<string, Tensor> { ["completeness-error"] = error.MoveToOuterDisposeScope() },
        };
    }
}
