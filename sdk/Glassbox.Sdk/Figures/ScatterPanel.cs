using Glassbox.Drawing;

namespace Glassbox;

/// <summary>A point a sample, in colours of its group or on a scale.</summary>
public sealed class ScatterPanel : Panel
{
    private const double Side = 400, Legend = 170, LegendRow = 18;
    private readonly double[] x, y;
    private readonly PlotArea area;
    private readonly double across, up;
    private readonly ColourBar? bar;

    /// <summary>A point a sample. One unit is as long on both axes, since distances are what such a map shows.</summary>
    /// <param name="x">Where each sample lies along the horizontal axis; samples without a finite place are not drawn, and the caption says how many.</param>
    /// <param name="y">Where each lies along the vertical axis.</param>
    /// <param name="colour">What the colours mean: one value a sample; all points alike where null.</param>
    /// <param name="xTitle">The horizontal axis' title.</param>
    /// <param name="yTitle">The vertical axis' title.</param>
    /// <exception cref="GlassboxException">The columns are not equally long.</exception>
    public ScatterPanel(double[] x, double[] y, Column? colour = null, string xTitle = "", string yTitle = "")
    {
        if (x.Length != y.Length || colour is not null && colour.Count != x.Length)
            throw new GlassboxException($"A scatter of {x.Length} x and {y.Length} y{(colour is null ? "" : $" with {colour.Count} colours")} cannot be drawn: there must be one of each a sample.");
        (this.x, this.y, Colour) = (x, y, colour);
        var lost = x.Zip(y).Count(p => !Placed(p.First, p.Second));
        if (lost > 0) Caption = $"{lost} of {x.Length} samples have no finite place and are not drawn.";
        var (horizontal, vertical) = (Axis.Over(x, padding: 0.04), Axis.Over(y, padding: 0.04));
        (horizontal, vertical) = (Widened(horizontal, vertical), Widened(vertical, horizontal));
        var unit = Side / Math.Max(horizontal.High - horizontal.Low, vertical.High - vertical.Low);
        (across, up) = ((horizontal.High - horizontal.Low) * unit, (vertical.High - vertical.Low) * unit);
        area = new PlotArea(horizontal, vertical, xTitle, yTitle);
        if (colour?.Numbers is { } numbers)
        {
            var range = Axis.Over(numbers);
            bar = new ColourBar(ColourMap.Sequential, range.Low, range.High);
        }
    }

    /// <summary>What the colours mean.</summary>
    public Column? Colour { get; }

    /// <summary>Written beside the points; null for none.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>Points that follow each other, by index, joined by lines.</summary>
    public IReadOnlyList<int[]> Paths { get; init; } = [];

    internal IReadOnlyList<double> X => x;
    internal IReadOnlyList<double> Y => y;

    private double LegendWidth => bar is not null ? 8 + bar.Width : Colour is null ? PlotArea.Over : 16 + 12 + Colour.Groups.Select(g => Math.Min(Legend, Lettering.Width(g, Lettering.Small))).DefaultIfEmpty(0).Max();

    internal override double Width => Math.Ceiling(area.Left + across + LegendWidth);

    internal override double BodyHeight => PlotArea.Over + Math.Max(up + area.Bottom, (Colour?.Groups.Count ?? 0) * LegendRow);

    private protected override void DrawBody(Canvas canvas, double left, double top)
    {
        var box = new Box(left + area.Left, top + PlotArea.Over, across, up);
        area.Draw(canvas, box);

        foreach (var path in Paths)
            for (var i = 1; i < path.Length; i++)
                if (Placed(x[path[i - 1]], y[path[i - 1]]) && Placed(x[path[i]], y[path[i]]))
                    canvas.Line([area.Place(box, x[path[i - 1]], y[path[i - 1]]), area.Place(box, x[path[i]], y[path[i]])], ColourOf(path[i]), 1.2);

        // In the order of the samples, not group by group: the last group would hide the others.
        var (size, opacity) = x.Length switch { <= 300 => (7.0, 0.9), <= 3000 => (5.0, 0.8), <= 30000 => (3.0, 0.6), _ => (2.0, 0.5) };
        foreach (var shape in Enumerable.Range(0, x.Length).Where(i => Placed(x[i], y[i])).GroupBy(ShapeOf))
            canvas.Markers(shape.Key, [.. shape.Select(i => area.Place(box, x[i], y[i]))], size, [.. shape.Select(ColourOf)], opacity);

        for (var i = 0; i < (Names?.Count ?? 0); i++)
            if (Placed(x[i], y[i]))
            {
                // Names turn inwards in the right half, where they would leave the panel.
                var (at, right) = (area.Place(box, x[i], y[i]), x[i] > x.Where(double.IsFinite).Average());
                canvas.Text(Names![i], at.X + (right ? -7 : 7), at.Y + 4, Lettering.Small, Glassbox.Colour.Muted, right ? Align.Right : Align.Left);
            }

        if (bar is not null) bar.Draw(canvas, box.Right + 8, box.Y, Math.Min(up, 200));
        else if (Colour is not null)
            for (var g = 0; g < Colour.Groups.Count; g++)
            {
                var middle = box.Y + 8 + LegendRow * g;
                canvas.Markers(Palette.ShapeOf(g), [new(box.Right + 20, middle)], 8, [Palette.ColourOf(g)], 1);
                canvas.Text(Lettering.Fit(Colour.Groups[g], Lettering.Small, Legend), box.Right + 28, middle + 4, Lettering.Small, Glassbox.Colour.Ink);
            }
    }

    internal Colour ColourOf(int sample) => bar is not null ? bar.ColourOf(Colour!.Numbers![sample]) : Palette.ColourOf(Colour?.GroupOf![sample] ?? 0);

    private Shape ShapeOf(int sample) => Colour?.GroupOf is { } group ? Palette.ShapeOf(group[sample]) : Shape.Circle;

    internal static bool Placed(double x, double y) => double.IsFinite(x) && double.IsFinite(y);

    /// <summary>A range that is at least half as long as the other, so that a flat map still has two axes.</summary>
    private static Axis Widened(Axis own, Axis other)
    {
        var (middle, half) = ((own.Low + own.High) / 2, Math.Max(own.High - own.Low, (other.High - other.Low) / 2) / 2);
        return Axis.Between(middle - half, middle + half);
    }
}
