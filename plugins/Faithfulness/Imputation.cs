using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Linear imputation (Rong et al. 2022, section 4.2): every missing pixel is the weighted mean of its eight neighbours, 1/6 for those beside it and 1/12 for those at its corners, known or missing
/// themselves; at the border, of those that there are. That is a sparse system of equations, symmetric and positive definite where any pixel is known; conjugate gradients solve it.
/// </summary>
internal static class Imputation
{
    private const int MostIterations = 5000;

    /// <summary>What the pictures show where pixels are missing: <c>[N, C, H, W]</c>, unchanged where they are known.</summary>
    /// <param name="pictures"><c>[N, C, H, W]</c>.</param>
    /// <param name="missing">Bool, <c>[N, 1, H, W]</c>; at least one pixel of each picture is known.</param>
    /// <param name="tolerance">How far an equation may be from holding, as a fraction of the picture's range.</param>
    public static Tensor Linear(Tensor pictures, Tensor missing, double tolerance = 1e-5)
    {
        using var scope = NewDisposeScope();
        var unknown = missing.to(pictures.dtype);
        var weight = Neighbours(ones_like(unknown));
        var known = pictures * (1 - unknown);
        var range = (pictures.amax([1L, 2, 3], keepdim: true) - pictures.amin([1L, 2, 3], keepdim: true)).clamp_min(1e-30);

        // Conjugate gradients with the diagonal as preconditioner, from a guess that is right at large scale already.
        var found = Guess(pictures, missing) * unknown;
        var residual = (Neighbours(known + found) - weight * found) * unknown;
        var preconditioned = residual / weight;
        var direction = preconditioned;
        var product = Dot(residual, preconditioned);
        for (var i = 0; i < MostIterations && (residual.abs() / range).max().ToDouble() > tolerance; i++)
        {
            Tensor[] before = [found, residual, direction, product];
            using var inner = NewDisposeScope();
            var image = (weight * direction - Neighbours(direction)) * unknown;
            var step = Ratio(product, Dot(direction, image));
            found = found + step * direction;
            residual = residual - step * image;
            preconditioned = residual / weight;
            var next = Dot(residual, preconditioned);
            direction = preconditioned + Ratio(next, product) * direction;
            product = next;
            foreach (var kept in new[] { found, residual, direction, product }) kept.MoveToOuterDisposeScope();
            foreach (var gone in before) gone.Dispose();
        }
        return where(missing, found, pictures).MoveToOuterDisposeScope();
    }

    /// <summary>The weighted sum of each pixel's neighbours. The nine weights 1 2 1, 2 4 2, 1 2 1 of a twelfth are two passes of 1 2 1; the middle's share is taken away again.</summary>
    private static Tensor Neighbours(Tensor values)
    {
        var padded = nn.functional.pad(values, [1, 1, 1, 1], PaddingModes.Constant, 0);
        return Spread(Spread(padded, 2), 3) / 12 - values / 3;
    }

    private static Tensor Spread(Tensor values, int axis)
    {
        var inside = values.size(axis) - 2;
        return values.narrow(axis, 0, inside) + values.narrow(axis, 2, inside) + values.narrow(axis, 1, inside) * 2;
    }

    /// <summary>Each channel of each picture is a system of its own.</summary>
    private static Tensor Dot(Tensor a, Tensor b) => (a * b).sum([2L, 3], keepdim: true);

    private static Tensor Ratio(Tensor a, Tensor b) => where(b.gt(0), a / b, zeros_like(a));

    /// <summary>Missing pixels from the picture at half its size, and so on until nothing is missing.</summary>
    private static Tensor Guess(Tensor pictures, Tensor missing)
    {
        if (!missing.any().ToBoolean()) return pictures;
        var (height, width) = (pictures.size(2), pictures.size(3));
        if (height == 1 && width == 1) return pictures;
        var known = missing.logical_not().to(pictures.dtype);
        Tensor Halved(Tensor values) => nn.functional.avg_pool2d(values, [Math.Min(2, height), Math.Min(2, width)], ceil_mode: true);
        var share = Halved(known);
        var half = Guess(Halved(pictures * known) / share.clamp_min(1e-12), share.eq(0));
        return where(missing, nn.functional.interpolate(half, [height, width], mode: InterpolationMode.Bilinear, align_corners: false), pictures);
    }
}
