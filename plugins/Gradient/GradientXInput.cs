using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Gradient times input, <c>x * df/dx</c> (Shrikumar et al. 2016). For a piecewise linear network without biases the values sum to the score.
/// </summary>
[Method("gradient-x-input", "Gradient x input", Source = "Shrikumar et al. 2016")]
public sealed class GradientXInput : IAttributor<GradientXInput.Options>
{
    /// <param name="Squared">The form <c>x * (df/dx)^2</c> that some lecture notes print. It does not sum to the score, for any network.</param>
    /// <param name="Layer">The layer whose activation is explained; the input unless said.</param>
    /// <param name="BatchSize">How many inputs run at a time.</param>
    public sealed record Options(bool Squared = false, [LayerName] string? Layer = null, [Range(1, 65536)] int BatchSize = 32);

    /// <inheritdoc/>
    public Attribution Attribute(Model model, Tensor inputs, Target target, Options options, Run run)
    {
        var settled = target.For(model, inputs);
        var values = ScoreGradient.InBatches(model, inputs, settled, options.Layer, options.BatchSize, run,
            (point, gradient) => point * (options.Squared ? gradient.square() : gradient));
        return new Attribution(model, inputs, settled, values);
    }
}
