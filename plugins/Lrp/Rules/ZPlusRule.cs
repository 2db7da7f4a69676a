using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>Positive contributions only: positive inputs with positive weights, negative inputs with negative ones (Bach et al. 2015; Montavon et al. 2017).</summary>
internal sealed class ZPlusRule : LayerRule
{
    public override Tensor Apply(LinearOperator layer, Tensor x, Tensor z, Tensor relevance, Absorption absorption) =>
        ModifiedWeights.Distribute(layer, Terms(layer, x, positive: true), relevance, absorption, sign: 1);

    /// <summary>The terms of the contributions of one sign. The bias counts with the positive inputs.</summary>
    public static IReadOnlyList<Term> Terms(LinearOperator layer, Tensor x, bool positive)
    {
        var bias = positive ? layer.Bias?.clamp(min: 0) : layer.Bias?.clamp(max: 0);
        var terms = ModifiedWeights.SignedParts(x)
            .Select(p => new Term(p.Part, p.Positive == positive ? layer.Weight.clamp(min: 0) : layer.Weight.clamp(max: 0), p.Positive ? bias : null)).ToList();
        // Where all inputs are negative the bias still stands in the denominator.
        if (bias is not null && terms.All(t => t.B is null)) terms[0] = terms[0] with { B = bias };
        return terms;
    }
}
