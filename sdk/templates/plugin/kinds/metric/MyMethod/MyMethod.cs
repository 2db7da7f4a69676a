using Glassbox;
using TorchSharp;
using static TorchSharp.torch;

namespace MyMethod;

/// <summary>How much of an explanation lies in its largest elements: a start, to be replaced by your method.</summary>
[Method("my-method", "My method", Source = "Name the paper here")]
public sealed class MyMethod : IMetric<MyMethod.Options>
{
    /// <summary>The options; their defaults are the paper's.</summary>
    /// <param name="Share">Which share of the elements counts as the largest.</param>
    public sealed record Options([Range(0, 1)] double Share = 0.1);

    /// <inheritdoc/>
    public Score Measure(Model model, Attribution[] explanations, Options options, Run run)
    {
        using var scope = NewDisposeScope();
        var names = SideBySide.Names(explanations);
        var table = new Table("explanation", "concentration")
        {
            Title = "My method",
            Caption = FormattableString.Invariant($"Share of the absolute values in the {options.Share:0.##%} largest elements, mean of the inputs."),
        };
        var values = new double[explanations.Length];
        for (var i = 0; i < explanations.Length; i++)
        {
            using var turn = NewDisposeScope();
            run.Step(i, explanations.Length, "explanations");
            var sizes = explanations[i].Values.detach().flatten(1).abs();
            var largest = sizes.topk(Math.Max(1, (int)(options.Share * sizes.size(1))), 1).values;
            values[i] = (largest.sum(1) / sizes.sum(1)).mean().ToDouble();
            table.Add(names[i], values[i]);
        }
        return new Score(table) { Values = new Dictionary<string, Tensor> { ["concentration"] = tensor(values).MoveToOuterDisposeScope() } };
    }
}
