using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// HiResCAM (Draelos and Carin 2020): the score's gradient times the activation, summed over channels, and cut off at zero. Before a single linear layer the signed map
/// sums to the score less the bias.
/// </summary>
[Method("hires-cam", "HiResCAM", Source = "Draelos and Carin 2020")]
public sealed class HiResCam : IAttributor<HiResCam.Options>
{
    /// <param name="Layer">The layer that is mapped; the last convolutional activation unless said.</param>
    /// <param name="Signed">Keep negative values, which are evidence against.</param>
    /// <param name="Upsampling">How the map becomes as large as the input.</param>
    /// <param name="BatchSize">How many inputs run at a time.</param>
    public sealed record Options(
        [LayerName] string? Layer = null, bool Signed = false, Upsampling Upsampling = Upsampling.Bilinear, [Range(1, 65536)] int BatchSize = 16);

    /// <inheritdoc/>
    public Attribution Attribute(Model model, Tensor inputs, Target target, Options options, Run run) =>
        GradientMap.Explain(model, inputs, target, options.Layer, options.Signed, options.Upsampling, options.BatchSize, run, (_, gradient) => gradient);
}
