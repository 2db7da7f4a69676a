namespace Glassbox;

/// <summary>A line through points, such as the score while pixels are deleted.</summary>
/// <param name="Name">The name in the legend.</param>
/// <param name="X">The points' places along the horizontal axis, in order.</param>
/// <param name="Y">Their heights, one a point; the line is broken at NaN.</param>
public sealed record Curve(string Name, double[] X, double[] Y)
{
    /// <summary>What the horizontal axis measures, with its unit: <c>pixels deleted (%)</c>.</summary>
    public string XTitle { get; init; } = "";

    /// <summary>What the vertical axis measures, with its unit. Curves with the same axis titles share a panel.</summary>
    public string YTitle { get; init; } = "";

    /// <summary>A curve over 0, 1, 2, ...: the loss at each step.</summary>
    /// <param name="name">The name in the legend.</param>
    /// <param name="y">The heights.</param>
    public static Curve Steps(string name, double[] y) => new(name, [.. Enumerable.Range(0, y.Length).Select(i => (double)i)], y);
}
