using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// <c>w + gamma w+</c> in place of w (Montavon et al. 2019), in the generalised form for inputs of both signs: outputs above zero favour positive
/// contributions, outputs below zero negative ones. With gamma 0 this is LRP-0 with a small stabiliser, with gamma to infinity z-plus.
/// </summary>
/// <param name="gamma">How much contributions of the output's own sign are favoured, not negative.</param>
internal sealed class GammaRule(double gamma) : LayerRule
{
    public override Tensor Apply(LinearOperator layer, Tensor x, Tensor z, Tensor relevance, Absorption absorption)
    {
        var sum = Favour(layer, x, relevance * (z > 0).to(relevance.dtype), positive: true, absorption);
        var below = relevance * (z < 0).to(relevance.dtype);
        // Behind a ReLU no relevance arrives at outputs below zero, and their half of the rule costs nothing.
        if (below.any().ToBoolean()) sum = sum + Favour(layer, x, below, positive: false, absorption);
        absorption.Take(where(z == 0, relevance, zeros_like(relevance)));
        return sum;
    }

    private Tensor Favour(LinearOperator layer, Tensor x, Tensor relevance, bool positive, Absorption absorption)
    {
        Tensor Emphasise(Tensor w, bool positivePart) => w + gamma * (positivePart ? w.clamp(min: 0) : w.clamp(max: 0));
        var bias = layer.Bias is { } b ? Emphasise(b, positive) : null;
        var terms = ModifiedWeights.SignedParts(x).Select(p => new Term(p.Part, Emphasise(layer.Weight, p.Positive == positive), p.Positive ? bias : null)).ToList();
        if (bias is not null && terms.All(t => t.B is null)) terms[0] = terms[0] with { B = bias };
        return ModifiedWeights.Distribute(layer, terms, relevance, absorption);
    }
}
