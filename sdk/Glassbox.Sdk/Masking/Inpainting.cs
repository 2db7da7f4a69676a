using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>Fills parts of a picture or signal from around: inside each, every element is the mean of its neighbours (the discrete Laplace equation), all parts solved for at once.</summary>
internal static class Inpainting
{
    private const double Tolerance = 1e-6;
    private const int MostSteps = 10_000;

    /// <summary>The input with each part in-painted as if it alone were missing.</summary>
    /// <param name="input">A picture <c>[1, C, H, W]</c> or signal <c>[1, C, L]</c>.</param>
    /// <param name="parts">The part of each element: whole numbers that broadcast to the input.</param>
    /// <returns>The input's shape and type.</returns>
    /// <exception cref="GlassboxException">A part is the whole input, or reaches no other.</exception>
    public static Tensor Of(Tensor input, Tensor parts)
    {
        using var scope = NewDisposeScope();
        var x = input.detach().to(ScalarType.Float64);
        var ids = parts.expand([1, parts.size(1), .. input.shape[2..]]);
        // Neighbours along each axis, and whether both are of one part: these are unknown together, others are known.
        var joined = Enumerable.Range(2, (int)input.dim() - 2).Select(axis => (Axis: axis, Same: First(ids, axis).eq(Last(ids, axis)).to(ScalarType.Float64))).ToArray();
        var neighbours = joined.Aggregate(zeros_like(x), (sum, j) => Shared(sum, j.Axis, ones_like(j.Same), ones_like(x)));
        var given = joined.Aggregate(zeros_like(x), (sum, j) => Shared(sum, j.Axis, 1 - j.Same, x));
        Tensor Equations(Tensor u) => neighbours * u - joined.Aggregate(zeros_like(u), (sum, j) => Shared(sum, j.Axis, j.Same, u));

        // Conjugate gradients from the picture itself: the equations are symmetric and, where every part has a neighbour, definite.
        var solution = x;
        var residual = given - Equations(x);
        var direction = residual;
        var (square, enough) = (residual.square().sum().ToDouble(), Tolerance * Tolerance * given.square().sum().ToDouble());
        for (var step = 0; square > enough; step++)
        {
            using var inner = NewDisposeScope();
            var image = Equations(direction);
            var curvature = (direction * image).sum().ToDouble();
            if (step == MostSteps || curvature <= 1e-12 * square)
                throw new GlassboxException("A part that has no neighbours cannot be in-painted: divide the input into more parts, or use another fill.");
            var length = square / curvature;
            solution = (solution + direction * length).MoveToOuterDisposeScope();
            residual = (residual - image * length).MoveToOuterDisposeScope();
            var before = square;
            square = residual.square().sum().ToDouble();
            direction = (residual + direction * (square / before)).MoveToOuterDisposeScope();
        }
        return solution.to(input.dtype).MoveToOuterDisposeScope();
    }

    private static Tensor First(Tensor t, int axis) => t.narrow(axis, 0, t.size(axis) - 1);

    private static Tensor Last(Tensor t, int axis) => t.narrow(axis, 1, t.size(axis) - 1);

    /// <summary>Adds to each element its neighbours along an axis, weighted.</summary>
    private static Tensor Shared(Tensor sum, int axis, Tensor weight, Tensor u)
    {
        var (toFirst, toLast) = (weight * Last(u, axis), weight * First(u, axis));
        First(sum, axis).add_(toFirst);
        Last(sum, axis).add_(toLast);
        return sum;
    }
}
