using SkiaSharp;

namespace Glassbox.Drawing;

/// <summary>Draws pixels.</summary>
internal sealed class SkiaCanvas : Canvas, IDisposable
{
    private readonly SKSurface surface;
    private readonly SKCanvas canvas;

    /// <param name="width">The width in CSS pixels.</param>
    /// <param name="height">The height in CSS pixels.</param>
    /// <param name="scale">How many pixels a CSS pixel becomes.</param>
    /// <param name="background">The paper's colour; none for a transparent picture.</param>
    public SkiaCanvas(double width, double height, double scale, Colour? background)
    {
        var info = new SKImageInfo((int)Math.Round(width * scale), (int)Math.Round(height * scale), SKColorType.Rgba8888, SKAlphaType.Premul);
        surface = SKSurface.Create(info) ?? throw new GlassboxException($"A picture of {info.Width} x {info.Height} pixels cannot be drawn: choose a smaller scale.");
        canvas = surface.Canvas;
        canvas.Clear(background is { } paper ? Sk(paper) : SKColors.Transparent);
        canvas.Scale((float)scale);
    }

    public byte[] ToPng()
    {
        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    public override void Rectangle(Box box, Colour? fill, Colour? stroke = null)
    {
        if (fill is { } inside)
        {
            using var paint = Paint(inside);
            canvas.DrawRect(Rect(box), paint);
        }
        if (stroke is { } edge)
        {
            using var paint = Paint(edge);
            paint.Style = SKPaintStyle.Stroke;
            paint.StrokeWidth = 1;
            canvas.DrawRect(Rect(box), paint);
        }
    }

    public override void Line(ReadOnlySpan<Point> points, Colour colour, double width = 1, bool dashed = false)
    {
        if (points.Length < 2) return;
        using var builder = new SKPathBuilder();
        builder.MoveTo((float)points[0].X, (float)points[0].Y);
        foreach (var p in points[1..]) builder.LineTo((float)p.X, (float)p.Y);
        using var path = builder.Detach();
        using var paint = Paint(colour);
        paint.Style = SKPaintStyle.Stroke;
        paint.StrokeWidth = (float)width;
        paint.StrokeJoin = SKStrokeJoin.Round;
        using var dashes = dashed ? SKPathEffect.CreateDash([5, 3], 0) : null;
        paint.PathEffect = dashes;
        canvas.DrawPath(path, paint);
    }

    public override void Markers(Shape shape, ReadOnlySpan<Point> points, double size, ReadOnlySpan<Colour> fills, double opacity)
    {
        using var paint = new SKPaint { IsAntialias = true };
        for (var i = 0; i < points.Length; i++)
        {
            paint.Color = Sk(fills[i]).WithAlpha((byte)Math.Round(255 * opacity));
            var (x, y) = ((float)points[i].X, (float)points[i].Y);
            if (shape == Shape.Circle)
            {
                canvas.DrawCircle(x, y, (float)size / 2, paint);
                continue;
            }
            using var builder = new SKPathBuilder();
            builder.AddPoly([.. MarkerShapes.Corners(shape, points[i], size).Select(p => new SKPoint((float)p.X, (float)p.Y))], true);
            using var path = builder.Detach();
            canvas.DrawPath(path, paint);
        }
    }

    public override void Text(string text, double x, double y, double size, Colour colour, Align align = Align.Left, bool upwards = false)
    {
        using var font = new SKFont(Lettering.Typeface, (float)size) { Hinting = SKFontHinting.None, Subpixel = true, LinearMetrics = true, Edging = SKFontEdging.Antialias };
        using var paint = Paint(colour);
        canvas.Save();
        canvas.Translate((float)x, (float)y);
        if (upwards) canvas.RotateDegrees(-90);
        canvas.DrawText(text, 0, 0, align switch { Align.Left => SKTextAlign.Left, Align.Middle => SKTextAlign.Center, _ => SKTextAlign.Right }, font, paint);
        canvas.Restore();
    }

    public override void Picture(Raster raster, Box box, bool crisp)
    {
        using var image = raster.ToSkia();
        canvas.DrawImage(image, Rect(box), new SKSamplingOptions(crisp ? SKFilterMode.Nearest : SKFilterMode.Linear, crisp ? SKMipmapMode.None : SKMipmapMode.Linear));
    }

    public override IDisposable Clip(Box box)
    {
        canvas.Save();
        canvas.ClipRect(Rect(box));
        return new Restore(canvas);
    }

    public void Dispose() => surface.Dispose();

    private static SKPaint Paint(Colour colour) => new() { Color = Sk(colour), IsAntialias = true };
    private static SKColor Sk(Colour colour) => new(colour.R, colour.G, colour.B);
    private static SKRect Rect(Box box) => new((float)box.X, (float)box.Y, (float)box.Right, (float)box.Bottom);

    private sealed class Restore(SKCanvas canvas) : IDisposable
    {
        public void Dispose() => canvas.Restore();
    }
}
