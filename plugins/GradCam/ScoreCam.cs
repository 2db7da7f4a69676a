using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Score-CAM (Wang et al. 2020): each channel of a layer, upsampled and scaled to 0..1, masks the input; the scores of the masked inputs, by softmax over the channels, are
/// the channels' weights. No gradients; one forward pass a channel.
/// </summary>
[Method("score-cam", "Score-CAM", Source = "Wang et al. 2020")]
public sealed class ScoreCam : IAttributor<ScoreCam.Options>
{
    /// <param name="Layer">The layer that is mapped; the last convolutional activation unless said.</param>
    /// <param name="Signed">Keep negative values.</param>
    /// <param name="Upsampling">How the map becomes as large as the input.</param>
    /// <param name="MaskUpsampling">How a channel becomes a mask. pytorch-grad-cam aligns the corners here.</param>
    /// <param name="BatchSize">How many masked inputs run at a time.</param>
    public sealed record Options(
        [LayerName] string? Layer = null, bool Signed = false, Upsampling Upsampling = Upsampling.Bilinear, Upsampling MaskUpsampling = Upsampling.Bilinear,
        [Range(1, 65536)] int BatchSize = 32);

    /// <inheritdoc/>
    public Attribution Attribute(Model model, Tensor inputs, Target target, Options options, Run run)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var settled = target.For(model, inputs);
        var prepared = model.Prepare();
        var (maps, allWeights, name) = (new List<Tensor>(), new List<Tensor>(), "");
        for (long i = 0; i < inputs.size(0); i++)
        {
            using var one = NewDisposeScope();
            var input = inputs.narrow(0, i, 1);
            var graph = model.Capture(input);
            settled.Observe([i], graph.Output.Tensor);
            var features = FeatureLayer.Of(graph, options.Layer);
            name = features.Name;
            var activation = features.Activation;
            var scores = run.InBatches(activation.size(1), options.BatchSize, (first, count) =>
            {
                var masks = Scaled(ActivationMap.Resize(activation.narrow(1, first, count), input, options.MaskUpsampling).transpose(0, 1));
                return prepared.Score(input * masks, settled.Select([i]).Repeat(count));
            }, $"channels of input {i + 1} of {inputs.size(0)}");
            var weights = scores.softmax(0).unsqueeze(0);
            maps.Add((weights.SpreadOver(activation) * activation).sum(1).MoveToOuterDisposeScope());
            allWeights.Add(weights.MoveToOuterDisposeScope());
        }
        return ActivationMap.Attribution(model, inputs, settled, cat(maps.ToArray(), 0), name, options.Signed, options.Upsampling, cat(allWeights.ToArray(), 0));
    }

    /// <summary>Each mask stretched to 0..1; a constant one becomes 0.</summary>
    private static Tensor Scaled(Tensor masks)
    {
        var flat = masks.flatten(1);
        var least = flat.amin([1L]).SpreadOver(masks);
        var range = flat.amax([1L]).SpreadOver(masks) - least;
        return where(range.eq(0), zeros_like(masks), (masks - least) / range);
    }
}
