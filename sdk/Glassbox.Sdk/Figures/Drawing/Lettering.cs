using SkiaSharp;

namespace Glassbox.Drawing;

/// <summary>
/// The typeface of every figure and its measures. Liberation Sans travels inside this assembly, so that a machine without fonts draws text too;
/// it has the widths of Arial and Helvetica, so that an SVG shown with either keeps its layout.
/// </summary>
internal static class Lettering
{
    public const string FontFamily = "Liberation Sans, Arial, Helvetica, sans-serif";
    public const double Title = 16, Body = 12, Small = 11;

    public static SKTypeface Typeface { get; } = SKTypeface.FromStream(
        typeof(Lettering).Assembly.GetManifestResourceStream("Glassbox.LiberationSans-Regular.ttf")!);

    private static readonly SKFont Font = new(Typeface, 100) { Hinting = SKFontHinting.None, Subpixel = true, LinearMetrics = true };

    public static double Width(string text, double size) => Font.MeasureText(text) * size / 100;

    public static double LineHeight(double size) => Math.Round(size * 1.3);

    /// <summary>From the top of a line to its baseline.</summary>
    public static double Baseline(double size) => Math.Round(size * 1.0);

    /// <summary>Text cut to a width, with an ellipsis where something is missing.</summary>
    public static string Fit(string text, double size, double width)
    {
        if (Width(text, size) <= width) return text;
        var length = text.Length;
        while (length > 0 && Width(text[..length] + "…", size) > width) length--;
        if (length > 0 && char.IsHighSurrogate(text[length - 1])) length--;
        return text[..length].TrimEnd() + "…";
    }

    /// <summary>Text broken into lines of a width at spaces and line ends; a word longer than a line is cut.</summary>
    public static IReadOnlyList<string> Wrap(string text, double size, double width)
    {
        var lines = new List<string>();
        foreach (var paragraph in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var line = "";
            foreach (var word in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                var longer = line == "" ? word : line + " " + word;
                if (Width(longer, size) <= width)
                {
                    line = longer;
                    continue;
                }
                if (line != "") lines.Add(line);
                line = Fit(word, size, width);
            }
            if (line != "") lines.Add(line);
        }
        return lines;
    }
}
