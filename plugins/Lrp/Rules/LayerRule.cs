using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>A rule for layers with weights.</summary>
internal abstract class LayerRule
{
    /// <summary>Whether its denominators are the layer's outputs, biases and all.</summary>
    public virtual bool DividesByOutput => false;

    /// <summary>The relevance of the layer's input.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="x">Its input.</param>
    /// <param name="z">Its output; where biases are ignored and the rule divides by it, what the inputs alone give.</param>
    /// <param name="relevance">The relevance of its output.</param>
    /// <param name="absorption">Takes what the bias and the stabiliser keep.</param>
    public abstract Tensor Apply(LinearOperator layer, Tensor x, Tensor z, Tensor relevance, Absorption absorption);
}
