using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>Sets of baselines.</summary>
internal static class Baselines
{
    /// <summary>Each baseline spread over the inputs: <c>[B, N, ...]</c>.</summary>
    /// <param name="given">The baselines: <c>[B, ...]</c>, or <c>[B, N, ...]</c> for each input its own; where null, the constant alone.</param>
    public static Tensor For(Tensor inputs, Tensor? given, double constant)
    {
        if (given is null) return full([1], constant, dtype: inputs.dtype, device: inputs.device).expand([1, .. inputs.shape]);
        var (shape, sample) = (given.shape, inputs.shape[1..]);
        var shared = shape.Length == sample.Length + 1 && shape[1..].SequenceEqual(sample);
        var own = shape.Length == sample.Length + 2 && shape[1..].SequenceEqual(inputs.shape);
        if (shape[0] == 0 || !shared && !own)
            throw new GlassboxException($"Baselines of [{string.Join(", ", shape)}] do not fit inputs of [{string.Join(", ", inputs.shape)}]: " +
                $"give [baselines, {string.Join(", ", sample)}], or [baselines, {string.Join(", ", inputs.shape)}] for each input its own.");
        var placed = given.to(inputs.dtype).to(inputs.device);
        return own ? placed : placed.unsqueeze(1).expand([shape[0], .. inputs.shape]);
    }
}
