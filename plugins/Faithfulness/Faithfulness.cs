using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Deletion and insertion (Petsiuk et al. 2018): pixels are taken from the input, or put back, in falling order of importance, and the score is followed. A faithful
/// explanation has a small area under the deletion curve and a large one under the insertion curve. Equally important pixels go in a random order.
/// A note says of which inputs a curve's ends lie too near to each other, within a tenth of the larger score or the wrong way round, for any order to make a difference.
/// </summary>
[Method("faithfulness", "Deletion and insertion", Source = "Petsiuk et al. 2018")]
public sealed class Faithfulness : IMetric<Faithfulness.Options>
{
    /// <param name="Steps">How many steps a curve has, at most one a pixel. The paper takes a row of pixels a step: 224 for an image of 224 x 224.</param>
    /// <param name="DeletionFill">What takes the place of deleted pixels; zero unless said.</param>
    /// <param name="InsertionFill">What is there before pixels are put back; the blurred input unless said, zero where the input cannot be blurred.</param>
    /// <param name="Baseline">An input, or one for each, in place of both fillings, or anything that broadcasts to these.</param>
    /// <param name="Score">Which score the curves follow.</param>
    /// <param name="Absolute">Order pixels by magnitude, so that evidence against goes early too.</param>
    /// <param name="BatchSize">How many changed inputs run at a time.</param>
    public sealed record Options(
        [Range(1, 1_000_000)] int Steps = 32, Filling DeletionFill = Filling.Auto, Filling InsertionFill = Filling.Auto, Tensor? Baseline = null,
        CurveScore Score = CurveScore.Probability, bool Absolute = false, [Range(1, 65536)] int BatchSize = 32);

    /// <inheritdoc/>
    public Score Measure(Model model, Attribution[] explanations, Options options, Run run)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var names = SideBySide.Names(explanations);
        var inputs = explanations[0].Inputs.detach();
        var importance = explanations.Select(e => PixelOrder.Importance(e, options.Absolute)).ToArray();
        var pixels = importance[0].size(1);
        var curve = new PixelCurve(model, inputs, PixelCurve.Counts(pixels, options.Steps), options.BatchSize, options.Score);
        var fraction = tensor(curve.Gone.Select(c => (double)c / pixels).ToArray());
        var emptied = FilledInputs.Of(inputs, options.DeletionFill, Filling.Zero, options.Baseline, run);
        var blank = FilledInputs.Of(inputs, options.InsertionFill, inputs.dim() > 2 ? Filling.Blur : Filling.Zero, options.Baseline, run);
        var (orders, deletions, insertions) = (new List<Tensor>(), new List<Tensor>(), new List<Tensor>());
        var curves = new List<Curve>();
        var places = Places(inputs);
        for (var i = 0; i < explanations.Length; i++)
        {
            var order = PixelOrder.Of(importance[i], run);
            var turns = PixelOrder.Turns(order);
            orders.Add(order.cpu());
            deletions.Add(curve.Scores(turns, explanations[i].Target, before: inputs, after: emptied, run, $"inputs ({names[i]}, deletion)"));
            insertions.Add(curve.Scores(turns, explanations[i].Target, before: blank, after: inputs, run, $"inputs ({names[i]}, insertion)"));
            curves.Add(Drawn(names[i], $"{places} deleted", deletions[i], fraction, options.Score));
            curves.Add(Drawn(names[i], $"{places} inserted", insertions[i], fraction, options.Score));
        }
        var (allDeletions, allInsertions) = (stack(deletions.ToArray(), 0).MoveToOuterDisposeScope(), stack(insertions.ToArray(), 0).MoveToOuterDisposeScope());
        var deletion = new Measure("deletion", Area.Under(allDeletions, fraction).MoveToOuterDisposeScope(), Better.Less);
        var insertion = new Measure("insertion", Area.Under(allInsertions, fraction).MoveToOuterDisposeScope(), Better.More);
        var what = options.Score == CurveScore.Probability ? "probability" : "score";
        return new Score(
            "Deletion and insertion",
            $"Area under the curve of the {what} over the fraction of {places}, mean of {SideBySide.Inputs(inputs.size(0))}; " +
                "deletion: less is better, insertion: more is better.",
            names, deletion, insertion)
        {
            Curves = curves,
            Notes =
            [
                .. Ends.Note(allDeletions.select(2, 0), allDeletions.select(2, -1), what, $"the input without {places}", "deletion", "another deletionFill"),
                .. Ends.Note(allInsertions.select(2, -1), allInsertions.select(2, 0), what, $"the input that {places} are inserted into", "insertion", "another insertionFill"),
            ],
            Values = new Dictionary<string, Tensor>
            {
                ["order"] = stack(orders.ToArray(), 0).MoveToOuterDisposeScope(),
                ["pixels-per-step"] = tensor(curve.Gone).MoveToOuterDisposeScope(),
                ["deletion"] = allDeletions,
                ["insertion"] = allInsertions,
                ["deletion-auc"] = deletion.Values,
                ["insertion-auc"] = insertion.Values,
            },
        };
    }

    private static string Places(Tensor inputs) => inputs.dim() switch
    {
        4 => "pixels",
        3 => "time steps",
        2 when inputs.is_floating_point() => "features",
        2 => "words",
        _ => "elements",
    };

    private static Curve Drawn(string name, string what, Tensor scores, Tensor fraction, CurveScore score) =>
        new(name, [.. fraction.data<double>().Select(f => f * 100)], scores.mean([0L]).data<double>().ToArray())
        {
            XTitle = $"{what} (%)",
            YTitle = score == CurveScore.Probability ? "probability" : "score",
        };
}
