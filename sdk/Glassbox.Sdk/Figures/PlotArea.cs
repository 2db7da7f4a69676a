using Glassbox.Drawing;

namespace Glassbox;

/// <summary>Two axes with their ticks, labels and titles around a box.</summary>
internal sealed class PlotArea(Axis x, Axis y, string xTitle, string yTitle)
{
    private const double Tick = 4;

    /// <summary>The room left of the box.</summary>
    public double Left { get; } = y.Labels.Select(l => Lettering.Width(l, Lettering.Small)).DefaultIfEmpty(0).Max() + Tick + 4 + (yTitle == "" ? 0 : 20);

    /// <summary>The room below the box.</summary>
    public double Bottom { get; } = 20 + (xTitle == "" ? 0 : 18);

    /// <summary>The room above and right of the box, where a label at an axis' end reaches over.</summary>
    public const double Over = 8;

    public Point Place(Box box, double xValue, double yValue) => new(x.Place(xValue, box.X, box.Right), y.Place(yValue, box.Bottom, box.Y));

    public void Draw(Canvas canvas, Box box)
    {
        for (var i = 0; i < y.Ticks.Length; i++)
        {
            var at = y.Place(y.Ticks[i], box.Bottom, box.Y);
            canvas.Line(box.X, at, box.Right, at, Colour.Grid);
            canvas.Line(box.X - Tick, at, box.X, at, Colour.Axis);
            canvas.Text(y.Labels[i], box.X - Tick - 4, at + 4, Lettering.Small, Colour.Muted, Align.Right);
        }
        for (var i = 0; i < x.Ticks.Length; i++)
        {
            var at = x.Place(x.Ticks[i], box.X, box.Right);
            canvas.Line(at, box.Y, at, box.Bottom, Colour.Grid);
            canvas.Line(at, box.Bottom, at, box.Bottom + Tick, Colour.Axis);
            canvas.Text(x.Labels[i], at, box.Bottom + Tick + 12, Lettering.Small, Colour.Muted, Align.Middle);
        }
        canvas.Line(box.X, box.Y, box.X, box.Bottom, Colour.Axis);
        canvas.Line(box.X, box.Bottom, box.Right, box.Bottom, Colour.Axis);
        if (xTitle != "") canvas.Text(Lettering.Fit(xTitle, Lettering.Body, box.Width), (box.X + box.Right) / 2, box.Bottom + Tick + 30, Lettering.Body, Colour.Ink, Align.Middle);
        if (yTitle != "") canvas.Text(Lettering.Fit(yTitle, Lettering.Body, box.Height), box.X - Left + 12, (box.Y + box.Bottom) / 2, Lettering.Body, Colour.Ink, Align.Middle, upwards: true);
    }
}
