using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>
/// Noise for the inputs of a batch, samples numbered across it: row <c>s * N + i</c> is noise s for input i. Every input meets the same noise, scaled by its own
/// range (its largest element minus its smallest), so that what is made of it does not depend on the rest of the batch; and it is drawn on the CPU, so that
/// it does not depend on the device.
/// </summary>
public sealed class InputNoise
{
    private readonly Tensor inputs;
    private readonly Func<long, Tensor> sample;

    private InputNoise(Tensor inputs, long samples, Func<long, Tensor> sample) => (this.inputs, Samples, this.sample) = (inputs, samples, sample);

    /// <summary>How many samples there are for each input.</summary>
    public long Samples { get; }

    /// <summary>Gaussian noise.</summary>
    /// <param name="inputs">The inputs: <c>[N, ...]</c>.</param>
    /// <param name="samples">How many samples there are for each input.</param>
    /// <param name="level">The standard deviation as a fraction of the input's range.</param>
    /// <param name="run">Whose seed it draws from.</param>
    public static InputNoise Gaussian(Tensor inputs, long samples, double level, Run run) => Drawn(inputs, samples, level, run, randn);

    /// <summary>Noise equally likely anywhere between a bound and its negative.</summary>
    /// <param name="inputs">The inputs: <c>[N, ...]</c>.</param>
    /// <param name="samples">How many samples there are for each input.</param>
    /// <param name="bound">The bound as a fraction of the input's range.</param>
    /// <param name="run">Whose seed it draws from.</param>
    public static InputNoise Uniform(Tensor inputs, long samples, double bound, Run run) =>
        Drawn(inputs, samples, bound, run, (size, generator) => rand(size, generator: generator) * 2 - 1);

    /// <summary>Noise that was drawn before.</summary>
    /// <param name="inputs">The inputs: <c>[N, ...]</c>.</param>
    /// <param name="noise">The samples: <c>[samples, ...]</c>, or <c>[N, samples, ...]</c> for each input its own.</param>
    /// <exception cref="GlassboxException">It does not fit the inputs.</exception>
    public static InputNoise Given(Tensor inputs, Tensor noise)
    {
        var (shape, own) = (inputs.shape, noise.dim() == inputs.dim() + 1);
        var fits = own ? noise.size(0) == shape[0] && noise.shape[2..].SequenceEqual(shape[1..]) : noise.dim() == shape.Length && noise.shape[1..].SequenceEqual(shape[1..]);
        if (!fits)
            throw new GlassboxException($"Noise of [{string.Join(", ", noise.shape)}] does not fit inputs of [{string.Join(", ", shape)}]: give [samples, {string.Join(", ", shape[1..])}].");
        var placed = noise.to(inputs.dtype).to(inputs.device);
        return own
            ? new(inputs, noise.size(1), s => placed.select(1, s))
            : new(inputs, noise.size(0), s => placed[s].unsqueeze(0).expand(shape));
    }

    /// <summary>Some rows.</summary>
    /// <param name="first">The first row.</param>
    /// <param name="count">How many.</param>
    /// <returns>The noise, <c>[count, ...]</c>, and the input that each row is for.</returns>
    public (Tensor Noise, long[] Inputs) Rows(long first, long count)
    {
        var n = inputs.size(0);
        var (earliest, latest) = (first / n, (first + count - 1) / n);
        var samples = cat(Enumerable.Range((int)earliest, (int)(latest - earliest + 1)).Select(s => sample(s)).ToArray(), 0);
        return (samples.narrow(0, first - earliest * n, count), [.. Enumerable.Range(0, (int)count).Select(r => (first + r) % n)]);
    }

    private static InputNoise Drawn(Tensor inputs, long samples, double level, Run run, Func<long[], Generator, Tensor> draw)
    {
        var flat = inputs.detach().flatten(1);
        var range = (flat.amax([1L]) - flat.amin([1L])).SpreadOver(inputs);
        // A stream for each sample, so that a batch may begin anywhere.
        return new(inputs, samples, s => draw(inputs.shape[1..], run.Generator(stream: (int)s + 1)).to(inputs.dtype).to(inputs.device) * (range * level));
    }

    private static Tensor randn(long[] size, Generator generator) => torch.randn(size, generator: generator);
}
