using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>What stands where pixels of each input are taken away.</summary>
internal static class FilledInputs
{
    /// <summary>The filling of each input, whatever the rest of the batch: <c>[N, ...]</c>.</summary>
    public static Tensor Of(Tensor inputs, Filling fill, Filling auto, Tensor? baseline, Run run) =>
        cat(Enumerable.Range(0, (int)inputs.size(0)).Select(i => Fillings.For(fill, auto, Baseline.OfInput(baseline, inputs, i), inputs.narrow(0, i, 1), null, run.Generator(stream: 2))).ToArray(), 0);
}
