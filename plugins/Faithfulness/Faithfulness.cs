using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Deletion and insertion (Petsiuk et al. 2018): pixels are taken from the input, or put back, in falling order of importance, and the score is followed. A faithful
/// explanation has a small area under the deletion curve and a large one under the insertion curve. Equally important pixels go in a random order.
/// </summary>
[Method("faithfulness", "Deletion and insertion", Source = "Petsiuk et al. 2018")]
public sealed class Faithfulness : IMetric<Faithfulness.Options>
{
    /// <param name="Steps">How many steps a curve has, at most one a pixel. The paper takes a row of pixels a step: 224 for an image of 224 x 224.</param>
    /// <param name="DeletionFill">What takes the place of deleted pixels; zero unless said.</param>
    /// <param name="InsertionFill">What is there before pixels are put back; the blurred input unless said, zero where the input cannot be blurred.</param>
    /// <param name="Baseline">An input in place of both fillings, or anything that broadcasts to one.</param>
    /// <param name="Score">Which score the curves follow.</param>
    /// <param name="Absolute">Order pixels by magnitude, so that evidence against goes early too.</param>
    /// <param name="Controls">Measure maps that know nothing of the model beside the explanations: random, blurred noise, edges.</param>
    /// <param name="BatchSize">How many changed inputs run at a time.</param>
    public sealed record Options(
        [Range(1, 1_000_000)] int Steps = 32, Filling DeletionFill = Filling.Auto, Filling InsertionFill = Filling.Auto, Tensor? Baseline = null,
        CurveScore Score = CurveScore.Probability, bool Absolute = false, bool Controls = true, [Range(1, 65536)] int BatchSize = 32);

    /// <inheritdoc/>
    public Score Measure(Model model, Attribution[] explanations, Options options, Run run)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var names = SideBySide.Names(explanations);
        var inputs = explanations[0].Inputs.detach();
        var rows = names.Zip(explanations, (name, e) => (Name: name, e.Target, Importance: PixelOrder.Importance(e, options.Absolute))).ToList();
        if (options.Controls)
            rows.AddRange(Plugins.Controls.For(inputs, run).Select(c => (c.Name, explanations[0].Target, c.Importance)));

        var pixels = rows[0].Importance.size(1);
        var curve = new PixelCurve(model, inputs, PixelCurve.Counts(pixels, options.Steps), options.BatchSize, options.Score);
        var fraction = tensor(curve.PixelCounts.Select(c => (double)c / pixels).ToArray());
        var emptied = Filled(inputs, options.DeletionFill, Filling.Zero, options.Baseline, run);
        var blank = Filled(inputs, options.InsertionFill, inputs.dim() > 2 ? Filling.Blur : Filling.Zero, options.Baseline, run);
        var table = new Table("explanation", "deletion", "insertion")
        {
            Title = "Deletion and insertion",
            Caption = $"Area under the curve of the {(options.Score == CurveScore.Probability ? "probability" : "score")} over the fraction of pixels, mean of {inputs.size(0)} inputs; " +
                "deletion: less is better, insertion: more is better.",
        };
        var (orders, deletions, insertions) = (new List<Tensor>(), new List<Tensor>(), new List<Tensor>());
        var curves = new List<Curve>();
        foreach (var (name, target, importance) in rows)
        {
            var order = PixelOrder.Of(importance, run);
            var deletion = curve.Scores(order, target, before: inputs, after: emptied, run, $"inputs ({name}, deletion)");
            var insertion = curve.Scores(order, target, before: blank, after: inputs, run, $"inputs ({name}, insertion)");
            orders.Add(order.cpu());
            deletions.Add(deletion);
            insertions.Add(insertion);
            table.Add(name, Area(deletion, fraction).mean().item<double>(), Area(insertion, fraction).mean().item<double>());
            curves.Add(Drawn(name, "deleted", deletion, fraction, options.Score));
            curves.Add(Drawn(name, "inserted", insertion, fraction, options.Score));
        }
        var (allDeletions, allInsertions) = (stack(deletions.ToArray(), 0), stack(insertions.ToArray(), 0));
        return new Score(table)
        {
            Curves = curves,
            Values = new Dictionary<string, Tensor>
            {
                ["order"] = stack(orders.ToArray(), 0).MoveToOuterDisposeScope(),
                ["pixels-per-step"] = tensor(curve.PixelCounts).MoveToOuterDisposeScope(),
                ["deletion"] = allDeletions.MoveToOuterDisposeScope(),
                ["insertion"] = allInsertions.MoveToOuterDisposeScope(),
                ["deletion-auc"] = Area(allDeletions, fraction).MoveToOuterDisposeScope(),
                ["insertion-auc"] = Area(allInsertions, fraction).MoveToOuterDisposeScope(),
            },
        };
    }

    /// <summary>The area under curves by the trapezoid rule: <c>[..., steps + 1]</c> to <c>[...]</c>.</summary>
    private static Tensor Area(Tensor curves, Tensor fraction)
    {
        var last = fraction.size(0) - 1;
        var heights = (curves.narrow(-1, 1, last) + curves.narrow(-1, 0, last)) / 2;
        return (heights * (fraction.narrow(0, 1, last) - fraction.narrow(0, 0, last))).sum(-1);
    }

    private static Curve Drawn(string name, string what, Tensor scores, Tensor fraction, CurveScore score) =>
        new(name, [.. fraction.data<double>().Select(f => f * 100)], scores.mean([0L]).data<double>().ToArray())
        {
            XTitle = $"pixels {what} (%)",
            YTitle = score == CurveScore.Probability ? "probability" : "score",
        };

    private static Tensor Filled(Tensor inputs, Filling fill, Filling auto, Tensor? baseline, Run run) =>
        cat(Enumerable.Range(0, (int)inputs.size(0)).Select(i => Fillings.For(fill, auto, baseline, inputs.narrow(0, i, 1), null, run.Generator(stream: 2))).ToArray(), 0);
}
