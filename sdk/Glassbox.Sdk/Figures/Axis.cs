namespace Glassbox;

/// <summary>A range of numbers with ticks at round places.</summary>
internal sealed class Axis
{
    private Axis(double low, double high, double[] ticks, string[] labels) => (Low, High, Ticks, Labels) = (low, high, ticks, labels);

    public double Low { get; }
    public double High { get; }
    public double[] Ticks { get; }
    public string[] Labels { get; }

    /// <summary>Over all finite values.</summary>
    /// <param name="values">What must fit in.</param>
    /// <param name="ticks">About how many ticks.</param>
    /// <param name="padding">The share of the range that is added at both ends.</param>
    public static Axis Over(IEnumerable<double> values, int ticks = 5, double padding = 0)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var v in values.Where(double.IsFinite)) (low, high) = (Math.Min(low, v), Math.Max(high, v));
        if (low > high) (low, high) = (0, 1);
        if (high - low <= 1e-12 * Math.Max(Math.Abs(low), Math.Abs(high)))
        {
            var room = low == 0 ? 1 : Math.Abs(low) * 0.1;
            (low, high) = (low - room, high + room);
        }
        var pad = padding * (high - low);
        return Between(low - pad, high + pad, ticks);
    }

    /// <summary>Exactly from one number to another, ticks at round places within.</summary>
    public static Axis Between(double low, double high, int ticks = 5)
    {
        var raw = (high - low) / Math.Max(1, ticks);
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        var step = power * (raw / power) switch { < 1.5 => 1, < 3.5 => 2, < 7.5 => 5, _ => 10 };
        var first = (long)Math.Ceiling(low / step - 1e-9);
        var last = (long)Math.Floor(high / step + 1e-9);
        var places = Enumerable.Range(0, (int)(last - first + 1)).Select(i => (first + i) * step).ToArray();

        var largest = places.Select(Math.Abs).DefaultIfEmpty(0).Max();
        var decimals = Math.Max(0, -(int)Math.Floor(Math.Log10(step) + 1e-9));
        var exponent = largest >= 1e6 || decimals > 4;
        if (exponent) decimals = Math.Max(0, (int)(Math.Floor(Math.Log10(largest) + 1e-9) - Math.Floor(Math.Log10(step) + 1e-9)));
        var format = (decimals == 0 ? "0" : "0." + new string('0', decimals)) + (exponent ? "e+0" : "");
        return new Axis(low, high, places, [.. places.Select(p => exponent && p == 0 ? "0" : Numbers.Format(p, format))]);
    }

    /// <summary>Where a value stands when the range is drawn from one place to another.</summary>
    public double Place(double value, double from, double to) => from + (value - Low) / (High - Low) * (to - from);
}
