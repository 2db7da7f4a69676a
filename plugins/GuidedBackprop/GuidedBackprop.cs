using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Guided backpropagation: at a ReLU the signal passes where both its input and the signal itself are positive;
/// ReLU6 and other cuts at zero count as ReLUs (Captum and Zennit know none but ReLU). The picture is sharp, but much
/// of it does not depend on the trained weights (Adebayo et al. 2018): look at the randomisation check before believing it.
/// </summary>
[Method("guided-backprop", "Guided backpropagation", Source = "Springenberg et al. 2015",
    Notice = "Works like an edge detector: it hardly changes when the network's weights are drawn anew (Adebayo et al. 2018).")]
public sealed class GuidedBackprop : IAttributor<GuidedBackprop.Options>
{
    /// <summary>The options.</summary>
    /// <param name="Layer">Where the signal is read: a layer; the input where none.</param>
    public sealed record Options([LayerName] string? Layer = null);

    /// <inheritdoc/>
    public Attribution Attribute(Model model, Tensor inputs, Target target, Options options, Run run) =>
        ReluBackward.Explain(model, inputs, target, options.Layer, (relu, signal) => relu.VectorJacobianProduct([signal.clamp(min: 0)])[0], run);
}
