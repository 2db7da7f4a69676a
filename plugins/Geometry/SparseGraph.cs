namespace Glassbox.Plugins;

/// <summary>A sparse symmetric matrix: row i's entries are those from <c>Starts[i]</c> to before <c>Starts[i + 1]</c>, by rising column.</summary>
internal sealed record SparseGraph(int[] Starts, int[] Columns, float[] Values)
{
    /// <summary>How many rows there are.</summary>
    public int Rows => Starts.Length - 1;

    /// <summary>Joins what each point says of its neighbours with what they say of it.</summary>
    /// <param name="neighbours">Each point's neighbours.</param>
    /// <param name="values">What a point says of each: N K numbers.</param>
    /// <param name="join">From both sides' numbers, zero for a side that says nothing, to the entry; the same with the sides swapped. Zero entries are left out.</param>
    public static SparseGraph Symmetric(Neighbours neighbours, float[] values, Func<float, float, float> join)
    {
        var (n, k) = (neighbours.Points, neighbours.Count);
        var (indices, said) = ((int[])neighbours.Indices.Clone(), (float[])values.Clone());
        for (var i = 0; i < n; i++) Array.Sort(indices, said, i * k, k);
        // The transpose, whose columns rise because rows are visited in order.
        var from = new int[n + 1];
        foreach (var j in indices) from[j + 1]++;
        for (var i = 0; i < n; i++) from[i + 1] += from[i];
        var (next, sayers, heard) = (from[..n], new int[n * k], new float[n * k]);
        for (var at = 0; at < n * k; at++)
        {
            var to = next[indices[at]]++;
            (sayers[to], heard[to]) = (at / k, said[at]);
        }

        var (starts, columns, entries) = (new int[n + 1], new List<int>(2 * n * k), new List<float>(2 * n * k));
        for (var i = 0; i < n; i++)
        {
            var (a, b) = (i * k, from[i]);
            while (a < (i + 1) * k || b < from[i + 1])
            {
                var mine = a < (i + 1) * k ? indices[a] : int.MaxValue;
                var theirs = b < from[i + 1] ? sayers[b] : int.MaxValue;
                var entry = join(mine <= theirs ? said[a] : 0, theirs <= mine ? heard[b] : 0);
                if (entry != 0)
                {
                    columns.Add(Math.Min(mine, theirs));
                    entries.Add(entry);
                }
                if (mine <= theirs) a++;
                if (theirs <= mine) b++;
            }
            starts[i + 1] = columns.Count;
        }
        return new(starts, [.. columns], [.. entries]);
    }
}
