namespace Glassbox.Plugins;

/// <summary>The average distortion of a map over some pairs of points.</summary>
/// <param name="pairs">The pairs, each from both sides, with their numbers.</param>
/// <param name="distortion">What each costs.</param>
/// <param name="dimensions">The map's dimensions, d.</param>
/// <param name="parallel">How many threads may be used.</param>
internal sealed class DistortionSum(SparseGraph pairs, Distortion distortion, int dimensions, ParallelOptions parallel)
{
    private readonly double[] costs = new double[pairs.Rows];

    /// <summary>The average, and its slope in each coordinate. Each point's sum is made by one thread in one order.</summary>
    /// <param name="x">The map, point after point: N d numbers.</param>
    /// <param name="gradient">Takes the slope: N d numbers.</param>
    public double At(double[] x, double[] gradient)
    {
        var scale = 2.0 / pairs.Values.Length;
        Parallel.For(0, pairs.Rows, parallel, i =>
        {
            var place = i * dimensions;
            var slope = gradient.AsSpan(place, dimensions);
            slope.Clear();
            var cost = 0.0;
            for (var e = pairs.Starts[i]; e < pairs.Starts[i + 1]; e++)
            {
                var other = pairs.Columns[e] * dimensions;
                var squared = 0.0;
                for (var a = 0; a < dimensions; a++) squared += (x[place + a] - x[other + a]) * (x[place + a] - x[other + a]);
                // Points in one place have no direction to move apart; the start keeps them from it.
                var distance = Math.Max(Math.Sqrt(squared), 1e-12);
                var (value, rise) = distortion.At(distance, pairs.Values[e]);
                cost += value;
                for (var a = 0; a < dimensions; a++) slope[a] += rise / distance * (x[place + a] - x[other + a]);
            }
            costs[i] = cost;
            for (var a = 0; a < dimensions; a++) slope[a] *= scale;
        });
        return costs.Sum() / pairs.Values.Length;
    }
}
