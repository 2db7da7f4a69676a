using Glassbox;
using TorchSharp;
using static TorchSharp.torch;

namespace MyMethod;

/// <summary>How much an explanation looks like the gradient times the input of a network trained anew: a start, to be replaced by your method.</summary>
[Method("my-method", "My method", Source = "Name the paper here")]
public sealed class MyMethod : IRetrainingMetric<MyMethod.Options>
{
    /// <summary>The options; their defaults are the paper's.</summary>
    /// <param name="Absolute">Whether the explanation is compared without its signs.</param>
    public sealed record Options(bool Absolute = false);

    /// <inheritdoc/>
    public Score Measure(Func<Dataset, Model> train, Dataset data, Attribution[] explanations, Options options, Run run)
    {
        using var scope = NewDisposeScope();
        var names = SideBySide.Names(explanations);
        run.Step(0, explanations.Length, "explanations");
        var anew = train(data);
        var table = new Table("explanation", "cosine") { Title = "My method", Caption = "Cosine of the explanation and the gradient times the input of the network trained anew, mean of the inputs." };
        var cosines = new double[explanations.Length];
        for (var i = 0; i < explanations.Length; i++)
        {
            using var turn = NewDisposeScope();
            run.Step(i, explanations.Length, "explanations");
            var leaf = explanations[i].Inputs.detach().clone().requires_grad_();
            var gradient = autograd.grad([anew.Score(leaf, explanations[i].Target).sum()], [leaf])[0];
            // Where an explanation gives one value a place, the channels are summed.
            var product = (gradient * leaf).detach();
            if (product.dim() == 4 && explanations[i].Values.size(1) == 1) product = product.sum(1, keepdim: true);
            var (said, expected) = (explanations[i].Values.detach().flatten(1), product.flatten(1));
            if (options.Absolute) (said, expected) = (said.abs(), expected.abs());
            cosines[i] = ((said * expected).sum(1) / (said.square().sum(1) * expected.square().sum(1)).sqrt().clamp_min(1e-30)).mean().ToDouble();
            table.Add(names[i], cosines[i]);
        }
        return new Score(table) { Values = new Dictionary<string, Tensor> { ["cosine"] = tensor(cosines).MoveToOuterDisposeScope() } };
    }
}
