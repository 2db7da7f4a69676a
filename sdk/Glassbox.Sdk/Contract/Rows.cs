using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>The rows of batches and tables.</summary>
public static class Rows
{
    /// <summary>The row numbers from <paramref name="first"/> on, as <see cref="Batching.EachBatch"/> counts them and <see cref="FixedTarget.Select"/> takes them.</summary>
    /// <param name="first">The first row.</param>
    /// <param name="count">How many.</param>
    public static long[] From(long first, long count)
    {
        var rows = new long[count];
        for (var i = 0; i < count; i++) rows[i] = first + i;
        return rows;
    }

    /// <summary>Rows of unequal length as a table: <c>[rows, longest]</c>.</summary>
    /// <param name="rows">One or more, of one dimension each.</param>
    /// <param name="with">What stands beyond a row's own.</param>
    public static Tensor Padded(IEnumerable<Tensor> rows, double with = double.NaN)
    {
        var all = rows.ToArray();
        var longest = all.Max(r => r.size(0));
        return stack(all.Select(r => nn.functional.pad(r, [0, longest - r.size(0)], value: with)));
    }
}
