namespace Glassbox.Plugins;

/// <summary>What the row numbers of a batch stand for.</summary>
internal static class Columns
{
    /// <summary>One number for each row.</summary>
    public static long[] Column(this long[] rows, Func<long, long> value) => Array.ConvertAll(rows, r => value(r));
}
