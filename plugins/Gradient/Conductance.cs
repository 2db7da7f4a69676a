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
    /// <param name="Baseline">Where the line begins, in units of the (preprocessed) input: a number, a value a channel <c>[C, 1, 1]</c>, an input, or one for each. Zero unless said.</param>
    /// <param name="Baselines">A set of baselines in place of one, <c>[B, ...]</c>, or <c>[B, N, ...]</c> for each input its own; attributions are averaged over the set.</param>
    /// <param name="BatchSize">How many steps run at a time.</param>
    /// <param name="Neuron">
    /// One neuron, by its place in one sample's activation: <c>[c, y, x]</c>. What is given back is then how much of its conductance comes from each element of the input, in the input's shape.
    /// </param>
    /// <param name="Quadrature">Where on the line the gradients of one neuron are taken, and with which weights.</param>
    public sealed record Options(
        [LayerName] string? Layer = null, [Range(1, 100_000)] int Steps = 50, ConductanceRule Rule = ConductanceRule.Trapezoid,
        Tensor? Baseline = null, Tensor? Baselines = null,
        [Range(1, 65536)] int BatchSize = 32, long[]? Neuron = null, Quadrature Quadrature = Quadrature.GaussLegendre);

    /// <inheritdoc/>
    public Attribution Attribute(Model model, Tensor inputs, Target target, Options options, Run run)
    {
        using var scope = NewDisposeScope();
        var layer = options.Layer ?? throw LayerNames.Missing("Conductance", model, inputs);
        Tokens.Refuse(model, inputs, "Conductance moves the input", "integrated gradients explain their embedding");
        var settled = target.For(model, inputs);
        var paths = new InputPaths(inputs.detach(), Baseline.Set(options.Baseline, options.Baselines, inputs));
        if (options.Neuron is { } neuron)
        {
            var shares = new NeuronConductance(model, settled, paths, layer, Target.Neuron(layer, neuron).For(model, inputs))
                .Integrate(inputs.size(0), QuadratureRule.Of(options.Quadrature, options.Steps), options.BatchSize, run);
            return new Attribution(model, inputs, settled, shares.MoveToOuterDisposeScope());
        }
        var positions = Positions(options);
        var sum = new PathContributions(model.Prepare(), settled, inputs.size(0), paths.InputOf, (lines, points) => paths.At(lines, [.. points.Select(p => positions[p])]))
        {
            Layer = layer, BothEnds = options.Rule == ConductanceRule.Trapezoid,
        }.Sum(Rows.From(0, paths.Count), options.Steps, options.BatchSize, run);
        return new Attribution(model, inputs, settled, sum.MoveToOuterDisposeScope());
    }

    private static double[] Positions(Options options) => options.Rule == ConductanceRule.Captum
        ? QuadratureRule.Of(Quadrature.GaussLegendre, options.Steps + 1).Points
        : QuadratureRule.Of(Quadrature.Trapezoid, options.Steps).Points;
}
