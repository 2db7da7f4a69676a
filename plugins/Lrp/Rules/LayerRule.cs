using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>A rule for layers with weights.</summary>
internal abstract class LayerRule
{
    /// <summary>The relevance of the layer's input. What the bias and the stabiliser absorb goes to <paramref name="absorb"/>.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="x">Its input.</param>
    /// <param name="z">Its output.</param>
    /// <param name="relevance">The relevance of its output.</param>
    /// <param name="absorb">Takes relevance that is passed to no input, element by element.</param>
    public abstract Tensor Apply(LinearOperator layer, Tensor x, Tensor z, Tensor relevance, Action<Tensor> absorb);

    /// <summary>A bias as a tensor that adds to the layer's output.</summary>
    protected static Tensor Broadcast(LinearOperator layer, Tensor bias) =>
        layer.IsConvolution ? bias.view([-1, .. Enumerable.Repeat(1L, (int)layer.Weight.dim() - 2)]) : bias;

    /// <summary>What one denominator keeps: the share of its bias and of its stabiliser.</summary>
    protected static void AbsorbShare(LinearOperator layer, Tensor s, Tensor? bias, Tensor stabiliser, Action<Tensor> absorb) =>
        absorb(bias is null ? s * stabiliser : s * (stabiliser + Broadcast(layer, bias)));
}
