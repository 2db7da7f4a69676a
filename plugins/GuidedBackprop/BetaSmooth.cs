using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// The gradient with the kink of each ReLU smoothed out in the backward pass: <c>sigmoid(beta x)</c>, the derivative of a softplus, in place of the step. Explanations of
/// neighbouring inputs then differ less, and are harder to manipulate.
/// </summary>
[Method("beta-smooth", "Beta-smoothed gradient", Source = "Dombrowski et al. 2019")]
public sealed class BetaSmooth : IAttributor<BetaSmooth.Options>
{
    /// <summary>The options.</summary>
    /// <param name="Beta">How sharp the kink stays; the plain gradient as it grows.</param>
    /// <param name="Layer">Where the signal is read: a layer; the input where none.</param>
    public sealed record Options([Range(1e-3, 1e9)] double Beta = 10, [LayerName] string? Layer = null);

    /// <inheritdoc/>
    public Attribution Attribute(Model model, Tensor inputs, Target target, Options options, Run run) =>
        ReluBackward.Explain(model, inputs, target, options.Layer, (relu, signal) => signal * (relu.Inputs[0].Tensor * options.Beta).sigmoid(), run);
}
