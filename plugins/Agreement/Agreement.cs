using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// How far explanations of the same inputs agree, pair by pair: Spearman's rank correlation of their maps, and the share that their most important positions have in
/// common. Images are compared by their maps, summed over channels.
/// </summary>
[Method("agreement", "Agreement of explanations", Source = "Spearman 1904; Krishna et al. 2022")]
public sealed class Agreement : IMetric<Agreement.Options>
{
    /// <param name="Top">The share of positions that count as most important.</param>
    /// <param name="Absolute">Compare magnitudes, so that evidence against counts as much as evidence for.</param>
    public sealed record Options([Range(0, 1)] double Top = 0.1, bool Absolute = false);

    /// <inheritdoc/>
    public Score Measure(Model model, Attribution[] explanations, Options options, Run run)
    {
        using var scope = NewDisposeScope();
        var names = SideBySide.Names(explanations);
        var maps = explanations.Select(e => Map(e, options.Absolute)).ToArray();
        for (var i = 1; i < maps.Length; i++)
            if (!maps[i].shape.SequenceEqual(maps[0].shape))
                throw new GlassboxException($"The maps of {names[0]} and {names[i]} differ in size, [{string.Join(", ", explanations[0].Map.shape)}] and " +
                    $"[{string.Join(", ", explanations[i].Map.shape)}]: only maps of the same size can be compared.");

        var count = Math.Max(1, (long)Math.Round(options.Top * maps[0].size(1)));
        var shuffled = randperm(maps[0].size(1), generator: run.Generator()).to(maps[0].device);
        var ranks = maps.Select(Ranks.Of).ToArray();
        var tops = maps.Select(m => Ranks.Top(m, count, shuffled)).ToArray();
        var correlation = Pairs(ranks, run, (a, b) => Ranks.Correlation(a, b));
        var overlap = Pairs(tops, run, (a, b) => a.logical_and(b).sum(1).to(ScalarType.Float64) / count);

        var share = $"{options.Top * 100:0.##} %";
        // Overlap with a control is chance, and would hide how far the explanations agree.
        var others = Enumerable.Range(0, names.Length).Select(i => Enumerable.Range(0, names.Length).Where(j => j != i && !explanations[j].Control).ToArray()).ToArray();
        var meanOverlap = stack([.. others.Select((o, i) => o.Length == 0 ? full(overlap.size(2), double.NaN, dtype: ScalarType.Float64) : overlap[i].index_select(0, tensor(Array.ConvertAll(o, j => (long)j))).mean([0L]))], 0);
        return new Score("Agreement of explanations",
            $"Spearman's rank correlation with each other, and the mean overlap of the {share} most important positions with the others; mean of {SideBySide.Inputs(maps[0].size(0))}.", names,
            [.. names.Select((name, i) => new Measure(name, correlation[i].MoveToOuterDisposeScope())), new Measure("overlap", meanOverlap.MoveToOuterDisposeScope())])
        {
            Values = new Dictionary<string, Tensor>
            {
                ["rank-correlation"] = correlation.MoveToOuterDisposeScope(),
                ["overlap"] = overlap.MoveToOuterDisposeScope(),
            },
        };
    }

    private static Tensor Map(Attribution explanation, bool absolute)
    {
        var values = explanation.Values.detach().to(ScalarType.Float64);
        if (absolute) values = values.abs();
        return explanation.Positions(values).flatten(1);
    }

    /// <summary>A measure of every pair: <c>[E, E, N]</c>.</summary>
    private static Tensor Pairs(Tensor[] explanations, Run run, Func<Tensor, Tensor, Tensor> measure)
    {
        var rows = new List<Tensor>();
        foreach (var a in explanations)
        {
            run.Step(rows.Count, explanations.Length, "explanations");
            rows.Add(stack(explanations.Select(b => measure(a, b).cpu()).ToArray(), 0));
        }
        return stack(rows.ToArray(), 0);
    }
}
