using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>The nearest neighbours of each of some points, nearest first; a point is no neighbour of itself.</summary>
/// <param name="Count">How many neighbours each point has, K.</param>
/// <param name="Indices">Which they are, point after point: N K numbers.</param>
/// <param name="Distances">How far they are (Euclidean), in the same order.</param>
internal sealed record Neighbours(int Count, int[] Indices, float[] Distances)
{
    private const long DistancesAtOnce = 1 << 22, ExactUpTo = 4096;

    /// <summary>Whether some may be missed, and farther ones be taken for them.</summary>
    public bool Approximate { get; init; }

    /// <summary>How many points there are, N.</summary>
    public int Points => Indices.Length / Count;

    /// <summary>All neighbours among few points, nearly all among many.</summary>
    /// <param name="points">In double precision: <c>[N, D]</c>.</param>
    /// <param name="count">How many neighbours, less than N.</param>
    /// <param name="run">Is told of progress.</param>
    public static Neighbours Of(Tensor points, int count, Run run) =>
        points.size(0) <= ExactUpTo ? Exact(points, count, run) : NeighbourSearch.Approximate(points, count, run);

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
            var (values, places) = Nearest(squared, count);
            values.sqrt().to(ScalarType.Float32).cpu().contiguous().data<float>().CopyTo(distances, (int)(first * count));
            places.to(ScalarType.Int32).cpu().contiguous().data<int>().CopyTo(indices, (int)(first * count));
        }, "points");
        return new(count, indices, distances);
    }

    /// <summary>The smallest of each row and where they stand, rising, equal ones by rising place: as <see cref="NeighbourSearch"/> has them, and unlike topk, which takes any of those that equal the last.</summary>
    private static (Tensor Values, Tensor Places) Nearest(Tensor squared, int count)
    {
        var (values, places) = squared.topk(count + 1, 1, largest: false, sorted: true);
        var tied = values.narrow(1, 1, count).eq(values.narrow(1, 0, count)).any(1).nonzero().squeeze(1);
        if (tied.size(0) > 0)
            places.narrow(1, 0, count).index_copy_(0, tied, squared.index_select(0, tied).sort(1, stable: true).Indices.narrow(1, 0, count));
        return (values.narrow(1, 0, count), places.narrow(1, 0, count));
    }

    /// <summary>The same lists, each with the point itself at distance zero before the others.</summary>
    public Neighbours WithThemselves()
    {
        var (indices, distances) = (new int[Points * (Count + 1)], new float[Points * (Count + 1)]);
        for (var i = 0; i < Points; i++)
        {
            var at = i * (Count + 1);
            indices[at] = i;
            Array.Copy(Indices, i * Count, indices, at + 1, Count);
            Array.Copy(Distances, i * Count, distances, at + 1, Count);
        }
        return this with { Count = Count + 1, Indices = indices, Distances = distances };
    }
}
