using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>Makes the input that shows through where parts of another are taken away.</summary>
public static class Fillings
{
    /// <summary>The filling for one input.</summary>
    /// <param name="fill">What stands where a part is taken away.</param>
    /// <param name="auto">What <see cref="Filling.Auto"/> means to the method.</param>
    /// <param name="baseline">An input to use instead, or anything that broadcasts to one: a number, a value a channel.</param>
    /// <param name="input">The input: <c>[1, ...]</c>, for pictures <c>[1, C, H, W]</c>, for signals <c>[1, C, L]</c>.</param>
    /// <param name="parts">Which part each element belongs to; the whole input is one part where null.</param>
    /// <param name="generator">Where noise is drawn from.</param>
    /// <returns>The filling, of the input's shape.</returns>
    /// <exception cref="GlassboxException">Both a fill and a baseline were given, the baseline does not fit, or the fill makes no sense for such an input.</exception>
    public static Tensor For(Filling fill, Filling auto, Tensor? baseline, Tensor input, Parts? parts, Generator generator)
    {
        using var scope = NewDisposeScope();
        if (baseline is not null)
        {
            if (fill != Filling.Auto) throw new GlassboxException($"Give either a baseline or fill {fill.ToString().ToLowerInvariant()}, not both.");
            return Baseline.Spread(baseline, input).clone().MoveToOuterDisposeScope();
        }
        if (fill == Filling.Auto) fill = auto;
        var hasChannels = input.dim() > 2;
        if (!hasChannels && fill is Filling.Blur)
            throw new GlassboxException($"An input of shape [{string.Join(", ", input.shape)}] cannot be blurred: its elements have no neighbours. Use fill zero or a baseline.");
        if (fill is Filling.Inpaint && (!hasChannels || parts is null))
            throw new GlassboxException($"An input of shape [{string.Join(", ", input.shape)}] cannot be in-painted{(hasChannels ? " as a whole, only part by part" : ": its elements have no neighbours")}. Use fill blur, zero or a baseline.");
        if (fill is Filling.Mean && !hasChannels && parts?.Count == input.numel())
            throw new GlassboxException("The mean of a single feature is the feature itself: use fill zero, a baseline, or groups of features.");
        var filling = fill switch
        {
            Filling.Mean => MeanOfParts(input, parts),
            Filling.Zero => zeros_like(input),
            Filling.Blur => GaussianBlur.Of(input, input.shape[2..].Min() / 20.0, BlurEdge.Repeat),
            Filling.Inpaint => Inpainting.Of(input, parts!.Ids),
            Filling.Noise => Noise(input, generator),
            _ => throw new GlassboxException($"There is no fill {fill}."),
        };
        return filling.MoveToOuterDisposeScope();
    }

    private static Tensor MeanOfParts(Tensor input, Parts? parts)
    {
        // One row a channel; without channels, one row.
        var rows = input.dim() > 2 ? input.flatten(2).squeeze(0) : input.reshape(1, -1);
        if (parts is null) return rows.mean([1], keepdim: true).expand(rows.shape).reshape(input.shape);
        var ids = parts.Ids.expand(input.shape).reshape(rows.shape);
        var sums = zeros(rows.size(0), parts.Count, dtype: input.dtype, device: input.device);
        var sizes = sums.scatter_add(1, ids, ones_like(rows));
        var means = sums.scatter_add(1, ids, rows) / sizes.clamp_min(1);
        return means.gather(1, ids).reshape(input.shape);
    }

    private static Tensor Noise(Tensor input, Generator generator)
    {
        var rows = input.dim() > 2 ? input.flatten(2) : input.reshape(1, 1, -1);
        var deviation = rows.std([2], unbiased: false, keepdim: true);
        var noise = randn(rows.shape, dtype: ScalarType.Float64, generator: generator).to(input.dtype, input.device);
        return (rows.mean([2], keepdim: true) + deviation * noise).reshape(input.shape);
    }
}
