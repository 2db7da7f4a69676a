using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>The same importance of every element: what a measure gives for no explanation at all.</summary>
[Method("constant-control", "Constant (control)", Source = "Adebayo et al. 2018", Control = true)]
public sealed class ConstantControl : IAttributor<ConstantControl.Options>
{
    /// <summary>There are none.</summary>
    public sealed record Options();

    /// <inheritdoc/>
    public Attribution Attribute(Model model, Tensor inputs, Target target, Options options, Run run)
    {
        using var scope = NewDisposeScope();
        return ControlMap.Of(model, inputs, target, ones_like(inputs));
    }
}
