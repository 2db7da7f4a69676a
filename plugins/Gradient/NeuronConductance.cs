using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// How much of integrated gradients flows from each element of the input through one neuron (Dhamdhere et al. 2019, definition 1): the integral of the score's gradient by the neuron
/// times the neuron's by the input, over the line from a baseline, times the line's direction.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="target">The score, settled for the inputs.</param>
/// <param name="paths">The lines.</param>
/// <param name="layer">The neuron's layer.</param>
/// <param name="neuron">The neuron's activation as a score.</param>
internal sealed class NeuronConductance(Model model, FixedTarget target, InputPaths paths, string layer, FixedTarget neuron)
{
    private readonly Prepared prepared = model.Prepare();

    /// <summary>The conductance for each of the inputs: <c>[N, ...]</c> in their shape.</summary>
    public Tensor Integrate(long inputs, QuadratureRule rule, int batchSize, Run run)
    {
        var steps = rule.Points.Length;
        Tensor? sum = null;
        run.EachBatch(paths.Count * steps, batchSize, (first, rows) =>
        {
            // A row is one point: lines outermost.
            var row = Rows.From(first, rows);
            var lines = row.Column(r => r / steps);
            var which = lines.Column(paths.InputOf);
            var through = Through(paths.At(lines, [.. row.Select(r => rule.Points[r % steps])]), target.Select(which));
            var weight = tensor(row.Select(r => rule.Weights[r % steps] * inputs / paths.Count).ToArray(), dtype: through.dtype, device: through.device);
            sum ??= zeros([inputs, .. through.shape[1..]], dtype: through.dtype, device: through.device).MoveToOuterDisposeScope();
            sum.index_add_(0, tensor(which, device: through.device), through * paths.Direction(lines) * weight.SpreadOver(through), 1);
        }, "gradients");
        return sum!;
    }

    /// <summary>The score's gradient by the neuron times the neuron's by the input, at some points.</summary>
    private Tensor Through(Tensor points, FixedTarget settled)
    {
        using var on = enable_grad();
        var graph = prepared.Capture(points, gradients: true, layers: [layer, settled.Layer]);
        var activation = graph.Layer(layer).Tensor;
        var scores = settled.Score((settled.Layer is { } scored ? graph.Layer(scored) : graph.Output).Tensor);
        var gradient = autograd.grad([scores.sum()], [activation], retain_graph: true, allow_unused: true)[0];
        if (gradient is null || gradient.IsInvalid)
            throw new GlassboxException($"The score does not depend on {layer} in a differentiable way, so it has no gradient there: choose a layer before the target.");
        return ScoreGradient.Of(neuron.Score(gradient).detach() * neuron.Score(activation), graph.Input.Tensor, "the input");
    }
}
