namespace Glassbox.Terminal;

/// <summary>A picture: as an image where the terminal has graphics, else in half blocks, two pixels a character; in shades of characters where there is no colour.</summary>
internal static class TerminalPicture
{
    private const string Shades = " .:-=+*#%@", For = " .+#", Against = " .-=";

    public static CellGrid Of(PicturePanel panel, Screen screen, int width)
    {
        var colours = screen.Colours;
        var picture = colours != ColourDepth.None && screen.Graphics.Value is { Protocol: not Graphics.Characters } graphics
            ? Image(panel.Raster, graphics, width)
            : Characters(panel, colours, width);
        return panel.Heatmap?.Bar is { } bar ? CellGrid.Stack(picture, Scale(bar, colours, Math.Max(picture.Width, 24))) : picture;
    }

    private static CellGrid Image(Raster raster, TerminalGraphics graphics, int columns)
    {
        // Not higher than wide: a tall picture would push the one before it off the screen.
        if (raster.Height > raster.Width) columns = Math.Max(1, columns * raster.Width / raster.Height);
        var rows = Math.Max(1, (int)Math.Round((double)columns * graphics.CellWidth * raster.Height / raster.Width / graphics.CellHeight));
        var pixels = Resized(raster, columns * graphics.CellWidth, rows * graphics.CellHeight);
        var grid = new CellGrid(columns, rows);
        grid.PutImage(0, 0, rows, graphics.Protocol switch
        {
            Graphics.Kitty => KittyImage.Encode(pixels.ToPng(), columns, rows),
            Graphics.ITerm2 => ITerm2Image.Encode(pixels.ToPng(), columns, rows),
            _ => SixelImage.Encode(pixels),
        });
        return grid;
    }

    /// <summary>Means of pixels where it becomes smaller, crisp pixels where it becomes larger.</summary>
    private static Raster Resized(Raster raster, int width, int height)
    {
        var rgb = new byte[3 * width * height];
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                var colour = Mean(raster, Span(x, width, raster.Width), Span(y, height, raster.Height));
                var at = 3 * (y * width + x);
                (rgb[at], rgb[at + 1], rgb[at + 2]) = (colour.R, colour.G, colour.B);
            }
        return new Raster(width, height, rgb);
    }

    private static CellGrid Characters(PicturePanel panel, ColourDepth colours, int width)
    {
        var (w, h) = (panel.Raster.Width, panel.Raster.Height);
        var longest = Math.Max(w, h);
        var (across, down) = longest * 2 <= width
            ? (w * (width / longest), h * (width / longest))
            : (Math.Max(1, (int)Math.Round(w * Math.Min(1, (double)width / longest))), Math.Max(1, (int)Math.Round(h * Math.Min(1, (double)width / longest))));

        var picture = new CellGrid(across, (down + 1) / 2);
        for (var y = 0; y < picture.Height; y++)
            for (var x = 0; x < across; x++)
                if (colours == ColourDepth.None)
                    picture.Put(x, y, Character(panel, Span(x, across, w), Span(2 * y, down, h, Math.Min(2, down - 2 * y))).ToString());
                else
                    picture.Put(x, y, "▀", Mean(panel.Raster, Span(x, across, w), Span(2 * y, down, h)),
                        2 * y + 1 < down ? Mean(panel.Raster, Span(x, across, w), Span(2 * y + 1, down, h)) : null);
        return picture;
    }

    private static CellGrid Scale(ColourBar bar, ColourDepth colours, int width)
    {
        var (low, high) = (Numbers.Text(bar.Low), Numbers.Text(bar.High));
        var grid = new CellGrid(width, 1);
        if (colours == ColourDepth.None)
        {
            grid.Put(0, 0, bar.Low < 0 ? $"{low} =-. .+# {high}" : $"{low} .+# {high}");
            return grid;
        }
        var length = width - low.Length - high.Length - 2;
        grid.Put(0, 0, low, TerminalFigure.Faint);
        for (var i = 0; i < length; i++) grid.Put(low.Length + 1 + i, 0, "█", bar.Map.At(i / (length - 1.0)));
        grid.Put(width - high.Length, 0, high, TerminalFigure.Faint);
        return grid;
    }

    private static char Character(PicturePanel panel, Range across, Range down)
    {
        if (panel.Heatmap is not { } heatmap)
        {
            var c = Mean(panel.Raster, across, down);
            return Shades[(int)((0.299 * c.R + 0.587 * c.G + 0.114 * c.B) / 256 * Shades.Length)];
        }
        var (sum, count) = (0.0, 0);
        for (var y = down.Start.Value; y < down.End.Value; y++)
            for (var x = across.Start.Value; x < across.End.Value; x++)
                (sum, count) = (sum + heatmap.At(x, y), count + 1);
        var mean = sum / count;
        return double.IsNaN(mean) ? '?' : (mean < 0 ? Against : For)[(int)Math.Min(3, Math.Abs(mean) * 4)];
    }

    /// <summary>The pixels that a place of the terminal covers, at least one.</summary>
    private static Range Span(int place, int places, int pixels, int wide = 1)
    {
        var start = Math.Min(pixels - 1, place * pixels / places);
        return start..Math.Max(start + 1, (place + wide) * pixels / places);
    }

    private static Colour Mean(Raster raster, Range across, Range down)
    {
        var (r, g, b, count) = (0, 0, 0, 0);
        for (var y = down.Start.Value; y < down.End.Value; y++)
            for (var x = across.Start.Value; x < across.End.Value; x++)
            {
                var c = raster[x, y];
                (r, g, b, count) = (r + c.R, g + c.G, b + c.B, count + 1);
            }
        return new((byte)(r / count), (byte)(g / count), (byte)(b / count));
    }
}
