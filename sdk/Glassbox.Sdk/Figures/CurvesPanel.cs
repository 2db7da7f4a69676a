using Glassbox.Drawing;

namespace Glassbox;

/// <summary>Curves over a common pair of axes.</summary>
public sealed class CurvesPanel : Panel
{
    private const double PlotWidth = 380, PlotHeight = 240, Swatch = 22;
    private readonly PlotArea area;
    private readonly double legend;

    /// <summary>Curves over a common pair of axes, which take their titles from the first.</summary>
    /// <param name="curves">At least one curve.</param>
    /// <exception cref="GlassboxException">There is no curve, or one has not as many x as y.</exception>
    public CurvesPanel(IReadOnlyList<Curve> curves)
    {
        if (curves.Count == 0) throw new GlassboxException("There is no curve to draw.");
        foreach (var c in curves)
            if (c.X.Length != c.Y.Length)
                throw new GlassboxException($"The curve \"{c.Name}\" has {c.X.Length} x and {c.Y.Length} y: they must be as many.");
        Curves = curves;
        area = new PlotArea(Axis.Over(curves.SelectMany(c => c.X)), Axis.Over(curves.SelectMany(c => c.Y), padding: 0.05), curves[0].XTitle, curves[0].YTitle);
        legend = curves.Count == 1 ? 0 : 14 + Swatch + curves.Max(c => Math.Min(180, Lettering.Width(c.Name, Lettering.Small)));
    }

    /// <summary>The curves.</summary>
    public IReadOnlyList<Curve> Curves { get; }

    internal override double Width => Math.Ceiling(area.Left + PlotWidth + Math.Max(legend, PlotArea.Over));

    internal override double BodyHeight => PlotArea.Over + Math.Max(PlotHeight + area.Bottom, Curves.Count == 1 ? 0 : Curves.Count * 18);

    private protected override void DrawBody(Canvas canvas, double x, double y)
    {
        var box = new Box(x + area.Left, y + PlotArea.Over, PlotWidth, PlotHeight);
        area.Draw(canvas, box);
        for (var i = 0; i < Curves.Count; i++)
        {
            var (colour, dashed) = (Palette.ColourOf(i), i / 10 % 2 == 1);
            foreach (var run in Runs(Curves[i]))
            {
                var points = run.Select(k => area.Place(box, Curves[i].X[k], Curves[i].Y[k])).ToArray();
                canvas.Line(points, colour, 2, dashed);
                if (Curves[i].X.Length <= 25 || points.Length == 1)
                    canvas.Markers(Palette.ShapeOf(i), points, 6, [.. Enumerable.Repeat(colour, points.Length)], 1);
            }
            if (Curves.Count == 1) continue;
            var middle = box.Y + 9 + 18 * i;
            canvas.Line([new(box.Right + 14, middle), new(box.Right + 14 + Swatch - 6, middle)], colour, 2, dashed);
            canvas.Text(Lettering.Fit(Curves[i].Name, Lettering.Small, 180), box.Right + 14 + Swatch, middle + 4, Lettering.Small, Colour.Ink);
        }
    }

    /// <summary>The places of finite points that follow each other.</summary>
    private static IEnumerable<int[]> Runs(Curve curve)
    {
        var run = new List<int>();
        for (var k = 0; k <= curve.X.Length; k++)
            if (k < curve.X.Length && double.IsFinite(curve.X[k]) && double.IsFinite(curve.Y[k])) run.Add(k);
            else if (run.Count > 0)
            {
                yield return [.. run];
                run.Clear();
            }
    }
}
