using System.Globalization;

namespace Glassbox;

/// <summary>How numbers are written in tables, on axes and in captions.</summary>
internal static class Numbers
{
    public static string Format(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture).Replace('-', '\u2212').Replace("e\u2212", "e-");

    /// <summary>One number on its own, to this many significant digits.</summary>
    public static string Text(double value, int digits = 3)
    {
        if (!double.IsFinite(value)) return NotFinite(value);
        if (value == 0) return "0";
        var magnitude = Math.Floor(Math.Log10(Math.Abs(value)));
        if (magnitude is < -4 or > 6) return Format(value, "0." + new string('#', digits - 1) + "e+0");
        return Format(value, "0." + new string('#', (int)Math.Max(0, digits - 1 - magnitude)));
    }

    /// <summary>A way to write all these numbers with the same decimals, four significant digits for the largest. What would keep less than two digits so is written with an exponent.</summary>
    public static Func<double, string> Column(IEnumerable<double> values)
    {
        var largest = values.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        if (largest > 0 && largest is < 1e-3 or >= 1e7) return v => !double.IsFinite(v) ? NotFinite(v) : v == 0 ? "0" : Format(v, "0.000e+0");
        var decimals = largest == 0 ? 0 : Math.Clamp(3 - (int)Math.Floor(Math.Log10(largest)), 0, 6);
        var format = decimals == 0 ? "0" : "0." + new string('0', decimals);
        // At least two digits are left of what is small.
        var small = Math.Min(1e-3, Math.Pow(10, 1 - decimals));
        return v => !double.IsFinite(v) ? NotFinite(v) : v != 0 && (Math.Abs(v) < small || Math.Round(v, decimals) == 0) ? Format(v, "0.0e+0") : Format(v, format);
    }

    private static string NotFinite(double value) => double.IsNaN(value) ? "NaN" : value > 0 ? "\u221e" : "\u2212\u221e";
}
