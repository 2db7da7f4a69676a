using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// LayerCAM (Jiang et al. 2021): each place of each channel weighted by its own positive gradient, summed over channels, and cut off at zero.
/// </summary>
[Method("layer-cam", "LayerCAM", Source = "Jiang et al. 2021")]
public sealed class LayerCam : IAttributor<LayerCam.Options>
{
    /// <param name="Layer">The layer that is mapped; the last convolutional activation unless said.</param>
    /// <param name="Signed">Keep negative values, which are evidence against.</param>
    /// <param name="Upsampling">How the map becomes as large as the input.</param>
    /// <param name="BatchSize">How many inputs run at a time.</param>
    public sealed record Options(
        [LayerName] string? Layer = null, bool Signed = false, Upsampling Upsampling = Upsampling.Bilinear, [Range(1, 65536)] int BatchSize = 16);

    /// <inheritdoc/>
    public Attribution Attribute(Model model, Tensor inputs, Target target, Options options, Run run) =>
        GradientMap.Explain(model, inputs, target, options.Layer, options.Signed, options.Upsampling, options.BatchSize, run, (_, gradient) => gradient.relu());
}
