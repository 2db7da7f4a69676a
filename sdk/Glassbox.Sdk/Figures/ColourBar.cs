using Glassbox.Drawing;

namespace Glassbox;

/// <summary>A vertical scale of colours with the numbers they stand for.</summary>
internal sealed class ColourBar(ColourMap map, double low, double high)
{
    private const double Bar = 11, Gap = 10;
    private readonly Axis axis = Axis.Between(low, high, 4);

    public ColourMap Map => map;
    public double Low => low;
    public double High => high;

    public double Width => Gap + Bar + 8 + axis.Labels.Select(l => Lettering.Width(l, Lettering.Small)).DefaultIfEmpty(0).Max();

    public Colour ColourOf(double value) => map.At((value - low) / (high - low));

    public void Draw(Canvas canvas, double x, double y, double height)
    {
        var box = new Box(x + Gap, y, Bar, height);
        var pixels = map.Colours.Reverse().SelectMany(c => new[] { c.R, c.G, c.B }).ToArray();
        canvas.Picture(new Raster(1, map.Colours.Count, pixels), box, crisp: false);
        canvas.Rectangle(box, null, Colour.Axis);
        for (var i = 0; i < axis.Ticks.Length; i++)
        {
            var at = axis.Place(axis.Ticks[i], box.Bottom, box.Y);
            canvas.Line(box.Right, at, box.Right + 3, at, Colour.Axis);
            canvas.Text(axis.Labels[i], box.Right + 6, at + 4, Lettering.Small, Colour.Muted);
        }
    }
}
