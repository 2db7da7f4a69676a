using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Places new points on a finished map, which is held still. Each starts at the mean of its neighbours' places, weighted by their memberships, and is laid out by itself; what is random is
/// the same for each, so where a point lies does not depend on the others, to the last bit. A point of the map is placed where it lies.
/// </summary>
internal sealed class Placement(Tensor points, float[] places, Umap.Options options, Curve curve, long seed)
{
    private const int Epochs = 100;
    // New points start near where they belong, and take smaller steps (umap-learn does the same).
    private const double RatePart = 0.25;
    private const long DistancesAtOnce = 1 << 22;

    private readonly Layout layout = new(new([0], [], []), options.Dimensions, curve, options.Repulsion, options.NegativeSamples, seed);

    /// <summary>Places points.</summary>
    /// <param name="rows">In double precision: <c>[M, D]</c>.</param>
    /// <returns>Where they lie, point after point: M d numbers.</returns>
    public float[] Place(Tensor rows)
    {
        var (m, dimensions) = (rows.size(0), options.Dimensions);
        var placed = new float[m * dimensions];
        var block = Math.Max(1, DistancesAtOnce / points.size(0));
        for (long first = 0; first < m; first += block)
        {
            using var scope = NewDisposeScope();
            var count = (int)Math.Min(block, m - first);
            var (squared, nearest) = Distances.Squared(rows.narrow(0, first, count), points).topk(options.Neighbours, 1, largest: false, sorted: true);
            var distances = squared.sqrt().to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
            var indices = nearest.to(ScalarType.Int32).cpu().contiguous().data<int>().ToArray();
            var offset = (int)first;
            Parallel.For(0, count, Threads.AsSet(), i =>
            {
                var k = options.Neighbours;
                PlaceOne(distances.AsSpan(i * k, k), indices.AsSpan(i * k, k), placed.AsSpan((offset + i) * dimensions, dimensions));
            });
        }
        return placed;
    }

    private void PlaceOne(ReadOnlySpan<float> distances, ReadOnlySpan<int> nearest, Span<float> place)
    {
        var dimensions = options.Dimensions;
        if (distances[0] == 0)
        {
            places.AsSpan(nearest[0] * dimensions, dimensions).CopyTo(place);
            return;
        }
        // No neighbour is certain: the point's nearest may be far.
        var sigma = Math.Max(FuzzySet.Solve(distances, 0, Math.Log2(options.Neighbours)), 1e-3 * distances[0]);
        var memberships = new float[distances.Length];
        for (var j = 0; j < memberships.Length; j++) memberships[j] = (float)Math.Exp((distances[0] - distances[j]) / sigma);
        var total = memberships.Sum();
        for (var j = 0; j < memberships.Length; j++)
            for (var a = 0; a < dimensions; a++) place[a] += memberships[j] / total * places[nearest[j] * dimensions + a];
        layout.OptimiseOne(place, memberships, nearest, places, Epochs, options.LearningRate * RatePart);
    }
}
