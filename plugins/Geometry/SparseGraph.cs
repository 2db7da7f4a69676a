using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>A sparse symmetric matrix: row i's entries are those from <c>Starts[i]</c> to before <c>Starts[i + 1]</c>, by rising column.</summary>
internal sealed record SparseGraph(int[] Starts, int[] Columns, float[] Values)
{
    /// <summary>How many rows there are.</summary>
    public int Rows => Starts.Length - 1;

    /// <summary>Row and column of each entry, in order: <c>[E, 2]</c> of integers.</summary>
    public Tensor Pairs()
    {
        var pairs = new long[2 * Columns.Length];
        for (var i = 0; i < Rows; i++)
            for (var e = Starts[i]; e < Starts[i + 1]; e++) (pairs[2 * e], pairs[2 * e + 1]) = (i, Columns[e]);
        return tensor(pairs, [Columns.Length, 2]);
    }

    /// <summary>Joins what each point says of its neighbours with what they say of it.</summary>
    /// <param name="neighbours">Each point's neighbours.</param>
    /// <param name="values">What a point says of each: N K numbers, which are left in another order.</param>
    /// <param name="join">From both sides' numbers, zero for a side that says nothing, to the entry; the same with the sides swapped. Zero entries are left out.</param>
    public static SparseGraph Symmetric(Neighbours neighbours, float[] values, Func<float, float, float> join)
    {
        var (n, k) = (neighbours.Points, neighbours.Count);
        var columns = (int[])neighbours.Indices.Clone();
        for (var i = 0; i < n; i++) Array.Sort(columns, values, i * k, k);
        return Symmetric(new([.. Enumerable.Range(0, n + 1).Select(i => i * k)], columns, values), join);
    }

    /// <summary>Joins the rows of a matrix that is not symmetric with its columns.</summary>
    /// <param name="rows">The matrix, columns rising in each row.</param>
    /// <param name="join">From the entries i, j and j, i, zero where there is none, to the entry; the same with the two swapped. Zero entries are left out.</param>
    public static SparseGraph Symmetric(SparseGraph rows, Func<float, float, float> join)
    {
        var n = rows.Rows;
        var transposed = rows.Transposed();
        var starts = new int[n + 1];
        // Twice, first to count: lists that grow would hold the largest arrays of a map three times.
        var longest = Enumerable.Range(0, n).Select(i => rows.Starts[i + 1] - rows.Starts[i] + transposed.Starts[i + 1] - transposed.Starts[i]).DefaultIfEmpty().Max();
        var (row, said) = (new int[longest], new float[longest]);
        for (var i = 0; i < n; i++) starts[i + 1] = starts[i] + Join(rows, transposed, i, join, row, said);
        var (columns, values) = (new int[starts[n]], new float[starts[n]]);
        for (var i = 0; i < n; i++) Join(rows, transposed, i, join, columns.AsSpan(starts[i]), values.AsSpan(starts[i]));
        return new(starts, columns, values);
    }

    /// <summary>Writes a row joined with the column of the same number, and says how many entries it has.</summary>
    private static int Join(SparseGraph rows, SparseGraph transposed, int i, Func<float, float, float> join, Span<int> columns, Span<float> values)
    {
        var (a, aEnd, b, bEnd, count) = (rows.Starts[i], rows.Starts[i + 1], transposed.Starts[i], transposed.Starts[i + 1], 0);
        while (a < aEnd || b < bEnd)
        {
            var mine = a < aEnd ? rows.Columns[a] : int.MaxValue;
            var theirs = b < bEnd ? transposed.Columns[b] : int.MaxValue;
            var entry = join(mine <= theirs ? rows.Values[a] : 0, theirs <= mine ? transposed.Values[b] : 0);
            if (entry != 0) (columns[count], values[count++]) = (Math.Min(mine, theirs), entry);
            if (mine <= theirs) a++;
            if (theirs <= mine) b++;
        }
        return count;
    }

    /// <summary>Rows as columns. These rise, because rows are visited in order.</summary>
    private SparseGraph Transposed()
    {
        var starts = new int[Rows + 1];
        foreach (var column in Columns) starts[column + 1]++;
        for (var i = 0; i < Rows; i++) starts[i + 1] += starts[i];
        var (next, columns, values) = (starts[..Rows], new int[Columns.Length], new float[Columns.Length]);
        for (var i = 0; i < Rows; i++)
            for (var e = Starts[i]; e < Starts[i + 1]; e++)
            {
                var to = next[Columns[e]]++;
                (columns[to], values[to]) = (i, Values[e]);
            }
        return new(starts, columns, values);
    }

    /// <summary>The connected component of each point, numbered from zero by their first points.</summary>
    public int[] Components()
    {
        var component = new int[Rows];
        Array.Fill(component, -1);
        var (count, open) = (0, new Stack<int>());
        for (var first = 0; first < Rows; first++)
        {
            if (component[first] >= 0) continue;
            component[first] = count;
            open.Push(first);
            while (open.TryPop(out var i))
                for (var e = Starts[i]; e < Starts[i + 1]; e++)
                    if (component[Columns[e]] < 0)
                    {
                        component[Columns[e]] = count;
                        open.Push(Columns[e]);
                    }
            count++;
        }
        return component;
    }

    /// <summary>The rows and columns of some points only.</summary>
    /// <param name="points">Which, rising.</param>
    public SparseGraph Among(int[] points)
    {
        var place = new Dictionary<int, int>(points.Select((point, at) => KeyValuePair.Create(point, at)));
        var (starts, columns, values) = (new int[points.Length + 1], new List<int>(), new List<float>());
        for (var i = 0; i < points.Length; i++)
        {
            for (var e = Starts[points[i]]; e < Starts[points[i] + 1]; e++)
                if (place.TryGetValue(Columns[e], out var column))
                {
                    columns.Add(column);
                    values.Add(Values[e]);
                }
            starts[i + 1] = columns.Count;
        }
        return new(starts, [.. columns], [.. values]);
    }
}
