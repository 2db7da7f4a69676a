using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>Noisy copies of inputs, numbered sample by sample: copy <c>s * N + i</c> is input i with noise s.</summary>
internal sealed class InputNoise
{
    private readonly Tensor inputs, deviation;
    private readonly Tensor? given;
    private readonly Run run;

    public InputNoise(Tensor inputs, SmoothGrad.Options options, Run run)
    {
        (this.inputs, this.run) = (inputs, run);
        var flat = inputs.flatten(1);
        var range = flat.amax([1L]) - flat.amin([1L]);
        deviation = (range * options.NoiseLevel).view([inputs.size(0), .. inputs.shape.Skip(1).Select(_ => 1L)]);
        given = options.Noise is { } noise ? EachInput(noise) : null;
        Samples = given?.size(1) ?? options.Samples;
    }

    /// <summary>How many noisy copies of each input there are.</summary>
    public long Samples { get; }

    /// <summary>Some of the copies, and which input each is of.</summary>
    public (Tensor Copies, long[] Which) Copies(long first, long count)
    {
        var n = inputs.size(0);
        var rows = Rows.From(first, count);
        var which = rows.Column(r => r % n);
        var index = tensor(which, device: inputs.device);
        var clean = inputs.index_select(0, index);
        if (given is not null)
            return (clean + given[index, tensor(rows.Column(r => r / n), device: inputs.device)], which);
        var earliest = first / n;
        var drawn = stack(Rows.From(earliest, (first + count - 1) / n - earliest + 1).Select(Draw).ToArray(), 0);
        var noise = drawn.index_select(0, tensor(rows.Column(r => r / n - earliest), device: inputs.device));
        return (clean + noise * deviation.index_select(0, index), which);
    }

    /// <summary>Standard normal noise of one input's shape; each sample has a stream of its own, drawn on the CPU so that a GPU sees the same.</summary>
    private Tensor Draw(long sample) =>
        randn(inputs.shape[1..], generator: run.Generator(stream: (int)sample + 1)).to(inputs.dtype).to(inputs.device);

    private Tensor EachInput(Tensor noise)
    {
        var shape = inputs.shape;
        var perSample = noise.dim() == shape.Length && noise.shape[1..].SequenceEqual(shape[1..]);
        var perInput = noise.dim() == shape.Length + 1 && noise.size(0) == shape[0] && noise.shape[2..].SequenceEqual(shape[1..]);
        if (!perSample && !perInput)
            throw new GlassboxException($"Noise of [{string.Join(", ", noise.shape)}] does not fit inputs of [{string.Join(", ", shape)}]: give [samples, {string.Join(", ", shape[1..])}].");
        var placed = noise.to(inputs.dtype).to(inputs.device);
        return perInput ? placed : placed.unsqueeze(0).expand([shape[0], .. noise.shape]);
    }
}
