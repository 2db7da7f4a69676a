namespace Glassbox.Plugins;

/// <summary>Row numbers of a batch, and what they stand for.</summary>
internal static class Rows
{
    /// <summary>The row numbers from <paramref name="first"/> on.</summary>
    public static long[] From(long first, long count)
    {
        var rows = new long[count];
        for (var i = 0; i < count; i++) rows[i] = first + i;
        return rows;
    }

    /// <summary>One number for each row.</summary>
    public static long[] Column(this long[] rows, Func<long, long> value) => Array.ConvertAll(rows, r => value(r));
}
