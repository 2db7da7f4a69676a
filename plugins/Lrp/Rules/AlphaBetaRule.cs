using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>Positive contributions weighted by alpha, negative ones by beta, with alpha - beta = 1 (Bach et al. 2015, equation 60).</summary>
internal sealed class AlphaBetaRule : LayerRule
{
    private readonly double alpha, beta;

    /// <param name="alpha">The weight of positive contributions, at least 1.</param>
    /// <param name="beta">The weight of negative contributions, alpha - 1.</param>
    /// <exception cref="GlassboxException">alpha - beta is not 1: relevance would not be conserved.</exception>
    public AlphaBetaRule(double alpha, double beta)
    {
        if (Math.Abs(alpha - beta - 1) > 1e-9 || beta < 0)
            throw new GlassboxException($"alpha {alpha} and beta {beta} do not conserve relevance: alpha - beta must be 1, such as 2 and 1.");
        (this.alpha, this.beta) = (alpha, beta);
    }

    public override Tensor Apply(LinearOperator layer, Tensor x, Tensor z, Tensor relevance, Absorption absorption)
    {
        var positive = ModifiedWeights.Distribute(layer, ZPlusRule.Terms(layer, x, positive: true), relevance * alpha, absorption, sign: 1);
        if (beta == 0) return positive;
        return positive.sub_(ModifiedWeights.Distribute(layer, ZPlusRule.Terms(layer, x, positive: false), relevance * beta, absorption.Subtracted, sign: -1));
    }
}
