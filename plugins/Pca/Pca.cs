using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Principal component analysis: the orthogonal axes along which points vary most, and where each point lies on them. It keeps distances, not classes: axes of large
/// variance need not separate anything. The same bits with any number of threads.
/// </summary>
[Method("pca", "Principal component analysis", Source = "Pearson 1901; Halko, Martinsson and Tropp 2011")]
public sealed class Pca : IProjector<Pca.Options>
{
    /// <param name="Components">How many axes to keep.</param>
    /// <param name="Whiten">Whether coordinates are divided by their standard deviation along each axis.</param>
    /// <param name="Solver">How the axes are found: exactly by singular value decomposition, or, for points of many columns, nearly by random directions.</param>
    /// <param name="Oversampling">How many random directions more than axes the randomised solver follows.</param>
    /// <param name="PowerIterations">How often the randomised solver multiplies its directions by the covariance matrix: the more, the nearer to exact.</param>
    /// <param name="Names">The columns' names, for the recipes of the components.</param>
    public sealed record Options(
        [Range(1, double.PositiveInfinity)] int Components = 2, bool Whiten = false, PcaSolver Solver = PcaSolver.Exact,
        [Range(0, 10_000)] int Oversampling = 10, [Range(0, 1000)] int PowerIterations = 4, string[]? Names = null);

    /// <inheritdoc/>
    public Embedding Project(Tensor points, Options options, Run run)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var checkedPoints = Points.Checked(points);
        var (n, d) = (checkedPoints.size(0), checkedPoints.size(1));
        if (options.Components > Math.Min(n, d))
            throw new GlassboxException($"{n} points of {d} {(d == 1 ? "column" : "columns")} have {Math.Min(n, d)} principal {(Math.Min(n, d) == 1 ? "component" : "components")} at most: {options.Components} are too many.");
        var names = Recipe.Names(options.Names, d);

        var principal = options.Solver == PcaSolver.Exact
            ? PrincipalComponents.Exact(checkedPoints, options.Components, run)
            : PrincipalComponents.Randomised(checkedPoints, options.Components, options.Oversampling, options.PowerIterations, run);
        var rank = principal.Rank(n);
        if (rank == 0) throw new GlassboxException($"All {n} points are the same: they vary along no axis.");
        var notes = new List<string>();
        if (rank < options.Components)
        {
            if (options.Whiten)
                throw new GlassboxException($"The points vary along {rank} {(rank == 1 ? "axis" : "axes")} only, and whitening divides by the standard deviation along {options.Components}: ask for {rank} {(rank == 1 ? "component" : "components")} at most.");
            notes.Add($"The points vary along {rank} {(rank == 1 ? "axis" : "axes")} only: the coordinates on the others are zero up to rounding.");
        }

        var type = Points.ResultType(points);
        var variances = principal.Variances.narrow(0, 0, options.Components);
        var scale = options.Whiten ? variances.sqrt() : ones_like(variances);
        Tensor Coordinates(Tensor rows) => (principal.Scores(rows) / scale).to(type);
        var ratios = variances / principal.TotalVariance;
        var extras = new Dictionary<string, Tensor>
        {
            ["components"] = principal.Axes.to(type),
            ["mean"] = principal.Mean.to(type),
            ["explained-variance"] = variances.to(type),
            ["explained-variance-ratio"] = ratios.to(type),
            ["singular-values"] = principal.SingularValues.narrow(0, 0, options.Components).to(type),
            // The variance along every axis found, for the scree plot.
            ["scree"] = principal.Variances.to(type),
        };
        var discarded = Math.Min(n, d) - options.Components;
        var quality = new Dictionary<string, double>
        {
            ["variance explained"] = ratios.sum().ToDouble(),
            ["noise variance"] = discarded == 0 ? 0 : Math.Max(0, principal.TotalVariance - variances.sum().ToDouble()) / discarded,
        };
        var skew = (principal.Axes.matmul(principal.Axes.t()) - eye(options.Components, dtype: ScalarType.Float64, device: points.device)).abs().max().ToDouble();
        var coordinates = Coordinates(checkedPoints);
        double[] Shares(Tensor of) => (of / principal.TotalVariance).cpu().data<double>().ToArray();
        var shown = Shares(variances).Take(2).Sum();
        var reading = new Reading(
            [FormattableString.Invariant($"Read distances: they are the true ones as far as these axes go, which hold {shown:0 %} of the variance."), "Look at the scree plot for how many axes there are to look at."],
            ["take axes of large variance for those that separate classes", "take points that lie together for alike: they may differ along the axes that are not shown"]);

        foreach (var kept in extras.Values.Append(coordinates).Append(principal.Axes).Append(principal.Mean).Append(scale)) scope.MoveToOuter(kept);
        return new Embedding(coordinates, Transform)
        {
            Quality = quality,
            Extras = extras,
            Notes = [reading.ToString(), .. notes],
            Reading = reading,
            Numbers = Recipe.Table(principal.Axes, Shares(variances), names),
            Beside = Recipe.Panels(principal.Axes, Shares(principal.Variances), names),
            Checks = [new Check("the axes are orthonormal", skew, 1e-10)],
        };

        Tensor Transform(Tensor rows)
        {
            using var none = no_grad();
            using var inner = NewDisposeScope();
            return Coordinates(Points.Checked(rows, d)).MoveToOuterDisposeScope();
        }
    }
}

/// <summary>How principal axes are found.</summary>
public enum PcaSolver
{
    /// <summary>By singular value decomposition.</summary>
    Exact,

    /// <summary>By subspace iteration from random directions.</summary>
    Randomised,
}
