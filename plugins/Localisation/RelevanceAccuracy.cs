using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Relevance mass and rank accuracy (Arras et al. 2022, equations 1 and 2): the share of the positive relevance that is on the thing, and the share of the thing's K pixels that are among the K most
/// relevant. A constant map has the thing's share of the picture in both; a map without any evidence for the target has no mass on the thing.
/// </summary>
[Method("relevance-accuracy", "Relevance mass and rank accuracy", Source = "Arras et al. 2022")]
public sealed class RelevanceAccuracy : IMetric<RelevanceAccuracy.Options>
{
    /// <param name="Truth">Where the thing is: a mask, <c>[N, 1, H, W]</c>.</param>
    /// <param name="Pooling">How an explanation's channels become one relevance a pixel.</param>
    public sealed record Options(Tensor? Truth = null, Pooling Pooling = Pooling.SumPositive);

    /// <inheritdoc/>
    public Score Measure(Model model, Attribution[] explanations, Options options, Run run)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var names = SideBySide.Names(explanations);
        var inputs = explanations[0].Inputs;
        var truth = GroundTruth.Mask(options.Truth, inputs).flatten(1).to(ScalarType.Float64);
        var size = truth.sum(1);
        var (masses, ranks) = (new List<Tensor>(), new List<Tensor>());
        foreach (var (explanation, name) in explanations.Zip(names))
        {
            using var turn = NewDisposeScope();
            run.Step(masses.Count, explanations.Length, "explanations");
            var map = PooledRelevance.Of(explanation, name, options.Pooling).flatten(1);
            masses.Add(((map * truth).sum(1) / map.sum(1)).nan_to_num(0).masked_fill(size.eq(0), double.NaN).cpu().MoveToOuterDisposeScope());
            ranks.Add((Rank(map, truth, size) / size).cpu().MoveToOuterDisposeScope());
        }
        var mass = new Measure("relevance mass", stack(masses.ToArray(), 0).MoveToOuterDisposeScope(), Better.More);
        var rank = new Measure("relevance rank", stack(ranks.ToArray(), 0).MoveToOuterDisposeScope(), Better.More);
        return new Score("Relevance mass and rank accuracy",
            $"Share of the relevance that is on the thing, and share of the thing that is among as many most relevant pixels, mean of {SideBySide.Inputs(size.gt(0).sum().ToInt64())}; more is better. " +
            $"The thing takes {truth.mean().ToDouble():0.00} of a picture.", names, mass, rank)
        {
            Values = new Dictionary<string, Tensor> { ["mass"] = mass.Values, ["rank"] = rank.Values },
        };
    }

    /// <summary>
    /// How many of the thing's pixels are among as many most relevant ones: <c>[N]</c>. Of pixels as relevant as the last that is taken, the expected number: the mean over all orders of equal pixels.
    /// </summary>
    private static Tensor Rank(Tensor map, Tensor truth, Tensor size)
    {
        var last = map.sort(1, descending: true).Values.gather(1, (size.to(ScalarType.Int64) - 1).clamp(min: 0).unsqueeze(1));
        var (above, level) = (map.gt(last).to(ScalarType.Float64), map.eq(last).to(ScalarType.Float64));
        var free = size - above.sum(1);
        return (above * truth).sum(1) + (level * truth).sum(1) * free / level.sum(1);
    }
}
