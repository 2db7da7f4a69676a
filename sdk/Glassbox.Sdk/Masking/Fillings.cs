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
        if (fill is Filling.Mean && !hasChannels && parts?.Count == input.numel())
            throw new GlassboxException("The mean of a single feature is the feature itself: use fill zero, a baseline, or groups of features.");
        var filling = fill switch
        {
            Filling.Mean => MeanOfParts(input, parts),
            Filling.Zero => zeros_like(input),
            Filling.Blur => Blur(input),
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

    private static Tensor Blur(Tensor input)
    {
        var sides = input.shape[2..];
        var sigma = sides.Min() / 20.0;
        var blurred = input;
        for (var axis = 2; axis < input.dim(); axis++) blurred = BlurAlong(blurred, axis, sigma);
        return blurred;
    }

    private static Tensor BlurAlong(Tensor input, int axis, double sigma)
    {
        var size = input.size(axis);
        var radius = Math.Max(1, (long)Math.Ceiling(3 * sigma));
        var offsets = arange(-radius, radius + 1, dtype: ScalarType.Float64);
        var kernel = exp(offsets * offsets / (-2 * sigma * sigma));
        kernel = (kernel / kernel.sum()).to(input.dtype, input.device);
        // The border repeats outwards.
        var reach = (arange(size, dtype: ScalarType.Int64).unsqueeze(1) + arange(-radius, radius + 1, dtype: ScalarType.Int64)).clamp(0, size - 1).to(input.device);
        var lines = input.movedim([axis], [-1]);
        var windows = lines.index_select(-1, reach.flatten()).unflatten(-1, reach.shape);
        return windows.matmul(kernel).movedim([-1], [axis]);
    }
}
