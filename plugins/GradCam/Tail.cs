using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// A network from a layer on, for one input: other activations of the layer run through the rest, and what does not pass through the layer stays as it is for the input.
/// </summary>
internal sealed class Tail
{
    private readonly Graph graph;
    private readonly FixedTarget target;

    private Tail(Graph graph, FeatureLayer layer, FixedTarget target, long copies)
    {
        (this.graph, this.target, Layer, Copies) = (graph, target, layer, copies);
        Activation = layer.Activation.narrow(0, 0, 1);
    }

    /// <summary>The layer.</summary>
    public FeatureLayer Layer { get; }

    /// <summary>Its activation for the input: <c>[1, C, h, w]</c>.</summary>
    public Tensor Activation { get; }

    /// <summary>How many activations run at a time.</summary>
    public long Copies { get; }

    /// <param name="inputs">The inputs: <c>[N, ...]</c>.</param>
    /// <param name="which">The input that it is for.</param>
    public static Tail Of(Model model, Tensor inputs, FixedTarget target, long which, string? layer, long copies)
    {
        var input = inputs.narrow(0, which, 1).detach();
        // A graph runs again with the batch it was captured with, so the input stands in it as often as activations shall run at a time.
        var graph = model.Prepare().Capture(input.repeat([copies, .. Enumerable.Repeat(1L, (int)input.dim() - 1)]), layers: [layer, target.Layer]);
        target.Observe([which], graph.Output.Tensor.narrow(0, 0, 1));
        return new(graph, FeatureLayer.Of(graph, layer), target.Select([which]).Repeat(copies), copies);
    }

    /// <summary>The scores of other activations: <c>[M, C, h, w]</c> to <c>[M]</c>, M at most <see cref="Copies"/>.</summary>
    public Tensor Score(Tensor activations) => Scores(activations, target);

    /// <summary>The target class's probability for other activations, as <see cref="Score"/>.</summary>
    public Tensor Probability(Tensor activations) =>
        Scores(activations, target.Probability ?? throw new GlassboxException($"The target, {target.Description}, is no class and has no probability."));

    private Tensor Scores(Tensor activations, FixedTarget by)
    {
        var m = activations.size(0);
        var all = m == Copies ? activations : cat([activations, Layer.Activation.narrow(0, m, Copies - m)], 0);
        var scored = target.Layer is { } name ? graph.Layer(name) : graph.Output;
        return by.Score(graph.Replay(new Dictionary<Value, Tensor> { [Layer.Value] = Layer.Layout.Restored(all, Layer.Value.Tensor) }, scored)).narrow(0, 0, m);
    }
}
