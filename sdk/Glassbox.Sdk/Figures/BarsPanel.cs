using Glassbox.Drawing;

namespace Glassbox;

/// <summary>A horizontal bar a name, red to the right of zero and blue to the left.</summary>
public sealed class BarsPanel : Panel
{
    private const double Row = 20, Bar = 13, Longest = 240, NameWidth = 180;
    private readonly double names, left, right;
    private readonly string[] written;

    /// <summary>A horizontal bar a name.</summary>
    /// <param name="bars">The names with their values, from top to bottom.</param>
    public BarsPanel(IReadOnlyList<(string Name, double Value)> bars)
    {
        Bars = bars;
        written = [.. bars.Select(b => b.Value).Select(Numbers.Column(bars.Select(b => b.Value)))];
        names = bars.Select(b => Math.Min(NameWidth, Lettering.Width(b.Name, Lettering.Small))).DefaultIfEmpty(0).Max();
        // The written values stand outside of the bars' ends: they need room on the sides that bars grow to.
        var label = written.Select(w => Lettering.Width(w, Lettering.Small)).DefaultIfEmpty(0).Max() + 8;
        (left, right) = (bars.Any(b => b.Value < 0) ? label : 0, bars.Any(b => !(b.Value < 0)) ? label : 0);
    }

    /// <summary>The names with their values, from top to bottom.</summary>
    public IReadOnlyList<(string Name, double Value)> Bars { get; }

    internal override double Width => Math.Ceiling(names + 10 + left + Longest + right);

    internal override double BodyHeight => Bars.Count * Row;

    private protected override void DrawBody(Canvas canvas, double x, double y)
    {
        var finite = Bars.Select(b => b.Value).Where(double.IsFinite).ToArray();
        var (low, high) = (Math.Min(0, finite.DefaultIfEmpty(0).Min()), Math.Max(0, finite.DefaultIfEmpty(0).Max()));
        var unit = high > low ? Longest / (high - low) : 0;
        var zero = x + names + 10 + left - low * unit;
        for (var i = 0; i < Bars.Count; i++)
        {
            var (top, value) = (y + i * Row, Bars[i].Value);
            canvas.Text(Lettering.Fit(Bars[i].Name, Lettering.Small, NameWidth), x + names, top + 14, Lettering.Small, Colour.Ink, Align.Right);
            var length = double.IsFinite(value) ? value * unit : 0;
            canvas.Rectangle(new Box(Math.Min(zero, zero + length), top + (Row - Bar) / 2, Math.Abs(length), Bar), ColourMap.Diverging.At(value < 0 ? 0.1 : 0.9));
            canvas.Text(written[i], zero + length + (value < 0 ? -4 : 4), top + 14, Lettering.Small, Colour.Muted, value < 0 ? Align.Right : Align.Left);
        }
        canvas.Line(zero, y, zero, y + BodyHeight, Colour.Axis);
    }
}
