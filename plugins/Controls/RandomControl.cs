using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>Random importance of every element: an explanation that does no better says nothing.</summary>
[Method("random-control", "Random (control)", Source = "Adebayo et al. 2018", Control = true)]
public sealed class RandomControl : IAttributor<RandomControl.Options>
{
    /// <summary>There are none.</summary>
    public sealed record Options();

    /// <inheritdoc/>
    public Attribution Attribute(Model model, Tensor inputs, Target target, Options options, Run run)
    {
        using var scope = NewDisposeScope();
        return ControlMap.Of(model, inputs, target, ControlMap.Noise(inputs, run));
    }
}
