using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>The nearest neighbours of each of some points, nearest first; a point is no neighbour of itself.</summary>
/// <param name="Count">How many neighbours each point has, K.</param>
/// <param name="Indices">Which they are, point after point: N K numbers.</param>
/// <param name="Distances">How far they are (Euclidean), in the same order.</param>
internal sealed record Neighbours(int Count, int[] Indices, float[] Distances)
{
    private const long DistancesAtOnce = 1 << 22;

    /// <summary>How many points there are, N.</summary>
    public int Points => Indices.Length / Count;

    /// <summary>By all distances, some rows at a time.</summary>
    /// <param name="points">In double precision: <c>[N, D]</c>.</param>
    /// <param name="count">How many neighbours, less than N.</param>
    /// <param name="run">Is told of progress.</param>
    public static Neighbours Exact(Tensor points, int count, Run run)
    {
        var n = points.size(0);
        var (indices, distances) = (new int[n * count], new float[n * count]);
        run.EachBatch(n, Math.Max(1, DistancesAtOnce / n), (first, rows) =>
        {
            var squared = Glassbox.Plugins.Distances.Squared(points.narrow(0, first, rows), points);
            squared.narrow(1, first, rows).diagonal().fill_(double.PositiveInfinity);
            var (values, places) = squared.topk(count, 1, largest: false, sorted: true);
            values.sqrt().to(ScalarType.Float32).cpu().data<float>().CopyTo(distances, (int)(first * count));
            places.to(ScalarType.Int32).cpu().data<int>().CopyTo(indices, (int)(first * count));
        }, "points");
        return new(count, indices, distances);
    }
}
