using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>Gaussian blur of any width, by one matrix an axis.</summary>
internal static class GaussianBlur
{
    /// <summary>Each input blurred at a scale of its own, over all axes after the channels.</summary>
    /// <param name="inputs"><c>[M, C, ...]</c>.</param>
    /// <param name="scales">The standard deviation in elements; 0 for the input as it is.</param>
    /// <param name="edge">What lies beyond the edges.</param>
    public static Tensor Of(Tensor inputs, double[] scales, BlurEdge edge)
    {
        var blurred = inputs;
        for (var axis = 2; axis < inputs.dim(); axis++)
        {
            var length = (int)inputs.size(axis);
            var distinct = scales.Distinct().ToArray();
            var matrices = tensor(distinct.SelectMany(s => Matrix(length, s, edge)).ToArray(), [distinct.Length, length, length], dtype: inputs.dtype, device: inputs.device);
            var each = matrices.index_select(0, tensor(scales.Select(s => (long)Array.IndexOf(distinct, s)).ToArray(), device: inputs.device));
            var last = blurred.movedim(axis, -1);
            blurred = last.reshape(inputs.size(0), -1, length).matmul(each.transpose(1, 2)).view(last.shape).movedim(-1, axis);
        }
        return blurred.contiguous();
    }

    /// <summary>The weight of each element for each blurred one, row by row. The Gaussian is cut off at four deviations and sums to 1.</summary>
    private static double[] Matrix(int length, double scale, BlurEdge edge)
    {
        var reach = (int)Math.Ceiling(4 * scale);
        var kernel = new double[2 * reach + 1];
        for (var d = -reach; d <= reach; d++) kernel[d + reach] = scale == 0 ? 1 : Math.Exp(-d * d / (2 * scale * scale));
        var total = kernel.Sum();
        var matrix = new double[length * length];
        for (var row = 0; row < length; row++)
            for (var d = -reach; d <= reach; d++)
                if (Source(row + d, length, edge) is var from && from >= 0) matrix[row * length + from] += kernel[d + reach] / total;
        return matrix;
    }

    private static int Source(int place, int length, BlurEdge edge)
    {
        if (place >= 0 && place < length) return place;
        if (edge == BlurEdge.Zero) return -1;
        var within = (place % (2 * length) + 2 * length) % (2 * length);
        return within < length ? within : 2 * length - 1 - within;
    }
}
