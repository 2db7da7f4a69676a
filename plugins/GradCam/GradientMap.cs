using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>Class activation maps whose weights come from the score's gradient at a layer: <c>sum_k w_k A_k</c>, by one forward pass and a backward pass down to the layer.</summary>
internal static class GradientMap
{
    /// <summary>Explains inputs a batch at a time.</summary>
    /// <param name="weigh">
    /// From a layer's activation and the score's gradient there, <c>[N, C, h, w]</c> each, to the weights: one a channel, <c>[N, C, 1, 1]</c>, or one a place, <c>[N, C, h, w]</c>.
    /// </param>
    public static Attribution Explain(
        Model model, Tensor inputs, Target target, string? layer, bool signed, Upsampling upsampling, int batchSize, Run run, Func<Tensor, Tensor, Tensor> weigh)
    {
        using var scope = NewDisposeScope();
        var settled = target.For(model, inputs);
        var prepared = model.Prepare();
        var name = "";
        var channelWeights = new List<Tensor>();
        var maps = run.InBatches(inputs.size(0), batchSize, (first, count) =>
        {
            var (features, gradient) = At(prepared, inputs.narrow(0, first, count), settled, Rows.From(first, count), layer);
            name = features.Name;
            var activation = features.Activation.detach();
            var weights = weigh(activation, features.Layout.ChannelsFirst(gradient));
            if (weights.numel() == activation.size(0) * activation.size(1)) channelWeights.Add(weights.flatten(1).MoveToOuterDisposeScope());
            return (weights * activation).sum(1);
        });
        return ActivationMap.Attribution(model, inputs, settled, maps, name, signed, upsampling, channelWeights.Count > 0 ? cat(channelWeights.ToArray(), 0) : null);
    }

    /// <summary>The layer to map, and the gradient of the scores there.</summary>
    /// <param name="which">Which of the target's inputs these are.</param>
    private static (FeatureLayer Features, Tensor Gradient) At(Prepared model, Tensor inputs, FixedTarget target, long[] which, string? layer)
    {
        using var on = enable_grad();
        var graph = model.Capture(inputs.detach(), gradients: true, layers: [layer, target.Layer]);
        var features = FeatureLayer.Of(graph, layer);
        target.Observe(which, graph.Output.Tensor.detach());
        var (activation, output) = graph.Connected(features.Value, target.Layer is { } scored ? graph.Layer(scored) : graph.Output);
        var scores = target.Select(which).Score(output);
        var gradient = scores.requires_grad ? autograd.grad([scores.sum()], [activation], allow_unused: true)[0] : null;
        return gradient is null || gradient.IsInvalid
            ? throw new GlassboxException($"The score does not depend on layer {features.Name}, so it has no gradient there: choose a layer before the target.")
            : (features, gradient);
    }
}
