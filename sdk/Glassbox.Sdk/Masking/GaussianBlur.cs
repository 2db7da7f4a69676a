using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>Blurs pictures and signals by a Gaussian.</summary>
public static class GaussianBlur
{
    /// <summary>The blurred input, differentiable in it. The border repeats outwards, and the kernel, which sums to one, ends at three standard deviations.</summary>
    /// <param name="input">Pictures <c>[N, C, H, W]</c> or signals <c>[N, C, L]</c>.</param>
    /// <param name="sigma">The standard deviation, in pixels or time steps.</param>
    public static Tensor Of(Tensor input, double sigma)
    {
        using var scope = NewDisposeScope();
        var blurred = input;
        for (var axis = 2; axis < input.dim(); axis++) blurred = Along(blurred, axis, sigma);
        return blurred.MoveToOuterDisposeScope();
    }

    private static Tensor Along(Tensor input, int axis, double sigma)
    {
        var size = input.size(axis);
        var radius = Math.Max(1, (long)Math.Ceiling(3 * sigma));
        var offsets = arange(-radius, radius + 1, dtype: ScalarType.Float64);
        var kernel = exp(offsets * offsets / (-2 * sigma * sigma));
        kernel = kernel / kernel.sum();
        // One matrix that takes a line to the blurred line: [size, size].
        var reach = (arange(size, dtype: ScalarType.Int64).unsqueeze(1) + arange(-radius, radius + 1, dtype: ScalarType.Int64)).clamp(0, size - 1);
        var matrix = zeros(size, size, dtype: ScalarType.Float64).scatter_add(1, reach, kernel.expand(reach.shape)).to(input.dtype, input.device);
        return input.movedim([axis], [-1]).matmul(matrix.T).movedim([-1], [axis]);
    }
}
