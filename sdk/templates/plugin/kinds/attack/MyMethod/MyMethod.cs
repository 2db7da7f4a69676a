using Glassbox;
using TorchSharp;
using static TorchSharp.torch;

namespace MyMethod;

/// <summary>One step against the sign of the gradient: a start, to be replaced by your method.</summary>
[Method("my-method", "My method", Source = "Name the paper here")]
public sealed class MyMethod : IAttack<MyMethod.Options>
{
    /// <summary>The options; their defaults are the paper's.</summary>
    /// <param name="Epsilon">How far each element may move, in units of the (preprocessed) input.</param>
    public sealed record Options([Range(0, 100)] double Epsilon = 0.1);

    /// <inheritdoc/>
    public Perturbation Attack(Model model, Tensor inputs, Target target, Options options, Run run)
    {
        using var scope = NewDisposeScope();
        run.Step(0, 1, "batches");
        var settled = target.For(model, inputs);
        var leaf = inputs.detach().clone().requires_grad_();
        var gradient = autograd.grad([model.Score(leaf, settled).sum()], [leaf])[0];
        using var off = no_grad();
        var changed = inputs - options.Epsilon * gradient.sign();
        var succeeded = model.Logits(changed).argmax(1).ne(model.Logits(inputs).argmax(1));
        var moved = (changed - inputs).abs().max().ToDouble();
        return new Perturbation(model, inputs, changed.detach().MoveToOuterDisposeScope(), succeeded.MoveToOuterDisposeScope())
        {
            Checks = [new Check("no element moves farther than epsilon", Math.Max(0, moved - options.Epsilon), 1e-5)],
        };
    }
}
