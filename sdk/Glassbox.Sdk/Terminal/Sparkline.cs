namespace Glassbox.Terminal;

/// <summary>Numbers as a line of bars, one character high.</summary>
internal static class Sparkline
{
    private const string Bars = "▁▂▃▄▅▆▇█", Plain = "_.-=+*#@";

    /// <summary>The numbers from the lowest (a low bar) to the highest. More numbers than characters become means of neighbours; what is not finite is a space.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="width">The most characters.</param>
    /// <param name="blocks">Whether the terminal has block characters; otherwise ASCII.</param>
    public static string Of(IReadOnlyList<double> values, int width, bool blocks = true)
    {
        var length = Math.Min(values.Count, width);
        var means = new double[length];
        for (var i = 0; i < length; i++)
        {
            var (from, to) = ((int)((long)i * values.Count / length), (int)((i + 1L) * values.Count / length));
            means[i] = Enumerable.Range(from, to - from).Select(k => values[k]).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();
        }
        var finite = means.Where(double.IsFinite).ToArray();
        if (finite.Length == 0) return "";
        var (low, high) = (finite.Min(), finite.Max());
        var levels = blocks ? Bars : Plain;
        return string.Concat(means.Select(m => !double.IsFinite(m) ? ' ' : levels[high > low ? (int)Math.Round((m - low) / (high - low) * (levels.Length - 1)) : levels.Length / 2]));
    }
}
