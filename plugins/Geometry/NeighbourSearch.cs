using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Approximate nearest neighbours in time that grows little faster than the number of points: points that share a leaf of a random projection tree (Dasgupta and Freund 2008) are tried first, and
/// then neighbours of neighbours until few lists change (Dong, Moses and Li 2011). A round reads only what the round before wrote, and equal distances are ordered by
/// index, so the result does not depend on the number of threads.
/// </summary>
internal sealed class NeighbourSearch
{
    private const int Trees = 10, LeafSize = 128;
    private const int MostRounds = 6, LeastCount = 24, Explored = 24;
    private const double EnoughUnchanged = 0.005;

    private readonly int n;
    private readonly int count;
    // Rows are padded with zeros to whole vectors.
    private readonly Vector<float>[] rows;
    private readonly int width;
    private readonly int[] indices;
    private readonly float[] squared;
    // What rounds read, kept from one to the next.
    private readonly int[] before, reverse, reverseStarts;
    private readonly ParallelOptions parallel;

    private NeighbourSearch(Tensor points, int count, Run run)
    {
        this.count = count;
        n = (int)points.size(0);
        var d = (int)points.size(1);
        width = (d + Vector<float>.Count - 1) / Vector<float>.Count;
        rows = new Vector<float>[(long)n * width];
        using (var scope = NewDisposeScope())
        {
            // Centred in double precision first: single precision then loses nothing to a common offset.
            var values = (points - points.mean(0)).to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
            var padded = MemoryMarshal.Cast<Vector<float>, float>(rows.AsSpan());
            for (var i = 0; i < n; i++) values.AsSpan(i * d, d).CopyTo(padded[(i * width * Vector<float>.Count)..]);
        }
        indices = new int[(long)n * count];
        squared = new float[(long)n * count];
        (before, reverse, reverseStarts) = (new int[indices.Length], new int[indices.Length], new int[n + 1]);
        Array.Fill(indices, -1);
        Array.Fill(squared, float.PositiveInfinity);
        parallel = Threads.AsSet(run.Cancellation);
    }

    /// <summary>Finds most of each point's nearest neighbours.</summary>
    /// <param name="points">In double precision: <c>[N, D]</c>.</param>
    /// <param name="count">How many neighbours, less than N.</param>
    /// <param name="run">Gives the random directions and is told of progress.</param>
    public static Neighbours Approximate(Tensor points, int count, Run run)
    {
        // Short lists lead nowhere: neighbours of neighbours are looked for among more than are asked for.
        var search = new NeighbourSearch(points, (int)Math.Min(points.size(0) - 1, Math.Max(count, LeastCount)), run);
        const int steps = Trees + MostRounds;
        for (var tree = 0; tree < Trees; tree++)
        {
            run.Step(tree, steps, "rounds of neighbour search");
            search.TryLeaves(new Random(HashCode(run.Seed, tree)));
        }
        for (var round = 0; round < MostRounds; round++)
        {
            run.Step(Trees + round, steps, "rounds of neighbour search");
            if (search.TryNeighboursOfNeighbours() < EnoughUnchanged) break;
        }
        run.Step(steps, steps, "rounds of neighbour search");
        return search.Nearest(count);
    }

    private static int HashCode(long seed, int tree) => unchecked((int)((ulong)(seed + 1) * 0x9E3779B97F4A7C15 >> 32) + tree * 7919);

    /// <summary>Splits the points by a random direction at the median, over and over, and makes all points of a leaf known to each other.</summary>
    private void TryLeaves(Random random)
    {
        var order = Enumerable.Range(0, n).ToArray();
        var along = new float[n];
        var leaves = new List<(int First, int End)>();
        var open = new Stack<(int First, int End)>([(0, n)]);
        while (open.TryPop(out var node))
        {
            var (first, end) = node;
            if (end - first <= LeafSize)
            {
                leaves.Add(node);
                continue;
            }
            var (a, b) = (order[random.Next(first, end)], order[random.Next(first, end)]);
            Parallel.For(0, (end - first + 1023) / 1024, parallel, block =>
            {
                for (var i = first + block * 1024; i < Math.Min(end, first + (block + 1) * 1024); i++) along[i] = Along(order[i], a, b);
            });
            Array.Sort(along, order, first, end - first);
            var middle = (first + end) / 2;
            open.Push((first, middle));
            open.Push((middle, end));
        }
        Parallel.ForEach(leaves, parallel, leaf =>
        {
            for (var i = leaf.First; i < leaf.End; i++)
                for (var j = leaf.First; j < i; j++)
                {
                    var distance = Squared(order[i], order[j]);
                    Offer(order[i], order[j], distance);
                    Offer(order[j], order[i], distance);
                }
        });
    }

    /// <summary>Makes each point known to the neighbours of its neighbours, near ones only, and to those that have it as a neighbour.</summary>
    /// <returns>How many of all list entries are new, as a fraction.</returns>
    private double TryNeighboursOfNeighbours()
    {
        indices.CopyTo(before, 0);
        Reverse();
        var explored = Math.Min(Explored, count);
        var changes = 0L;
        // Loops begin anew on a thread every few milliseconds: marks are handed on.
        var marks = new ConcurrentBag<int[]>();
        Parallel.For(0, n, parallel, () => (Seen: marks.TryTake(out var used) ? used : new int[n], Changes: 0L), (i, _, local) =>
        {
            // A point is seen in the turn of i when its mark is i + 1.
            var seen = local.Seen;
            seen[i] = i + 1;
            foreach (var j in before.AsSpan(i * count, count)) if (j >= 0) seen[j] = i + 1;
            var found = 0;
            void Try(int candidate)
            {
                if (seen[candidate] == i + 1) return;
                seen[candidate] = i + 1;
                if (Offer(i, candidate, Squared(i, candidate))) found++;
            }
            foreach (var j in before.AsSpan(i * count, explored))
                if (j >= 0)
                    foreach (var candidate in before.AsSpan(j * count, explored))
                        if (candidate >= 0) Try(candidate);
            foreach (var candidate in reverse.AsSpan(reverseStarts[i], Math.Min(count, reverseStarts[i + 1] - reverseStarts[i]))) Try(candidate);
            return (seen, local.Changes + found);
        }, local =>
        {
            marks.Add(local.Seen);
            Interlocked.Add(ref changes, local.Changes);
        });
        return changes / ((double)n * count);
    }

    /// <summary>Finds which points have a point as a neighbour: those of point i are <c>reverse[reverseStarts[i]..reverseStarts[i + 1]]</c>.</summary>
    private void Reverse()
    {
        Array.Clear(reverseStarts);
        foreach (var j in before) if (j >= 0) reverseStarts[j + 1]++;
        for (var i = 0; i < n; i++) reverseStarts[i + 1] += reverseStarts[i];
        var next = reverseStarts[..n];
        for (var at = 0; at < before.Length; at++) if (before[at] >= 0) reverse[next[before[at]]++] = at / count;
    }

    /// <summary>Puts a candidate into a point's list, which is sorted by distance and then by index, if it is nearer than the last.</summary>
    private bool Offer(int point, int candidate, float distance)
    {
        var list = indices.AsSpan(point * count, count);
        var far = squared.AsSpan(point * count, count);
        var last = count - 1;
        if (distance > far[last] || (distance == far[last] && candidate >= list[last] && list[last] >= 0)) return false;
        var at = far.BinarySearch(distance);
        if (at < 0) at = ~at;
        while (at > 0 && far[at - 1] == distance) at--;
        while (at < count && far[at] == distance && list[at] >= 0 && list[at] < candidate) at++;
        if (at < count && list[at] == candidate) return false;
        far[at..last].CopyTo(far[(at + 1)..]);
        list[at..last].CopyTo(list[(at + 1)..]);
        (far[at], list[at]) = (distance, candidate);
        return true;
    }

    private float Squared(int a, int b)
    {
        var x = Row(a);
        var y = Row(b);
        var sum = Vector<float>.Zero;
        for (var i = 0; i < x.Length; i++)
        {
            var difference = x[i] - y[i];
            sum += difference * difference;
        }
        return Vector.Sum(sum);
    }

    /// <summary>Where a point lies in the direction from b to a.</summary>
    private float Along(int point, int a, int b)
    {
        var x = Row(point);
        var from = Row(b);
        var to = Row(a);
        var sum = Vector<float>.Zero;
        for (var i = 0; i < x.Length; i++) sum += x[i] * (to[i] - from[i]);
        return Vector.Sum(sum);
    }

    private ReadOnlySpan<Vector<float>> Row(int point) => rows.AsSpan(point * width, width);

    /// <summary>The nearest of what was found. The search's own lists are given away where they have that length.</summary>
    private Neighbours Nearest(int wanted)
    {
        var (nearest, distances) = wanted == count ? (indices, squared) : (new int[n * wanted], new float[n * wanted]);
        for (var i = 0; i < n; i++)
            for (var k = 0; k < wanted; k++)
                (nearest[i * wanted + k], distances[i * wanted + k]) = (indices[i * count + k], MathF.Sqrt(squared[i * count + k]));
        return new(wanted, nearest, distances) { Approximate = true };
    }
}
