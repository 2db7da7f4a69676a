using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>Gaussian blur of pictures and signals, of any width, by one matrix an axis. The kernel ends at four standard deviations, as those of TorchRay and SciPy do, and sums to 1.</summary>
public static class GaussianBlur
{
    /// <summary>The inputs blurred over all axes after the channels; differentiable in them.</summary>
    /// <param name="inputs">Pictures <c>[N, C, H, W]</c> or signals <c>[N, C, L]</c>.</param>
    /// <param name="sigma">The standard deviation, in pixels or time steps; 0 for the inputs as they are.</param>
    /// <param name="edge">What lies beyond the edges.</param>
    public static Tensor Of(Tensor inputs, double sigma, BlurEdge edge) => Of(inputs, [sigma], edge);

    /// <summary>As <see cref="Of(Tensor, double, BlurEdge)"/>, with a standard deviation for each input.</summary>
    /// <param name="inputs">Pictures <c>[N, C, H, W]</c> or signals <c>[N, C, L]</c>.</param>
    /// <param name="sigmas">N standard deviations, in pixels or time steps; 0 for an input as it is.</param>
    /// <param name="edge">What lies beyond the edges.</param>
    public static Tensor Of(Tensor inputs, double[] sigmas, BlurEdge edge)
    {
        using var scope = NewDisposeScope();
        var blurred = inputs;
        var distinct = sigmas.Distinct().ToArray();
        var which = tensor(sigmas.Select(s => (long)Array.IndexOf(distinct, s)).ToArray(), device: inputs.device);
        for (var axis = 2; axis < inputs.dim(); axis++)
        {
            var length = (int)inputs.size(axis);
            var weights = new double[distinct.Length * length * length];
            for (var i = 0; i < distinct.Length; i++) Weigh(weights.AsSpan(i * length * length, length * length), length, distinct[i], edge);
            var matrices = tensor(weights, [distinct.Length, length, length], dtype: inputs.dtype, device: inputs.device);
            var lines = blurred.movedim(axis, -1);
            blurred = lines.reshape(sigmas.Length, -1, length).matmul(matrices.index_select(0, which).transpose(1, 2)).view(lines.shape).movedim(-1, axis);
        }
        return blurred.contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>Fills a matrix, <c>[length, length]</c> and zero so far, with the weight of each element in each blurred one, row by row.</summary>
    private static void Weigh(Span<double> matrix, int length, double sigma, BlurEdge edge)
    {
        var reach = (int)Math.Ceiling(4 * sigma);
        var kernel = new double[2 * reach + 1];
        for (var d = -reach; d <= reach; d++) kernel[d + reach] = sigma == 0 ? 1 : Math.Exp(-d * d / (2 * sigma * sigma));
        var total = kernel.Sum();
        for (var row = 0; row < length; row++)
            for (var d = -reach; d <= reach; d++)
                if (Source(row + d, length, edge) is { } from) matrix[row * length + from] += kernel[d + reach] / total;
    }

    /// <summary>The element that stands at a place on the line or beyond its ends; null for none.</summary>
    private static int? Source(int place, int length, BlurEdge edge)
    {
        if (place >= 0 && place < length) return place;
        if (edge == BlurEdge.Zero) return null;
        if (edge == BlurEdge.Repeat) return Math.Clamp(place, 0, length - 1);
        var within = (place % (2 * length) + 2 * length) % (2 * length);
        return within < length ? within : 2 * length - 1 - within;
    }
}
