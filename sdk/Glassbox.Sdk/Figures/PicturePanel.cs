using Glassbox.Drawing;

namespace Glassbox;

/// <summary>A picture, or a heatmap with its colour bar. Small pictures are enlarged with crisp pixels.</summary>
public sealed partial class PicturePanel : Panel
{
    private const int Side = 224;
    private readonly double width, height;
    private readonly bool crisp;

    internal PicturePanel(Raster raster, Heatmap? heatmap = null)
    {
        (Raster, Heatmap) = (raster, heatmap);
        var longest = Math.Max(raster.Width, raster.Height);
        crisp = longest <= Side / 2;
        var scale = crisp ? Side / longest : (double)Side / longest;
        (width, height) = (Math.Max(1, raster.Width * scale), Math.Max(1, raster.Height * scale));
    }

    internal Raster Raster { get; }

    internal Heatmap? Heatmap { get; }

    /// <summary>The columns and rows that lines part, where the picture is several beside each other.</summary>
    internal (int Columns, int Rows) Tiles { get; init; } = (1, 1);

    internal override double Width => Math.Ceiling(width + (Heatmap?.Bar?.Width ?? 0));

    internal override double BodyHeight => Math.Ceiling(height);

    private protected override void DrawBody(Canvas canvas, double x, double y)
    {
        var box = new Box(x, y, width, height);
        canvas.Picture(crisp ? Raster.Enlarged((int)(width / Raster.Width)) : Raster, box, crisp);
        for (var i = 1; i < Tiles.Columns; i++) canvas.Line(x + width * i / Tiles.Columns, y, x + width * i / Tiles.Columns, box.Bottom, Colour.Axis);
        for (var i = 1; i < Tiles.Rows; i++) canvas.Line(x, y + height * i / Tiles.Rows, box.Right, y + height * i / Tiles.Rows, Colour.Axis);
        Heatmap?.Bar?.Draw(canvas, box.Right, y, Math.Min(height, Side));
    }
}
