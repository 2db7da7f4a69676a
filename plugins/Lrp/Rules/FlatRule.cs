using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>Shares equally among all inputs of an output; the bias gets nothing (Lapuschkin et al. 2019).</summary>
internal sealed class FlatRule : LayerRule
{
    public override Tensor Apply(LinearOperator layer, Tensor x, Tensor z, Tensor relevance, Absorption absorption) =>
        ModifiedWeights.Distribute(layer, [new Term(ones_like(x), ones_like(layer.Weight), null)], relevance, absorption);
}
