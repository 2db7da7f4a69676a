using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// The fuzzy simplicial set of points (McInnes, Healy and Melville 2018, section 3.1): around each point distances are measured from its nearest neighbour, rho, in units of sigma, such that the
/// memberships <c>exp(-max(0, d - rho) / sigma)</c> of its K - 1 neighbours sum to <c>log2 K</c>; then what points say of each other is joined.
/// </summary>
internal static class FuzzySet
{
    private const int Bisections = 64;
    private const double Enough = 1e-10;
    // Sigma is at least this part of the mean distance, so that no point is cut off by duplicates around it.
    private const double LeastSigma = 1e-3;

    /// <summary>Finds rho and sigma of each point.</summary>
    /// <param name="neighbours">K neighbours of each point, the point itself first.</param>
    /// <param name="localConnectivity">How many of the nearest neighbours at a distance above zero are certain, with a fraction between two of them.</param>
    public static (float[] Rho, float[] Sigma) Bandwidths(Neighbours neighbours, double localConnectivity)
    {
        var (n, k) = (neighbours.Points, neighbours.Count);
        var (rho, sigma) = (new float[n], new float[n]);
        var overall = neighbours.Distances.Average(d => (double)d);
        Parallel.For(0, n, Threads.AsSet(), i =>
        {
            var distances = neighbours.Distances.AsSpan(i * k, k);
            var nearest = Nearest(distances, localConnectivity);
            var found = Solve(distances[1..], nearest, Math.Log2(k));
            var mean = nearest > 0 ? Sum(distances) / k : overall;
            (rho[i], sigma[i]) = ((float)nearest, (float)Math.Max(found, LeastSigma * mean));
        });
        return (rho, sigma);
    }

    /// <summary>How much each point holds each of its neighbours for one: N K numbers of zero to one, zero for the point itself.</summary>
    public static float[] Memberships(Neighbours neighbours, float[] rho, float[] sigma)
    {
        var k = neighbours.Count;
        var memberships = new float[neighbours.Distances.Length];
        Parallel.For(0, neighbours.Points, Threads.AsSet(), i =>
        {
            for (var at = i * k; at < (i + 1) * k; at++)
            {
                var beyond = neighbours.Distances[at] - rho[i];
                memberships[at] = neighbours.Indices[at] == i ? 0 : beyond <= 0 || sigma[i] == 0 ? 1 : MathF.Exp(-beyond / sigma[i]);
            }
        });
        return memberships;
    }

    /// <summary>The whole set.</summary>
    /// <param name="neighbours">K neighbours of each point, the point itself first.</param>
    /// <param name="rho">As <see cref="Bandwidths"/> found it.</param>
    /// <param name="sigma">As <see cref="Bandwidths"/> found it.</param>
    /// <param name="mix">One for the union of both sides, zero for their intersection, or between.</param>
    public static SparseGraph Of(Neighbours neighbours, float[] rho, float[] sigma, double mix)
    {
        var part = (float)mix;
        return SparseGraph.Symmetric(neighbours, Memberships(neighbours, rho, sigma), (mine, theirs) =>
            part * (mine + theirs - mine * theirs) + (1 - part) * mine * theirs);
    }

    /// <summary>Weakens edges between points of different classes, and joins both sides again so that each point keeps a certain neighbour.</summary>
    /// <param name="graph">The set without labels.</param>
    /// <param name="labels">A class a point, -1 where it is not known.</param>
    /// <param name="weight">How much labels count, from zero to one, at which edges between known classes vanish.</param>
    public static SparseGraph WithLabels(SparseGraph graph, long[] labels, double weight)
    {
        const double unknownDistance = 1;
        var otherDistance = weight < 1 ? 2.5 / (1 - weight) : 1e12;
        var values = (float[])graph.Values.Clone();
        for (var i = 0; i < graph.Rows; i++)
        {
            var strongest = 0f;
            for (var e = graph.Starts[i]; e < graph.Starts[i + 1]; e++)
            {
                var j = graph.Columns[e];
                if (labels[i] < 0 || labels[j] < 0) values[e] *= (float)Math.Exp(-unknownDistance);
                else if (labels[i] != labels[j]) values[e] *= (float)Math.Exp(-otherDistance);
                strongest = Math.Max(strongest, values[e]);
            }
            if (strongest > 0)
                for (var e = graph.Starts[i]; e < graph.Starts[i + 1]; e++) values[e] /= strongest;
        }
        return SparseGraph.Symmetric(graph with { Values = values }, (mine, theirs) => mine + theirs - mine * theirs);
    }

    /// <summary>The sigma for which memberships sum to a target; zero where they are more for every sigma.</summary>
    public static double Solve(ReadOnlySpan<float> distances, double rho, double target)
    {
        var (low, high, sigma) = (0.0, double.PositiveInfinity, 1.0);
        for (var i = 0; i < Bisections; i++)
        {
            var sum = 0.0;
            foreach (var distance in distances) sum += distance > rho ? Math.Exp((rho - distance) / sigma) : 1;
            if (Math.Abs(sum - target) < Enough) break;
            if (sum > target) high = sigma;
            else low = sigma;
            sigma = double.IsInfinity(high) ? sigma * 2 : (low + high) / 2;
        }
        return sigma;
    }

    private static double Nearest(ReadOnlySpan<float> sorted, double localConnectivity)
    {
        var zeros = 0;
        while (zeros < sorted.Length && sorted[zeros] == 0) zeros++;
        var apart = sorted[zeros..];
        if (apart.Length == 0) return 0;
        if (apart.Length < localConnectivity) return apart[^1];
        var whole = (int)localConnectivity;
        var fraction = localConnectivity - whole;
        var nearest = whole == 0 ? fraction * apart[0] : apart[whole - 1];
        return whole > 0 && fraction > 0 ? nearest + fraction * (apart[whole] - apart[whole - 1]) : nearest;
    }

    private static double Sum(ReadOnlySpan<float> values)
    {
        var sum = 0.0;
        foreach (var value in values) sum += value;
        return sum;
    }
}
