using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>Shares by squared weights, whatever the input (Montavon et al. 2017): for first layers whose inputs have no bounds.</summary>
internal sealed class WSquareRule : LayerRule
{
    public override Tensor Apply(LinearOperator layer, Tensor x, Tensor z, Tensor relevance, Absorption absorption) =>
        ModifiedWeights.Distribute(layer, [new Term(ones_like(x), layer.Weight.square(), layer.Bias?.square())], relevance, absorption);
}
