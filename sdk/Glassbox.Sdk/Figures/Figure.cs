using Glassbox.Drawing;
using Glassbox.Files;
using Glassbox.Terminal;

namespace Glassbox;

/// <summary>Panels in a grid, with a title above and a caption below.</summary>
/// <param name="panels">The panels, row by row.</param>
public sealed class Figure(params IReadOnlyList<Panel> panels)
{
    private const double Margin = 16, ColumnGap = 28, RowGap = 22;

    /// <summary>What the figure shows; empty for none.</summary>
    public string Title { get; init; } = "";

    /// <summary>What a reader must know to read it: scales, units, what was left out.</summary>
    public string Caption { get; init; } = "";

    /// <summary>How many panels stand side by side; up to four unless said.</summary>
    public int? Columns { get; init; }

    /// <summary>The panels, row by row.</summary>
    public IReadOnlyList<Panel> Panels { get; } = panels;

    /// <summary>The width in CSS pixels (1/96 inch).</summary>
    public double Width => Grid().Width;

    /// <summary>The height in CSS pixels (1/96 inch).</summary>
    public double Height => Grid().Height;

    /// <summary>The figure as an SVG document.</summary>
    public string ToSvg() => Svg(inPage: false);

    /// <summary>The figure as a PNG file.</summary>
    /// <param name="scale">How many pixels a CSS pixel becomes: 2 is 192 dots an inch.</param>
    /// <exception cref="GlassboxException">The scale is not within 0.1 to 16.</exception>
    public byte[] ToPng(double scale = 2)
    {
        if (scale is not (>= 0.1 and <= 16)) throw new GlassboxException($"A figure is drawn at a scale of 0.1 to 16, not {scale}.");
        var grid = Grid();
        using var canvas = new SkiaCanvas(grid.Width, grid.Height, scale, Colour.Paper);
        Draw(canvas, grid);
        return canvas.ToPng();
    }

    /// <summary>Draws the figure to standard output; in colour where the terminal has it and NO_COLOR does not forbid it.</summary>
    public void Show()
    {
        var screen = Screen.Current;
        TerminalFigure.Of(this, screen).Write(Console.Out, screen.Colours);
    }

    /// <summary>Writes the figure, whole or not at all, as <c>.png</c>, <c>.svg</c> or <c>.html</c> by the path's extension.</summary>
    /// <param name="path">The file; folders that lack are made.</param>
    /// <exception cref="GlassboxException">The extension is none of these, or the file cannot be written.</exception>
    public void Save(string path)
    {
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".png":
                OutputFile.Write(path, ToPng());
                break;
            case ".svg":
                OutputFile.Write(path, ToSvg());
                break;
            case ".html":
                new Report(Title).Add(this).Save(path);
                break;
            default:
                throw ResultFile.Unknown(path, ".png", ".svg", ".html");
        }
    }

    internal string Svg(bool inPage)
    {
        var grid = Grid();
        var canvas = new SvgCanvas(grid.Width, grid.Height, Title, inPage);
        if (!inPage) canvas.Rectangle(new Box(0, 0, grid.Width, grid.Height), Colour.Paper);
        Draw(canvas, grid);
        return canvas.ToString();
    }

    private void Draw(Canvas canvas, FigureGrid grid)
    {
        canvas.Paragraph(grid.Title, Margin, Margin, Lettering.Title, Colour.Ink);
        for (var i = 0; i < Panels.Count; i++)
            Panels[i].Draw(canvas, grid.Places[i]);
        canvas.Paragraph(grid.Caption, Margin, grid.Height - Margin - grid.Caption.Count * Lettering.LineHeight(Lettering.Small), Lettering.Small, Colour.Muted);
    }

    internal int ColumnCount => Math.Max(1, Math.Min(Panels.Count, Columns ?? (Panels.Count <= 4 ? Panels.Count : (int)Math.Ceiling(Math.Sqrt(Panels.Count)))));

    /// <summary>The panels' places: columns as wide as their widest panel, the bodies of a row at the same height.</summary>
    private FigureGrid Grid()
    {
        var columns = Enumerable.Range(0, ColumnCount).Select(c => Panels.Where((_, i) => i % ColumnCount == c).Select(p => p.Width).DefaultIfEmpty(0).Max()).ToArray();
        var inner = Math.Max(columns.Sum() + ColumnGap * (columns.Length - 1), Math.Min(320, Lettering.Width(Title, Lettering.Title)));
        var title = Lettering.Wrap(Title, Lettering.Title, inner);
        var caption = Lettering.Wrap(Caption, Lettering.Small, inner);

        var cells = new PanelPlace[Panels.Count];
        var y = Margin + (title.Count == 0 ? 0 : title.Count * Lettering.LineHeight(Lettering.Title) + 8);
        for (var row = 0; row * ColumnCount < Panels.Count; row++)
        {
            var places = Enumerable.Range(row * ColumnCount, Math.Min(ColumnCount, Panels.Count - row * ColumnCount)).ToArray();
            var titleHeight = places.Max(i => Panels[i].TitleHeight(columns[i % ColumnCount]));
            var height = places.Max(i => Panels[i].BodyHeight + Panels[i].CaptionHeight(columns[i % ColumnCount]));
            var x = Margin;
            foreach (var i in places)
            {
                cells[i] = new PanelPlace(x, y, columns[i % ColumnCount], titleHeight);
                x += columns[i % ColumnCount] + ColumnGap;
            }
            y += titleHeight + height + RowGap;
        }
        y += Panels.Count == 0 ? 0 : -RowGap;
        y += (caption.Count == 0 ? 0 : 12 + caption.Count * Lettering.LineHeight(Lettering.Small)) + Margin;
        return new FigureGrid(Math.Ceiling(inner + 2 * Margin), Math.Ceiling(y), title, caption, cells);
    }

    private sealed record FigureGrid(double Width, double Height, IReadOnlyList<string> Title, IReadOnlyList<string> Caption, PanelPlace[] Places);
}

/// <summary>Where a panel stands: its body begins at <c>Y + TitleHeight</c>.</summary>
internal readonly record struct PanelPlace(double X, double Y, double Width, double TitleHeight);
