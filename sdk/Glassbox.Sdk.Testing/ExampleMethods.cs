using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Testing;

/// <summary>The methods of a catalogue and one of the kit's own, which the explanations that metrics are given come from: a metric may ask to explain again.</summary>
internal sealed class ExampleMethods(IMethods catalogue) : IMethods
{
    private const string Id = "example-gradient", Squared = "squared";

    public object Invoke(string id, object?[] operands, IReadOnlyDictionary<string, object?> options, Run run) => id == Id
        ? Explain((Model)operands[0]!, (Tensor)operands[1]!, operands.ElementAtOrDefault(2) as Target ?? Target.Default, options.GetValueOrDefault(Squared) is "true" or true)
        : catalogue.Invoke(id, operands, options, run);

    /// <summary>The gradient of the score times the input, or its square.</summary>
    public static Attribution Explain(Model model, Tensor inputs, Target target, bool squared)
    {
        using var scope = NewDisposeScope();
        var settled = target.For(model, inputs);
        var leaf = inputs.detach().clone().requires_grad_();
        var gradient = autograd.grad([model.Score(leaf, settled).sum()], [leaf])[0];
        var values = squared ? (gradient * inputs).square() : gradient * inputs;
        return new Attribution(model, inputs, settled, values.detach().MoveToOuterDisposeScope())
        {
            Provenance = new Provenance(
                Id, squared ? "Squared example" : "Example", new Dictionary<string, string> { [Squared] = squared ? "true" : "false" },
                target.Description, model.Name, 0, TimeSpan.Zero, new Dictionary<string, string>()),
        };
    }
}
