using Glassbox;
using TorchSharp;
using static TorchSharp.torch;

namespace MyMethod;

/// <summary>Climbs the score from faint noise by steps of fixed length: a start, to be replaced by your method.</summary>
[Method("my-method", "My method", Source = "Name the paper here")]
public sealed class MyMethod : ISynthesizer<MyMethod.Options>
{
    /// <summary>The options; their defaults are the paper's.</summary>
    /// <param name="Steps">How many steps are taken.</param>
    /// <param name="Rate">The length of a step.</param>
    /// <param name="Size">The height and width of the input that is made.</param>
    public sealed record Options([Range(1, 100_000)] int Steps = 32, [Range(0, 100)] double Rate = 0.5, [Range(8, 4096)] int Size = 32);

    /// <inheritdoc/>
    public Synthesis Synthesize(Model model, Target target, Options options, Run run)
    {
        using var scope = NewDisposeScope();
        var channels = model.Preprocessing?.Channels ?? 3;
        var input = randn([1, channels, options.Size, options.Size], generator: run.Generator()).mul(0.01).to(model.Device);
        var settled = target.For(model, input);
        var scores = new double[options.Steps];
        for (var i = 0; i < options.Steps; i++)
        {
            using var step = NewDisposeScope();
            run.Step(i, options.Steps);
            var leaf = input.detach().clone().requires_grad_();
            var score = model.Score(leaf, settled);
            var gradient = autograd.grad([score.sum()], [leaf])[0];
            scores[i] = score.ToDouble();
            input.add_(gradient * (options.Rate / (gradient.norm().ToDouble() + 1e-12)));
        }
        return new Synthesis(model, input.MoveToOuterDisposeScope(), tensor(scores).unsqueeze(1).MoveToOuterDisposeScope())
        {
            Checks = [new Check("the score rises", Math.Max(0, scores[0] - scores[^1]), 0)],
        };
    }
}
