namespace Glassbox;

/// <summary>Row numbers of a batch.</summary>
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
}
