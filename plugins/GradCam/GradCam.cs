using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Grad-CAM (Selvaraju et al. 2017): a layer's channels weighted by the mean gradient of the score over space, summed, and cut off at zero (equations 1 and 2). On a
/// network that ends in global average pooling and a linear layer it equals ReLU(CAM) / (h w).
/// </summary>
[Method("grad-cam", "Grad-CAM", Source = "Selvaraju et al. 2017")]
public sealed class GradCam : IAttributor<GradCam.Options>
{
    /// <param name="Layer">The layer that is mapped; the last convolutional activation unless said.</param>
    /// <param name="Signed">Keep negative values, which are evidence against.</param>
    /// <param name="Upsampling">How the map becomes as large as the input.</param>
    /// <param name="BatchSize">How many inputs run at a time.</param>
    public sealed record Options(
        [LayerName] string? Layer = null, bool Signed = false, Upsampling Upsampling = Upsampling.Bilinear, [Range(1, 65536)] int BatchSize = 16);

    /// <inheritdoc/>
    public Attribution Attribute(Model model, Tensor inputs, Target target, Options options, Run run) =>
        GradientMap.Explain(model, inputs, target, options.Layer, options.Signed, options.Upsampling, options.BatchSize, run, (activation, gradient) => gradient.mean(Axes.OfSpace(activation), keepdim: true));
}
