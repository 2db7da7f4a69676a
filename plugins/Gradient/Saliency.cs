using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// The gradient of the score with respect to the input (Simonyan et al. 2013): its absolute value, for images the largest over the channels, <c>[N, 1, H, W]</c>.
/// </summary>
[Method("saliency", "Saliency map", Source = "Simonyan et al. 2013")]
public sealed class Saliency : IAttributor<Saliency.Options>
{
    /// <param name="Signed">Keep the gradient's sign; over channels, that of the channel where it is largest in magnitude.</param>
    /// <param name="PerChannel">Keep the channels apart: <c>[N, C, H, W]</c>.</param>
    /// <param name="Layer">The layer whose activation is explained; the input unless said.</param>
    /// <param name="BatchSize">How many inputs run at a time.</param>
    public sealed record Options(bool Signed = false, bool PerChannel = false, [LayerName] string? Layer = null, [Range(1, 65536)] int BatchSize = 32);

    /// <inheritdoc/>
    public Attribution Attribute(Model model, Tensor inputs, Target target, Options options, Run run)
    {
        var settled = target.For(model, inputs);
        var values = ScoreGradient.InBatches(model, inputs, settled, options.Layer, options.BatchSize, run, (_, gradient) => Map(gradient, options));
        return new Attribution(model, inputs, settled, values) { Signed = options.Signed, Slopes = true };
    }

    private static Tensor Map(Tensor gradient, Options options)
    {
        var reduced = gradient.dim() == 4 && !options.PerChannel
            ? gradient.gather(1, gradient.abs().argmax(1, keepdim: true))
            : gradient;
        return options.Signed ? reduced : reduced.abs();
    }
}
