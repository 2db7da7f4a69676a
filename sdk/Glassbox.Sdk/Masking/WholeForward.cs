using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>What a target scores, by running the whole model: what <see cref="PerturbedForward"/> and <see cref="SteppedForward"/> must agree with.</summary>
/// <param name="model">The model.</param>
/// <param name="target">The target.</param>
internal sealed class WholeForward(Model model, FixedTarget target)
{
    private readonly Prepared prepared = model.Prepare();

    /// <summary>The model's output, or the activation of the target's layer: <c>[n, ...]</c>.</summary>
    public Tensor Outputs(Tensor inputs) => target.Layer is { } layer ? prepared.Capture(inputs, layers: layer).Layer(layer).Tensor : prepared.Logits(inputs);

    /// <summary>Whether the first of some outputs is the model's own. A network may choose what it runs by looking at its input, and then what was recorded does not hold for another.</summary>
    public bool Agrees(Tensor inputs, Tensor outputs)
    {
        using var scope = NewDisposeScope();
        var one = inputs.narrow(0, 0, 1);
        var expected = target.Layer is { } layer ? model.Capture(one).Layer(layer).Tensor : model.Logits(one);
        var error = (outputs.narrow(0, 0, 1) - expected).abs().max().ToDouble();
        return error <= 1e-3 * expected.abs().max().ToDouble();
    }
}
