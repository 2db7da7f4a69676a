using Glassbox;
using TorchSharp;
using static TorchSharp.torch;

namespace MyMethod;

/// <summary>How much higher a concept's examples score than the inputs: a start, to be replaced by your method.</summary>
[Method("my-method", "My method", Source = "Name the paper here")]
public sealed class MyMethod : IConceptTester<MyMethod.Options>
{
    /// <summary>The options; their defaults are the paper's.</summary>
    /// <param name="BatchSize">How many examples run at a time.</param>
    public sealed record Options([Range(1, 65536)] int BatchSize = 64);

    /// <inheritdoc/>
    public ConceptScores Test(Model model, Tensor inputs, Concept[] concepts, Target target, Options options, Run run)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        // One class for all: that of the first input where the target is the predicted class.
        var settled = target.For(model, inputs).Select([0]);
        var without = Mean(model, inputs, settled, options, run);
        var table = new Table("concept", "score") { Title = "My method", Caption = "Mean score of the concept's examples minus that of the inputs." };
        var scores = new double[concepts.Length];
        for (var i = 0; i < concepts.Length; i++)
        {
            scores[i] = Mean(model, concepts[i].Examples, settled, options, run) - without;
            table.Add(concepts[i].Name, scores[i]);
        }
        return new ConceptScores(table) { Values = new Dictionary<string, Tensor> { ["scores"] = tensor(scores).MoveToOuterDisposeScope() } };
    }

    private static double Mean(Model model, Tensor examples, FixedTarget target, Options options, Run run)
    {
        examples = examples.to(model.Device);
        using var scores = run.InBatches(examples.size(0), options.BatchSize,
            (first, count) => model.Score(examples.narrow(0, first, count), target.Repeat(count)), "examples");
        return scores.mean().ToDouble();
    }
}
