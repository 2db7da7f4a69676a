using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Sensitivity-n (Ancona et al. 2018, section 3.3): sets of n features are taken from the input at random; how well does the sum of their attributions correlate with what the score loses? An exact
/// decomposition of a linear model correlates perfectly for every n.
/// </summary>
[Method("sensitivity-n", "Sensitivity-n", Source = "Ancona et al. 2018", OnRequest = true)]
public sealed class SensitivityN : IMetric<SensitivityN.Options>
{
    /// <param name="Subsets">How many sets of each size are drawn; every explanation and every input meets the same.</param>
    /// <param name="Sizes">How many features a set has, from 1 to all but one; unless said, 12 sizes in equal steps of the logarithm from 1 to four fifths of the features, as in the paper.</param>
    /// <param name="Fill">What takes the place of the features; zero unless said.</param>
    /// <param name="Baseline">An input, or one for each, in place of the filling, or anything that broadcasts to these.</param>
    /// <param name="BatchSize">How many changed inputs run at a time.</param>
    public sealed record Options(
        [Range(2, 100_000)] int Subsets = 100, [Range(1, 1_000_000_000)] long[]? Sizes = null, Filling Fill = Filling.Auto, Tensor? Baseline = null, [Range(1, 65536)] int BatchSize = 32);

    /// <inheritdoc/>
    public Score Measure(Model model, Attribution[] explanations, Options options, Run run)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var names = SideBySide.Names(explanations);
        var (inputs, prepared) = (explanations[0].Inputs.detach(), model.Prepare());
        var importance = explanations.Select(e => PixelOrder.Importance(e, absolute: false)).ToArray();
        var features = importance[0].size(1);
        var sizes = options.Sizes ?? Spaced(features);
        if (sizes.FirstOrDefault(n => n >= features) is > 0 and var large)
            throw new GlassboxException($"A set of {large} of {features} features is all there is: sizes are 1 to {features - 1}.");
        var sets = Sets(features, sizes, options.Subsets, run).to(inputs.device);
        var emptied = FilledInputs.Of(inputs, options.Fill, Filling.Zero, options.Baseline, run);

        // What happens depends on the target only: it is measured once for explanations of the same.
        var lost = new Dictionary<FixedTarget, Tensor>();
        var all = new List<Tensor>();
        for (var i = 0; i < explanations.Length; i++)
        {
            var target = explanations[i].Target;
            if (!lost.TryGetValue(target, out var happened)) lost[target] = happened = Lost(prepared, inputs, emptied, target, sets, options.BatchSize, run);
            var said = importance[i].matmul(sets.t().to(importance[i].dtype)).cpu();
            all.Add(Correlations(said, happened, sizes.Length));
        }
        var correlations = stack(all.ToArray(), 0).MoveToOuterDisposeScope();
        var measure = new Measure("sensitivity-n", correlations.nanmean(2).MoveToOuterDisposeScope(), Better.More);
        var curves = names.Select((name, i) => new Curve(name, [.. sizes.Select(s => 100.0 * s / features)], correlations[i].nanmean(0).data<double>().ToArray())
        {
            XTitle = "features in a set (%)",
            YTitle = "correlation",
        });
        return new Score("Sensitivity-n",
            $"Correlation of the attributions of {options.Subsets} sets of features with what the score loses without them, mean over {sizes.Length} sizes of {sizes.Min()} to {sizes.Max()} of {features} features " +
            $"and {SideBySide.Inputs(inputs.size(0))}; more is better.", names, measure)
        {
            Curves = [.. curves],
            Values = new Dictionary<string, Tensor> { ["correlation"] = correlations, ["sizes"] = tensor(sizes).MoveToOuterDisposeScope() },
        };
    }

    private static long[] Spaced(long features)
    {
        var most = Math.Max(1, features * 4 / 5);
        return [.. Enumerable.Range(0, 12).Select(i => (long)Math.Round(Math.Pow(most, i / 11.0))).Distinct()];
    }

    /// <summary>Random sets, those of one size after each other: Bool <c>[sizes * subsets, features]</c>.</summary>
    private static Tensor Sets(long features, long[] sizes, int subsets, Run run)
    {
        var generator = run.Generator(stream: 1);
        return cat([.. sizes.SelectMany(size => Enumerable.Range(0, subsets).Select(_ =>
        {
            using var order = randperm(features, generator: generator);
            return order.lt(size).unsqueeze(0);
        }))], 0);
    }

    /// <summary>What the score loses without each set: <c>[N, sets]</c> of Float64.</summary>
    private static Tensor Lost(Prepared model, Tensor inputs, Tensor emptied, FixedTarget target, Tensor sets, int batchSize, Run run)
    {
        var (n, count) = (inputs.size(0), sets.size(0));
        var before = run.InBatches(n, batchSize, (first, rows) =>
            model.Score(inputs.narrow(0, first, rows), target.Select(Rows.From(first, rows))), "inputs");
        return run.InBatches(n * count, batchSize, (first, rows) =>
        {
            var row = Enumerable.Range(0, (int)rows).Select(r => first + r).ToArray();
            var which = row.Select(r => r / count).ToArray();
            var index = tensor(which, device: inputs.device);
            var taken = sets.index_select(0, tensor(row.Select(r => r % count).ToArray(), device: inputs.device));
            taken = inputs.dim() > 2 ? taken.view([rows, 1, .. inputs.shape[2..]]) : taken;
            var left = where(taken, emptied.index_select(0, index), inputs.index_select(0, index));
            return (before.index_select(0, index) - model.Score(left, target.Select(which))).to(ScalarType.Float64).cpu();
        }, "inputs without a set of features").view(n, count);
    }

    /// <summary>Pearson's correlation over the sets of each size: <c>[N, sizes]</c>; NaN where one side does not vary.</summary>
    private static Tensor Correlations(Tensor said, Tensor happened, int sizes)
    {
        Tensor Centred(Tensor values)
        {
            var bySize = values.view(values.size(0), sizes, -1);
            return bySize - bySize.mean([2L], keepdim: true);
        }
        var (a, b) = (Centred(said), Centred(happened));
        return (a * b).sum(2) / (a.square().sum(2) * b.square().sum(2)).sqrt();
    }
}
