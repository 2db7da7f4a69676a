using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// DeconvNet: the signal runs back through the transposed filters, through max pools by the switches that the forward pass set, and at a ReLU is
/// itself rectified, whatever the ReLU's input was.
/// </summary>
[Method("deconvnet", "DeconvNet", Source = "Zeiler and Fergus 2014")]
public sealed class DeconvNet : IAttributor<DeconvNet.Options>
{
    /// <summary>The options.</summary>
    /// <param name="Layer">Where the signal is read: a layer; the input where none.</param>
    public sealed record Options([LayerName] string? Layer = null);

    /// <inheritdoc/>
    public Attribution Attribute(Model model, Tensor inputs, Target target, Options options, Run run) =>
        ReluBackward.Explain(model, inputs, target, options.Layer, (_, signal) => signal.clamp(min: 0), run);
}
