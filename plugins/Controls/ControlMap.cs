using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>What the controls share: maps that the model has no part in.</summary>
internal static class ControlMap
{
    /// <summary>An attribution of unsigned values, whatever is asked about the model.</summary>
    public static Attribution Of(Model model, Tensor inputs, Target target, Tensor values) =>
        new(model, inputs, target.For(model, inputs), values.to(inputs.dtype).to(inputs.device).MoveToOuterDisposeScope()) { Signed = false, Control = true };

    /// <summary>
    /// Noise from 0 to 1, drawn on the CPU for each input by what is in it: the same input has the same noise in every batch, and different inputs have different noise.
    /// </summary>
    public static Tensor Noise(Tensor inputs, Run run) =>
        cat([.. Enumerable.Range(0, (int)inputs.size(0)).Select(i => rand([1, .. inputs.shape[1..]], generator: run.Generator(stream: Content(inputs[i]))))], 0);

    /// <summary>A number that depends on every byte of a tensor (FNV-1a).</summary>
    private static int Content(Tensor input)
    {
        var hash = 2166136261;
        foreach (var part in input.detach().cpu().contiguous().bytes) hash = (hash ^ part) * 16777619;
        return (int)hash;
    }
}
