using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// ROAD, remove and debias (Rong et al. 2022): pixels are replaced by what their neighbours suggest, with a little noise, so that the shape of what is removed does not tell the class. The score falls
/// fast where the most important go first, and stays where the least important do.
/// </summary>
[Method("road", "Remove and debias (ROAD)", Source = "Rong et al. 2022", OnRequest = true)]
public sealed class Road : IMetric<Road.Options>
{
    /// <param name="Percentages">How many percent of the pixels are removed; 10, 20, ... 90 unless said.</param>
    /// <param name="Noise">The standard deviation of the noise on imputed pixels, in units of the model's inputs.</param>
    /// <param name="Score">Which score is followed.</param>
    /// <param name="Absolute">Order pixels by magnitude, so that evidence against counts as much as evidence for.</param>
    /// <param name="BatchSize">How many changed inputs run at a time.</param>
    public sealed record Options(
        [Range(0, 99.9)] double[]? Percentages = null, [Range(0, 10)] double Noise = 0.01, CurveScore Score = CurveScore.Probability, bool Absolute = false, [Range(1, 65536)] int BatchSize = 32);

    /// <inheritdoc/>
    public Score Measure(Model model, Attribution[] explanations, Options options, Run run)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var names = SideBySide.Names(explanations);
        var inputs = explanations[0].Inputs.detach();
        if (inputs.dim() != 4) throw new GlassboxException($"ROAD imputes the pixels of pictures, [N, C, H, W]; these inputs are [{string.Join(", ", inputs.shape)}].");
        var percentages = (options.Percentages ?? [10, 20, 30, 40, 50, 60, 70, 80, 90]).Order().ToArray();
        if (percentages.Length == 0) throw new GlassboxException("ROAD needs at least one percentage of pixels to remove.");
        var pixels = inputs.size(2) * inputs.size(3);
        var removed = percentages.Select(p => Math.Min(pixels - 1, (long)Math.Round(pixels * p / 100))).ToArray();
        var curve = new PixelCurve(model, inputs, removed, options.BatchSize, options.Score);
        // The same noise for every input: a row of the table does not depend on the rest of the batch.
        var noise = (randn(inputs.shape[1..], generator: run.Generator(stream: 1)) * options.Noise).to(inputs.dtype).to(inputs.device);
        var (most, least) = (new List<Tensor>(), new List<Tensor>());
        var curves = new List<Curve>();
        for (var i = 0; i < explanations.Length; i++)
        {
            var importance = PixelOrder.Importance(explanations[i], options.Absolute);
            most.Add(Removed(importance, "most important first"));
            least.Add(Removed(-importance, "least important first"));

            Tensor Removed(Tensor by, string order)
            {
                var scores = curve.Scores(PixelOrder.Turns(PixelOrder.Of(by, run)), explanations[i].Target, (index, missing) =>
                    Imputation.Linear(inputs.index_select(0, index), missing) + noise * missing, run, $"inputs ({names[i]}, {order})");
                curves.Add(new Curve(names[i], percentages, scores.mean([0L]).data<double>().ToArray())
                {
                    XTitle = $"pixels removed (%), {order}",
                    YTitle = options.Score == CurveScore.Probability ? "probability" : "score",
                });
                return scores;
            }
        }
        var (mostFirst, leastFirst) = (stack(most.ToArray(), 0).MoveToOuterDisposeScope(), stack(least.ToArray(), 0).MoveToOuterDisposeScope());
        return new Score("Remove and debias (ROAD)",
            $"Mean {(options.Score == CurveScore.Probability ? "probability" : "score")} with {string.Join(", ", percentages)} % of the pixels imputed, mean of {SideBySide.Inputs(inputs.size(0))}; " +
                "most important first: less is better, least important first: more is better.", names,
            new Measure("ROAD, most first", mostFirst.mean([2L]).MoveToOuterDisposeScope(), Better.Less), new Measure("ROAD, least first", leastFirst.mean([2L]).MoveToOuterDisposeScope(), Better.More))
        {
            Curves = curves,
            Values = new Dictionary<string, Tensor> { ["most-first"] = mostFirst, ["least-first"] = leastFirst },
        };
    }
}
