using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// The Gaussian around each point whose bandwidth gives it as many effective neighbours as asked for: p(j|i) is proportional to exp(-beta_i d_ij^2), and
/// beta_i = 1 / (2 sigma_i^2) is such that exp(entropy of p(.|i)) is the perplexity (van der Maaten and Hinton 2008, equation 1).
/// </summary>
internal static class Perplexity
{
    /// <summary>How near the perplexity of each point comes to the one asked for.</summary>
    public const double Tolerance = 1e-5;

    private const int MostIterations = 200;

    // Stands for an infinite distance: exp(-beta * Never) is zero, and so is its product with Never.
    private const double Never = 1e300;

    /// <summary>Finds each row's bandwidth by Newton's method, kept between the bounds found so far and halving or doubling where it would leave them.</summary>
    /// <param name="squared">Squared distances in double precision, infinite for what is no neighbour (the point itself): <c>[B, M]</c>.</param>
    /// <param name="perplexity">The perplexity, more than one and less than a row's neighbours.</param>
    /// <returns>
    /// p(j|i), <c>[B, M]</c>; beta, <c>[B]</c>; and which rows reached the perplexity, <c>[B]</c>: those with more nearest neighbours at one same distance than the
    /// perplexity cannot, and take these neighbours with equal weights.
    /// </returns>
    public static (Tensor Conditional, Tensor Beta, Tensor Reached) Calibrate(Tensor squared, double perplexity)
    {
        using var scope = NewDisposeScope();
        var wanted = Math.Log(perplexity);
        var gap = (squared - squared.amin([1], keepdim: true)).clamp_max_(Never);
        var finite = where(gap.lt(Never), gap, 0.0);
        var beta = (gap.lt(Never).sum(1) / finite.sum(1)).clamp_max(Never).unsqueeze(1);
        var (low, high) = (zeros_like(beta), full_like(beta, double.PositiveInfinity));
        for (var i = 0; ; i++)
        {
            using var inner = NewDisposeScope();
            var weights = (-beta * gap).exp_();
            var sum = weights.sum(1, keepdim: true);
            var weighted = weights.mul_(gap);
            var mean = weighted.sum(1, keepdim: true) / sum;
            var variance = weighted.mul_(gap).sum(1, keepdim: true) / sum - mean.square();
            var error = sum.log() + beta * mean - wanted;
            var reached = error.abs().le(Tolerance / perplexity);
            var atNearest = mean.eq(0).logical_and(error.gt(0));
            if (i == MostIterations || reached.logical_or(atNearest).all().item<bool>())
            {
                var conditional = (-beta * gap).exp_();
                conditional.div_(sum);
                return (scope.MoveToOuter(inner.MoveToOuter(conditional)), scope.MoveToOuter(inner.MoveToOuter(beta.squeeze(1))), scope.MoveToOuter(inner.MoveToOuter(reached.squeeze(1))));
            }
            // The entropy falls as beta grows: d entropy / d beta = -beta variance.
            low = where(error.gt(0), beta, low);
            high = where(error.gt(0), high, beta);
            var newton = beta + error / (beta * variance);
            var bisected = where(high.isinf(), beta * 2, (low + high) / 2);
            var next = where(newton.gt(low).logical_and(newton.lt(high)), newton, bisected);
            beta = where(reached.logical_or(atNearest), beta, next);
            foreach (var kept in new[] { low, high, beta }) inner.MoveToOuter(kept);
        }
    }
}
