using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Principal components: the right singular vectors of the centred points, in falling order of variance, in double precision. Along each axis the point that lies
/// farthest from the mean lies on the positive side, so signs do not depend on the solver. The same bits with any number of threads.
/// </summary>
internal sealed class PrincipalComponents
{
    private const long Rows = 4096;

    private PrincipalComponents(Tensor mean, Tensor axes, Tensor singularValues, double totalVariance, long points)
    {
        (Mean, Axes, SingularValues, TotalVariance) = (mean, axes, singularValues, totalVariance);
        Variances = singularValues.square() / (points - 1);
    }

    /// <summary>The points' mean: <c>[D]</c>.</summary>
    public Tensor Mean { get; }

    /// <summary>The axes, orthonormal rows: <c>[K, D]</c>.</summary>
    public Tensor Axes { get; private set; }

    /// <summary>The singular values that were found, in falling order, <c>[M]</c>: all min(N, D) by <see cref="Exact"/>, at least K otherwise.</summary>
    public Tensor SingularValues { get; }

    /// <summary>The variance along each axis, dividing by N - 1: <c>[M]</c>.</summary>
    public Tensor Variances { get; }

    /// <summary>The sum of the variances of all columns.</summary>
    public double TotalVariance { get; }

    /// <summary>
    /// By singular value decomposition. The points are first reduced, some rows at a time, to the triangle R of a QR decomposition, which has their singular values and
    /// right singular vectors; memory beyond the points themselves is that of a few thousand rows.
    /// </summary>
    /// <param name="points">In double precision: <c>[N, D]</c>.</param>
    /// <param name="components">How many axes to keep, at most min(N, D).</param>
    /// <param name="run">Is told of progress.</param>
    public static PrincipalComponents Exact(Tensor points, long components, Run run)
    {
        using var scope = NewDisposeScope();
        using var one = new SingleThread();
        var (n, d) = (points.size(0), points.size(1));
        var mean = MeanOf(points);
        var triangle = points.new_empty(0, d);
        var rows = Math.Max(Rows, 2 * d);
        for (long first = 0; first < n; first += rows)
        {
            run.Step(first, n, "points");
            using var inner = NewDisposeScope();
            var stacked = cat([triangle, points.narrow(0, first, Math.Min(rows, n - first)) - mean], 0);
            var (q, r) = stacked.size(0) > d ? linalg.qr(stacked, QRMode.R) : (stacked, stacked);
            triangle = r.MoveToOuterDisposeScope();
        }
        var (_, singularValues, axes) = linalg.svd(triangle, fullMatrices: false);
        var found = new PrincipalComponents(mean, axes.narrow(0, 0, components).contiguous(), singularValues, TotalVarianceOf(singularValues, n), n);
        return found.Signed(points).MovedToOuter(scope);
    }

    /// <summary>By subspace iteration from random directions (Halko, Martinsson and Tropp 2011, algorithms 4.4 and 5.1), for points of many columns.</summary>
    /// <param name="points">In double precision: <c>[N, D]</c>.</param>
    /// <param name="components">How many axes to keep, at most min(N, D).</param>
    /// <param name="oversampling">How many directions more than axes.</param>
    /// <param name="iterations">How many times the directions are multiplied by the covariance matrix.</param>
    /// <param name="run">Gives the random directions.</param>
    public static PrincipalComponents Randomised(Tensor points, long components, int oversampling, int iterations, Run run)
    {
        using var scope = NewDisposeScope();
        using var one = new SingleThread();
        using var generator = run.Generator();
        var (n, d) = (points.size(0), points.size(1));
        var mean = MeanOf(points);
        var centred = points - mean;
        var directions = Math.Min(components + oversampling, Math.Min(n, d));
        var random = randn(d, directions, dtype: ScalarType.Float64, generator: generator).to(points.device);
        var basis = linalg.qr(centred.matmul(random)).Q;
        for (var i = 0; i < iterations; i++)
        {
            run.Step(i, iterations, "iterations");
            using var inner = NewDisposeScope();
            var columns = linalg.qr(centred.t().matmul(basis)).Q;
            basis = linalg.qr(centred.matmul(columns)).Q.MoveToOuterDisposeScope();
        }
        var (_, singularValues, axes) = linalg.svd(basis.t().matmul(centred), fullMatrices: false);
        var total = centred.square().sum(1).sum().ToDouble() / (n - 1);
        return new PrincipalComponents(mean, axes.narrow(0, 0, components).contiguous(), singularValues, total, n).Signed(points).MovedToOuter(scope);
    }

    /// <summary>The coordinates of points along the axes: <c>[N, D]</c> to <c>[N, K]</c>. Each row is computed by itself, so a point's place does not depend on the others, to the last bit.</summary>
    public Tensor Scores(Tensor points)
    {
        using var scope = NewDisposeScope();
        using var one = new SingleThread();
        var blocks = new List<Tensor>();
        for (long first = 0; first < points.size(0); first += Rows)
        {
            using var inner = NewDisposeScope();
            var centred = points.narrow(0, first, Math.Min(Rows, points.size(0) - first)) - Mean;
            // Not a matrix product: BLAS rounds a row by its place in the block.
            var columns = Enumerable.Range(0, (int)Axes.size(0)).Select(k => (centred * Axes[k]).sum(1)).ToArray();
            blocks.Add(stack(columns, 1).MoveToOuterDisposeScope());
        }
        return cat(blocks.ToArray(), 0).MoveToOuterDisposeScope();
    }

    /// <summary>How many axes have variance beyond what rounding, of the decomposition and of the mean, explains; zero where all points are the same.</summary>
    /// <param name="points">How many points there were.</param>
    public long Rank(long points)
    {
        using var scope = NewDisposeScope();
        const double rounding = 2.2e-16;
        var d = Mean.size(0);
        var least = rounding * (Math.Max(points, d) * SingularValues[0].ToDouble() + Math.Sqrt(points * d) * Mean.abs().max().ToDouble());
        return SingularValues.gt(least).sum().ToInt64();
    }

    private static Tensor MeanOf(Tensor points) => points.t().contiguous().sum(1) / points.size(0);

    private static double TotalVarianceOf(Tensor singularValues, long n) => singularValues.square().sum().ToDouble() / (n - 1);

    private PrincipalComponents Signed(Tensor points)
    {
        using var scope = NewDisposeScope();
        var scores = Scores(points);
        var farthest = scores.gather(0, scores.abs().argmax(0, keepdim: true)).squeeze(0);
        var signs = where(farthest.lt(0), -1.0, 1.0).to(ScalarType.Float64);
        Axes = (Axes * signs.unsqueeze(1)).MoveToOuterDisposeScope();
        return this;
    }

    private PrincipalComponents MovedToOuter(DisposeScope scope)
    {
        foreach (var tensor in new[] { Mean, Axes, SingularValues, Variances }) scope.MoveToOuter(tensor);
        return this;
    }
}
