using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// How strongly the score reacts to each element of the input: the squared partial derivative <c>(df/dx)^2</c> (Gevrey et al. 2003; Simonyan et al. 2013).
/// For a linear model <c>w.x</c> it is exactly <c>w^2</c>.
/// </summary>
[Method("sensitivity", "Squared gradient sensitivity", Source = "Simonyan et al. 2013")]
public sealed class Sensitivity : IAttributor<Sensitivity.Options>
{
    /// <param name="Layer">The layer whose activation is explained; the input unless said.</param>
    /// <param name="BatchSize">How many inputs run at a time.</param>
    public sealed record Options([LayerName] string? Layer = null, [Range(1, 65536)] int BatchSize = 32);

    /// <inheritdoc/>
    public Attribution Attribute(Model model, Tensor inputs, Target target, Options options, Run run)
    {
        var settled = target.For(model, inputs);
        var values = ScoreGradient.InBatches(model, inputs, settled, options.Layer, options.BatchSize, run, (_, gradient) => gradient.square());
        return new Attribution(model, inputs, settled, values) { Signed = false };
    }
}
