namespace Glassbox.Drawing;

/// <summary>What panels draw on. Lengths are CSS pixels (1/96 inch), y grows downwards.</summary>
internal abstract class Canvas
{
    public abstract void Rectangle(Box box, Colour? fill, Colour? stroke = null);
    public abstract void Line(ReadOnlySpan<Point> points, Colour colour, double width = 1, bool dashed = false);
    public abstract void Markers(Shape shape, ReadOnlySpan<Point> points, double size, ReadOnlySpan<Colour> fills, double opacity);

    /// <summary>One line of text; (x, y) is the end named by <paramref name="align"/> on the baseline, <paramref name="upwards"/> turns it to be read from bottom to top.</summary>
    public abstract void Text(string text, double x, double y, double size, Colour colour, Align align = Align.Left, bool upwards = false);

    /// <summary>A picture stretched over a box; <paramref name="crisp"/> keeps the edges of its pixels.</summary>
    public abstract void Picture(Raster raster, Box box, bool crisp);

    /// <summary>What is drawn before the result is disposed stays inside the box.</summary>
    public abstract IDisposable Clip(Box box);

    public void Line(double x1, double y1, double x2, double y2, Colour colour, double width = 1) => Line([new(x1, y1), new(x2, y2)], colour, width);

    /// <summary>Lines of text below each other, from the top of the box.</summary>
    public void Paragraph(IReadOnlyList<string> lines, double x, double top, double size, Colour colour, Align align = Align.Left)
    {
        for (var i = 0; i < lines.Count; i++)
            Text(lines[i], x, top + Lettering.Baseline(size) + i * Lettering.LineHeight(size), size, colour, align);
    }
}

internal enum Align { Left, Middle, Right }

internal readonly record struct Point(double X, double Y);

internal readonly record struct Box(double X, double Y, double Width, double Height)
{
    public double Right => X + Width;
    public double Bottom => Y + Height;
}
