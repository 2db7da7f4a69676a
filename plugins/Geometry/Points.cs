using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>The points that a projection is given.</summary>
internal static class Points
{
    private const double Largest = 1e140, Smallest = 1e-140;

    /// <summary>The points in double precision, <c>[N, D]</c>; mistakes in them are each one sentence.</summary>
    /// <param name="points">One a row, of any real type.</param>
    /// <param name="columns">How many columns there must be; any number where null.</param>
    /// <exception cref="GlassboxException">They are no matrix, too few, or not all finite.</exception>
    public static Tensor Checked(Tensor points, long? columns = null)
    {
        if (points.dim() != 2)
            throw new GlassboxException($"Points must be a matrix with one point a row, [N, D]; these are [{string.Join(", ", points.shape)}]" +
                (points.dim() > 2 ? ": flatten each sample first, as in points.flatten(1)." : "."));
        if (columns is { } d && points.size(1) != d)
            throw new GlassboxException($"The map was made from points of {d} columns; these have {points.size(1)}.");
        if (columns is null && points.size(0) < 2)
            throw new GlassboxException($"A map needs two points or more, and there {(points.size(0) == 1 ? "is one" : "are none")}.");
        if (points.size(1) == 0) throw new GlassboxException("The points have no columns.");
        if (points.is_complex()) throw new GlassboxException("The points are complex numbers: give their real and imaginary parts as columns, as in view_as_real(points).flatten(1).");

        using var scope = NewDisposeScope();
        var bad = points.isfinite().all(1).logical_not();
        var count = bad.sum().ToInt64();
        if (count > 0)
            throw new GlassboxException($"Point {bad.to(ScalarType.Int64).argmax().ToInt64()} has a value that is not a finite number" +
                (count == 1 ? "" : $", and so have {count - 1} others") + ": leave such points out, or fill the gaps first.");
        var wide = points.detach().to(ScalarType.Float64).contiguous();
        // What is squared and summed must be a number, and not nothing.
        var reach = (wide.amax(0) - wide.amin(0)).max().ToDouble();
        if (columns is null && reach > 0 && reach is > Largest or < Smallest)
            throw new GlassboxException($"The points' columns reach over {reach:g3}, whose squares double precision {(reach > 1 ? "cannot hold" : "takes for zero")}: divide the points by {reach:g1} first.");
        return wide.MoveToOuterDisposeScope();
    }

    /// <summary>The type that results take: the points' own where it is a floating type, float32 otherwise.</summary>
    public static ScalarType ResultType(Tensor points) => points.is_floating_point() ? points.dtype : ScalarType.Float32;
}
