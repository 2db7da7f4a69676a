using System.Globalization;
using System.Security;
using System.Text;

namespace Glassbox.Drawing;

/// <summary>Writes SVG 1.1. Inside a page the colours that have a role follow the page's CSS variables (<c>--ink</c> ...); in a file of its own they are fixed.</summary>
internal sealed class SvgCanvas(double width, double height, string title, bool inPage) : Canvas
{
    // Above it a scatter's points are drawn as one picture, at 192 dots an inch: a hundred thousand shapes stop viewers.
    private const int MostShapes = 20_000;

    private readonly StringBuilder body = new();

    public override string ToString() =>
        $"""<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{N(width)}" height="{N(height)}" viewBox="0 0 {N(width)} {N(height)}" font-family="{Lettering.FontFamily}" role="img">""" + "\n" +
        $"<title>{Escape(title)}</title>\n" + body + "</svg>\n";

    public override void Rectangle(Box box, Colour? fill, Colour? stroke = null) =>
        body.Append($"""<rect x="{N(box.X)}" y="{N(box.Y)}" width="{N(box.Width)}" height="{N(box.Height)}" {Paint("fill", fill)}{(stroke is null ? "" : " " + Paint("stroke", stroke))}/>""").Append('\n');

    public override void Line(ReadOnlySpan<Point> points, Colour colour, double width = 1, bool dashed = false)
    {
        if (points.Length < 2) return;
        body.Append("<polyline points=\"");
        foreach (var p in points) body.Append(N(p.X)).Append(',').Append(N(p.Y)).Append(' ');
        body.Length--;
        body.Append($"\" fill=\"none\" {Paint("stroke", colour)} stroke-width=\"{N(width)}\" stroke-linejoin=\"round\"{(dashed ? " stroke-dasharray=\"5 3\"" : "")}/>\n");
    }

    public override void Markers(Shape shape, ReadOnlySpan<Point> points, double size, ReadOnlySpan<Colour> fills, double opacity)
    {
        if (points.Length > MostShapes)
        {
            using var pixels = new SkiaCanvas(width, height, scale: 2, background: null);
            pixels.Markers(shape, points, size, fills, opacity);
            Picture(pixels.ToPng(), new Box(0, 0, width, height), crisp: false);
            return;
        }
        body.Append($"<g fill-opacity=\"{N(opacity)}\">\n");
        for (var i = 0; i < points.Length; i++)
            if (shape == Shape.Circle)
                body.Append($"""<circle cx="{N(points[i].X)}" cy="{N(points[i].Y)}" r="{N(size / 2)}" {Paint("fill", fills[i])}/>""").Append('\n');
            else
                body.Append($"""<polygon points="{string.Join(' ', MarkerShapes.Corners(shape, points[i], size).Select(p => N(p.X) + "," + N(p.Y)))}" {Paint("fill", fills[i])}/>""").Append('\n');
        body.Append("</g>\n");
    }

    public override void Text(string text, double x, double y, double size, Colour colour, Align align = Align.Left, bool upwards = false)
    {
        var anchor = align switch { Align.Left => "", Align.Middle => " text-anchor=\"middle\"", _ => " text-anchor=\"end\"" };
        var turn = upwards ? $" transform=\"rotate(-90 {N(x)} {N(y)})\"" : "";
        // Lines were broken by the letters of one font; where the reader's are wider, they would run into what is beside them. Short ones too: else some lines were narrow and others not.
        var length = Lettering.Width(text, size) is > 0 and var own ? $" textLength=\"{N(own)}\" lengthAdjust=\"spacingAndGlyphs\"" : "";
        body.Append($"""<text x="{N(x)}" y="{N(y)}" font-size="{N(size)}" {Paint("fill", colour)}{anchor}{length}{turn}>{Escape(text)}</text>""").Append('\n');
    }

    public override void Picture(Raster raster, Box box, bool crisp) => Picture(raster.ToPng(), box, crisp);

    private void Picture(byte[] png, Box box, bool crisp) => body.Append(
        $"""<image x="{N(box.X)}" y="{N(box.Y)}" width="{N(box.Width)}" height="{N(box.Height)}" preserveAspectRatio="none"{(crisp ? " style=\"image-rendering:pixelated\"" : "")} xlink:href="data:image/png;base64,{Convert.ToBase64String(png)}"/>""").Append('\n');

    public override IDisposable Clip(Box box)
    {
        // A nested svg clips without an id; ids would clash where a page holds several figures.
        var place = $"{N(box.X)} {N(box.Y)} {N(box.Width)} {N(box.Height)}";
        body.Append($"""<svg x="{N(box.X)}" y="{N(box.Y)}" width="{N(box.Width)}" height="{N(box.Height)}" viewBox="{place}" overflow="hidden">""").Append('\n');
        return new Closing(body);
    }

    private string Paint(string attribute, Colour? colour) => colour switch
    {
        null => $"{attribute}=\"none\"",
        { Role: { } role } c when inPage => $"style=\"{attribute}:var(--{role},{c.Hex})\"",
        { } c => $"{attribute}=\"{c.Hex}\"",
    };

    private static string N(double value) => Math.Round(value, 2).ToString(CultureInfo.InvariantCulture);

    /// <summary>Text for XML 1.0, which has no way to write most control characters or half of a surrogate pair.</summary>
    public static string Escape(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            clean.Append(Rune.IsControl(rune) && rune.Value is not ('\t' or '\n') || rune.Value is 0xfffe or 0xffff ? "\ufffd" : rune.ToString());
        return SecurityElement.Escape(clean.ToString());
    }

    private sealed class Closing(StringBuilder body) : IDisposable
    {
        public void Dispose() => body.Append("</svg>\n");
    }
}
