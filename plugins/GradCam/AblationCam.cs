using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Ablation-CAM (Desai and Ramaswamy 2020): a channel's weight is the share of the score that is lost without it, <c>(y - y_without) / y</c>. No gradients: the
/// network runs again from the layer on, once a channel.
/// </summary>
[Method("ablation-cam", "Ablation-CAM", Source = "Desai and Ramaswamy 2020")]
public sealed class AblationCam : IAttributor<AblationCam.Options>
{
    /// <param name="Layer">The layer that is mapped; the last convolutional activation unless said.</param>
    /// <param name="Signed">Keep negative values, which are evidence against.</param>
    /// <param name="Upsampling">How the map becomes as large as the input.</param>
    /// <param name="Ablation">What an ablated channel becomes.</param>
    /// <param name="BatchSize">How many ablations run at a time.</param>
    public sealed record Options(
        [LayerName] string? Layer = null, bool Signed = false, Upsampling Upsampling = Upsampling.Bilinear, Ablation Ablation = Ablation.Zero, [Range(1, 65536)] int BatchSize = 32);

    /// <inheritdoc/>
    public Attribution Attribute(Model model, Tensor inputs, Target target, Options options, Run run)
    {
        var settled = target.For(model, inputs);
        return TailMap.Explain(model, inputs, settled, options.Layer, options.Signed, options.Upsampling, options.BatchSize, tail =>
        {
            var activation = tail.Activation;
            var least = activation.min().ToDouble();
            var ablated = options.Ablation == Ablation.PytorchGradCam && least != 0 ? least - 1e7 : 0;
            var without = run.InBatches(activation.size(1), tail.Copies, (first, count) =>
            {
                var kept = ones(count, activation.size(1), dtype: ScalarType.Bool, device: activation.device)
                    .scatter(1, arange(first, first + count, device: activation.device).unsqueeze(1), zeros(count, 1, dtype: ScalarType.Bool, device: activation.device));
                return tail.Score(where(kept.SpreadOver(activation), activation, full([1], ablated, dtype: activation.dtype, device: activation.device)));
            }, "channels");
            var score = tail.Score(activation);
            return ((score - without) / score).unsqueeze(0);
        });
    }
}
