using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// The pointing game (Zhang et al. 2016): an explanation hits where its maximum is on the thing, or no farther from it than a tolerance. Where several pixels share the maximum, the share of them that
/// hit counts; a map without any evidence for the target misses.
/// </summary>
[Method("pointing-game", "Pointing game", Source = "Zhang et al. 2016")]
public sealed class PointingGame : IMetric<PointingGame.Options>
{
    /// <param name="Truth">Where the thing is: a mask, <c>[N, 1, H, W]</c>.</param>
    /// <param name="Tolerance">How far from the thing a hit may be, as a fraction of the picture's longer side: the paper's 15 pixels in photos of 500.</param>
    /// <param name="Pooling">How an explanation's channels become one relevance a pixel.</param>
    public sealed record Options(Tensor? Truth = null, [Range(0, 1)] double Tolerance = 0.03, Pooling Pooling = Pooling.SumPositive);

    /// <inheritdoc/>
    public Score Measure(Model model, Attribution[] explanations, Options options, Run run)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var names = SideBySide.Names(explanations);
        var inputs = explanations[0].Inputs;
        var truth = GroundTruth.Mask(options.Truth, inputs);
        var there = truth.any(3).any(2).squeeze(1);
        var radius = options.Tolerance * Math.Max(inputs.size(2), inputs.size(3));
        var target = Widened(truth, radius).squeeze(1);
        var all = new List<Tensor>();
        foreach (var (explanation, name) in explanations.Zip(names))
        {
            using var turn = NewDisposeScope();
            run.Step(all.Count, explanations.Length, "explanations");
            var map = PooledRelevance.Of(explanation, name, options.Pooling);
            var highest = map.amax([1L, 2], keepdim: true);
            var points = map.eq(highest).logical_and(highest.gt(0)).to(ScalarType.Float64);
            var hits = (points * target).sum([1L, 2]) / points.sum([1L, 2]).clamp_min(1);
            all.Add(hits.masked_fill(there.logical_not(), double.NaN).cpu().MoveToOuterDisposeScope());
        }
        var measure = new Measure("pointing game", stack(all.ToArray(), 0).MoveToOuterDisposeScope(), Better.More);
        var share = (target.to(ScalarType.Float64).mean([1L, 2]) * there).sum().ToDouble() / Math.Max(1, there.sum().ToInt64());
        return new Score("Pointing game",
            $"Share of maxima within {radius:0.#} pixels of the thing, of {SideBySide.Inputs(there.sum().ToInt64())}; more is better. A point anywhere hits with probability {share:0.00}.", names, measure)
        {
            Values = new Dictionary<string, Tensor> { ["hits"] = measure.Values },
        };
    }

    /// <summary>The pixels at most so far from a mask, from centre to centre: Bool, as the mask.</summary>
    private static Tensor Widened(Tensor mask, double radius)
    {
        var reach = (long)Math.Floor(radius);
        if (reach == 0) return mask;
        var offsets = arange(-reach, reach + 1, dtype: ScalarType.Float64, device: mask.device);
        var disc = (offsets.square().unsqueeze(1) + offsets.square()).le(radius * radius).to(ScalarType.Float32).view(1, 1, 2 * reach + 1, 2 * reach + 1);
        return nn.functional.conv2d(mask.to(ScalarType.Float32), disc, padding: [reach, reach]).gt(0.5);
    }
}
