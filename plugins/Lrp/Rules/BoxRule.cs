using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// The z-B rule for the layer that sees pixels, whose values lie in a box l..h (Montavon et al. 2017):
/// <c>R_i = sum_j (x_i w_ij - l_i w_ij+ - h_i w_ij-) / sum_i(...) R_j</c>.
/// </summary>
/// <param name="low">The smallest value of each input element, broadcastable to the input.</param>
/// <param name="high">The largest value of each input element, broadcastable to the input.</param>
/// <param name="note">Takes what the reader of the result must know.</param>
internal sealed class BoxRule(Tensor low, Tensor high, Action<string> note) : LayerRule
{
    public override Tensor Apply(LinearOperator layer, Tensor x, Tensor z, Tensor relevance, Absorption absorption)
    {
        var (least, greatest) = (low.to(x.dtype).expand_as(x), high.to(x.dtype).expand_as(x));
        if ((x < least - 1e-4).any().ToBoolean() || (x > greatest + 1e-4).any().ToBoolean())
            note($"Some inputs lie outside of the box: they run from {x.min().ToDouble():0.###} to {x.max().ToDouble():0.###}, the box from {least.min().ToDouble():0.###} to {greatest.max().ToDouble():0.###}; relevance is conserved but may be negative there.");
        // The bias stands in each of the three parts, and so drops out: b - b+ - b- = 0.
        return ModifiedWeights.Distribute(
            layer, [new Term(x, layer.Weight, null), new Term(-least, layer.Weight.clamp(min: 0), null), new Term(-greatest, layer.Weight.clamp(max: 0), null)],
            relevance, absorption);
    }
}
