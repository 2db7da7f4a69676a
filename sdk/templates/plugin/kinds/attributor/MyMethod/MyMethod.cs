using Glassbox;
using TorchSharp;
using static TorchSharp.torch;

namespace MyMethod;

/// <summary>The share that each element has in the gradient times the input: a start, to be replaced by your method.</summary>
[Method("my-method", "My method", Source = "Name the paper here")]
public sealed class MyMethod : IAttributor<MyMethod.Options>
{
    /// <summary>The options; their defaults are the paper's.</summary>
    /// <param name="Power">The power that each element is raised to before the shares are taken.</param>
    public sealed record Options([Range(0.1, 10)] double Power = 1);

    /// <inheritdoc/>
    public Attribution Attribute(Model model, Tensor inputs, Target target, Options options, Run run)
    {
        using var scope = NewDisposeScope();
        run.Step(0, 1, "batches");
        var settled = target.For(model, inputs);
        var leaf = inputs.detach().clone().requires_grad_();
        var gradient = autograd.grad([model.Score(leaf, settled).sum()], [leaf])[0];

        var size = (gradient * inputs).detach().abs().pow(options.Power).flatten(1);
        var shares = size / size.sum(1, keepdim: true);
        var error = (shares.sum(1) - 1).abs().max().ToDouble();
        return new Attribution(model, inputs, settled, shares.reshape(inputs.shape).MoveToOuterDisposeScope())
        {
            Signed = false,
            Checks = [new Check("shares of each input sum to 1", error, 1e-5)],
        };
    }
}
