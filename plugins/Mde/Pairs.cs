using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>The pairs of points that a map is about.</summary>
internal static class Pairs
{
    private const long NumbersAtOnce = 1 << 21;

    /// <summary>Nearest neighbours: two for pairs that are each other's, one for pairs of which one is the other's.</summary>
    public static SparseGraph OfNeighbours(Neighbours neighbours) =>
        SparseGraph.Symmetric(neighbours, [.. neighbours.Indices.Select(_ => 1f)], (mine, theirs) => mine + theirs);

    /// <summary>The same with random pairs of points that are no neighbours, at minus one.</summary>
    /// <param name="neighbours">Nearest neighbours, as pairs.</param>
    /// <param name="fraction">How many random pairs a pair of neighbours.</param>
    /// <param name="run">Gives what is random.</param>
    public static SparseGraph WithRandom(SparseGraph neighbours, double fraction, Run run)
    {
        var wanted = (long)(fraction * neighbours.Columns.Length / 2);
        return Join(neighbours, Random(neighbours.Rows, wanted, run), (near, drawn) => near != 0 ? near : drawn != 0 ? -1 : 0);
    }

    /// <summary>All pairs with their distances, or as many random ones where there are more.</summary>
    /// <param name="points">In double precision: <c>[N, D]</c>.</param>
    /// <param name="most">How many pairs at most.</param>
    /// <param name="run">Gives what is random, and is told of progress.</param>
    public static SparseGraph OfDistances(Tensor points, long most, Run run)
    {
        var n = (int)points.size(0);
        if ((long)n * (n - 1) / 2 <= most) return All(points, run);
        var pairs = Random(n, most, run);
        var rows = Enumerable.Range(0, n).SelectMany(i => Enumerable.Repeat((long)i, pairs.Starts[i + 1] - pairs.Starts[i])).ToArray();
        var values = new float[pairs.Columns.Length];
        run.EachBatch(values.Length, Math.Max(1, NumbersAtOnce / points.size(1)), (first, count) =>
        {
            var (from, to) = ((int)first, (int)(first + count));
            var columns = pairs.Columns[from..to].Select(j => (long)j).ToArray();
            var apart = points.index_select(0, tensor(rows[from..to], device: points.device)) - points.index_select(0, tensor(columns, device: points.device));
            apart.square_().sum(1).sqrt().to(ScalarType.Float32).cpu().data<float>().CopyTo(values, from);
        }, "pairs");
        return pairs with { Values = values };
    }

    private static SparseGraph All(Tensor points, Run run)
    {
        var n = (int)points.size(0);
        var (columns, values) = (new int[n * (n - 1)], new float[n * (n - 1)]);
        run.EachBatch(n, Math.Max(1, NumbersAtOnce / n), (first, count) =>
        {
            var distances = Distances.Squared(points.narrow(0, first, count), points).sqrt().to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
            for (var i = 0; i < (int)count; i++)
                for (int j = 0, at = ((int)first + i) * (n - 1); j < n; j++)
                    if (j != first + i) (columns[at], values[at++]) = (j, distances[i * n + j]);
        }, "points");
        return new([.. Enumerable.Range(0, n + 1).Select(i => i * (n - 1))], columns, values);
    }

    /// <summary>Random pairs, from both sides, at one. Those drawn twice count once, so there may be a few less than asked for.</summary>
    private static SparseGraph Random(int n, long count, Run run)
    {
        var random = new Random(unchecked((int)((ulong)(run.Seed + 1) * 0x9E3779B97F4A7C15 >> 33)));
        var drawn = new HashSet<(int, int)>();
        for (long i = 0; i < count; i++)
        {
            var (a, b) = (random.Next(n), random.Next(n));
            if (a != b) drawn.Add((Math.Min(a, b), Math.Max(a, b)));
        }
        var sorted = drawn.Order().ToArray();
        var starts = new int[n + 1];
        foreach (var (a, _) in sorted) starts[a + 1]++;
        for (var i = 0; i < n; i++) starts[i + 1] += starts[i];
        return SparseGraph.Symmetric(new SparseGraph(starts, [.. sorted.Select(p => p.Item2)], [.. sorted.Select(_ => 1f)]), (mine, theirs) => mine + theirs);
    }

    /// <summary>Joins two graphs entry by entry.</summary>
    private static SparseGraph Join(SparseGraph first, SparseGraph second, Func<float, float, float> join)
    {
        var (starts, columns, values) = (new int[first.Rows + 1], new List<int>(), new List<float>());
        for (var i = 0; i < first.Rows; i++)
        {
            var (a, b) = (first.Starts[i], second.Starts[i]);
            while (a < first.Starts[i + 1] || b < second.Starts[i + 1])
            {
                var left = a < first.Starts[i + 1] ? first.Columns[a] : int.MaxValue;
                var right = b < second.Starts[i + 1] ? second.Columns[b] : int.MaxValue;
                columns.Add(Math.Min(left, right));
                values.Add(join(left <= right ? first.Values[a] : 0, right <= left ? second.Values[b] : 0));
                if (left <= right) a++;
                if (right <= left) b++;
            }
            starts[i + 1] = columns.Count;
        }
        return new(starts, [.. columns], [.. values]);
    }
}
