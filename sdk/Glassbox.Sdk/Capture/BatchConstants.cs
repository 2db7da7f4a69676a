namespace Glassbox;

/// <summary>
/// Numbers that a model computed from its batch's size, such as the first of <c>view(n, -1)</c>: told by two captures of 2 and 3 samples, in which they differ, and
/// given for any batch as the straight line through both.
/// </summary>
internal static class BatchConstants
{
    /// <summary>From the arguments in captures of 2 and of 3 samples to the argument for any number of samples.</summary>
    /// <param name="two">The argument in the capture of 2 samples.</param>
    /// <param name="three">The same argument in the capture of 3.</param>
    /// <param name="varies">Whether the argument follows the number of samples.</param>
    /// <returns>The argument for a number of samples; null where the two are no numbers on a line.</returns>
    public static Func<long, object?>? Line(object? two, object? three, out bool varies)
    {
        varies = !Same(two, three);
        if (!varies) return _ => two;
        return (two, three) switch
        {
            (long a, long b) => n => On(a, b, n),
            (long[] a, long[] b) when a.Length == b.Length => n => a.Zip(b, (x, y) => On(x, y, n)).ToArray(),
            _ => null,
        };
    }

    private static long On(long two, long three, long n) => two + (three - two) * (n - 2);

    private static bool Same(object? a, object? b) => (a, b) switch
    {
        (long[] x, long[] y) => x.SequenceEqual(y),
        (double[] x, double[] y) => x.SequenceEqual(y),
        (bool[] x, bool[] y) => x.SequenceEqual(y),
        _ => Equals(a, b),
    };
}
