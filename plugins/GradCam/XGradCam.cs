using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// XGrad-CAM (Fu et al. 2020, equation 8): channels weighted by the mean of the score's gradient, each place counting by its share of the channel's activation. A
/// channel whose activation sums to zero has no weight.
/// </summary>
[Method("xgrad-cam", "XGrad-CAM", Source = "Fu et al. 2020")]
public sealed class XGradCam : IAttributor<XGradCam.Options>
{
    /// <param name="Layer">The layer that is mapped; the last convolutional activation unless said.</param>
    /// <param name="Signed">Keep negative values, which are evidence against.</param>
    /// <param name="Upsampling">How the map becomes as large as the input.</param>
    /// <param name="BatchSize">How many inputs run at a time.</param>
    public sealed record Options(
        [LayerName] string? Layer = null, bool Signed = false, Upsampling Upsampling = Upsampling.Bilinear, [Range(1, 65536)] int BatchSize = 16);

    /// <inheritdoc/>
    public Attribution Attribute(Model model, Tensor inputs, Target target, Options options, Run run) =>
        GradientMap.Explain(model, inputs, target, options.Layer, options.Signed, options.Upsampling, options.BatchSize, run, Weights);

    private static Tensor Weights(Tensor activation, Tensor gradient)
    {
        var space = Axes.OfSpace(activation);
        var total = activation.sum(space, keepdim: true);
        return where(total.eq(0), zeros_like(total), (gradient * activation).sum(space, keepdim: true) / total);
    }
}
