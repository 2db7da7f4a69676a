using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>Random importance, blurred: smooth maps score well in many measures by smoothness alone.</summary>
[Method("blurred-noise-control", "Blurred noise (control)", Source = "Rong et al. 2022", Control = true)]
public sealed class BlurredNoiseControl : IAttributor<BlurredNoiseControl.Options>
{
    /// <summary>There are none.</summary>
    public sealed record Options();

    /// <inheritdoc/>
    public Attribution Attribute(Model model, Tensor inputs, Target target, Options options, Run run)
    {
        using var scope = NewDisposeScope();
        var noise = ControlMap.Noise(inputs, run);
        return ControlMap.Of(model, inputs, target, Fillings.For(Filling.Blur, Filling.Blur, null, noise, null, run.Generator()));
    }
}
