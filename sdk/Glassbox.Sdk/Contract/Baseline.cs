using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>Inputs that stand for "nothing there".</summary>
public static class Baseline
{
    /// <summary>What of a baseline stands for "nothing there" in one input of a batch: <c>[1, ...]</c>; null where there is no baseline.</summary>
    /// <param name="baseline">One for all of the inputs or one for each, as <see cref="Spread"/> takes them.</param>
    /// <param name="inputs">The batch: <c>[N, ...]</c>.</param>
    /// <param name="which">The input's place in it.</param>
    /// <exception cref="GlassboxException">It does not fit.</exception>
    public static Tensor? OfInput(Tensor? baseline, Tensor inputs, long which) => baseline is null ? null : Spread(baseline, inputs).narrow(0, which, 1);

    /// <summary>Baselines spread over the inputs, in a set that a method averages over: <c>[B, N, ...]</c>.</summary>
    /// <param name="one">One for all of the inputs or one for each, as <see cref="Spread"/> takes them; zero where null.</param>
    /// <param name="several">A set in its place: <c>[B, ...]</c>, or <c>[B, N, ...]</c> for each input its own.</param>
    /// <param name="inputs">The inputs: <c>[N, ...]</c>.</param>
    /// <exception cref="GlassboxException">They do not fit, or both are given.</exception>
    public static Tensor Set(Tensor? one, Tensor? several, Tensor inputs)
    {
        if (several is null) return (one is null ? zeros_like(inputs) : Spread(one, inputs)).unsqueeze(0);
        if (one is not null) throw new GlassboxException("Give either one baseline or several baselines, not both.");
        var (shape, sample) = (several.shape, inputs.shape[1..]);
        var shared = shape.Length == sample.Length + 1 && shape[1..].SequenceEqual(sample);
        var own = shape.Length == sample.Length + 2 && shape[1..].SequenceEqual(inputs.shape);
        if (shape[0] == 0 || !shared && !own)
            throw new GlassboxException($"Baselines of [{string.Join(", ", shape)}] do not fit inputs of [{string.Join(", ", inputs.shape)}]: " +
                $"give [{string.Join(", ", ["baselines", .. sample])}], or [{string.Join(", ", ["baselines", .. inputs.shape])}] for each input its own.");
        var placed = several.to(inputs.dtype).to(inputs.device);
        return own ? placed : placed.unsqueeze(1).expand([shape[0], .. inputs.shape]);
    }

    /// <summary>A baseline spread to the inputs' shape, on their device and of their type; nothing is copied where it need not be.</summary>
    /// <param name="baseline">Of the inputs' shape, one sample's, or any that broadcasts to it.</param>
    /// <param name="inputs">The inputs: <c>[N, ...]</c>.</param>
    /// <exception cref="GlassboxException">It does not fit.</exception>
    public static Tensor Spread(Tensor baseline, Tensor inputs)
    {
        var (from, to) = (baseline.shape, inputs.shape);
        var fits = from.Length <= to.Length && from.Reverse().Zip(to.Reverse()).All(d => d.First == d.Second || d.First == 1);
        return fits
            ? baseline.to(inputs.dtype).to(inputs.device).expand(to)
            : throw new GlassboxException($"A baseline of [{string.Join(", ", from)}] does not fit inputs of [{string.Join(", ", to)}]: give one of the inputs' shape, or one sample's.");
    }
}
