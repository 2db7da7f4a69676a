using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>Where a t-SNE map starts from.</summary>
internal static class Start
{
    /// <summary>So small that all points repel each other alike at first.</summary>
    private const double Spread = 1e-4;

    // Above this many rows and columns a few principal axes are found by random directions: the start needs no more.
    private const long ExactUpTo = 500;

    /// <summary>The first principal components, scaled so that the first has a standard deviation of 1e-4 (Kobak and Berens 2019): <c>[d, N]</c> in single precision.</summary>
    /// <param name="points">In double precision: <c>[N, D]</c>.</param>
    /// <param name="dimensions">The map's dimensions, d. Where the points vary along fewer axes, the rest start at random.</param>
    /// <param name="run">Gives what is random.</param>
    public static Tensor Principal(Tensor points, int dimensions, Run run)
    {
        using var scope = NewDisposeScope();
        var (n, least) = (points.size(0), Math.Min(points.size(0), points.size(1)));
        var components = Math.Min(dimensions, least);
        var principal = least <= ExactUpTo
            ? PrincipalComponents.Exact(points, components, run)
            : PrincipalComponents.Randomised(points, components, oversampling: 10, iterations: 4, run);
        var start = Random(n, dimensions, points.device, run);
        var found = Math.Min(components, principal.Rank(n));
        if (found > 0)
            start.narrow(0, 0, found).copy_(principal.Scores(points).t().narrow(0, 0, found) * (Spread / principal.Variances[0].sqrt()));
        return scope.MoveToOuter(start);
    }

    /// <summary>Normally distributed with a standard deviation of 1e-4: <c>[d, N]</c> in single precision.</summary>
    public static Tensor Random(long points, int dimensions, Device device, Run run)
    {
        using var generator = run.Generator();
        using var random = randn(dimensions, points, dtype: ScalarType.Float32, generator: generator);
        return (random * Spread).to(device);
    }
}
