using Glassbox.Drawing;

namespace Glassbox;

/// <summary>A table inside a figure: at most its first 40 rows, and a line that says how many there are.</summary>
public sealed class TablePanel : Panel
{
    private const double Row = 21, CellGap = 20, WidestCell = 320, WidestName = 130, MostRows = 40;
    private readonly string[][] written;
    private readonly double[] widths;
    private readonly IReadOnlyList<string>[] names;
    private readonly double head;

    /// <summary>A table inside a figure.</summary>
    /// <param name="table">The table; its title and caption are the panel's.</param>
    public TablePanel(Table table)
    {
        Table = table;
        Title = table.Title;
        written = table.Written();
        var shown = (int)Math.Min(written.Length, MostRows);
        Caption = written.Length > shown ? $"The first {shown} of {written.Length} rows. {table.Caption}".TrimEnd() : table.Caption;
        Array.Resize(ref written, shown);
        var cells = table.Columns.Select((_, c) => Math.Min(WidestCell, written.Select(r => Lettering.Width(r[c], Lettering.Body)).DefaultIfEmpty(0).Max())).ToArray();
        names = [.. table.Columns.Select((name, c) => Lettering.Wrap(name, Lettering.Body, Math.Max(cells[c], WidestName)))];
        widths = [.. cells.Zip(names, (cell, lines) => lines.Select(line => Lettering.Width(line, Lettering.Body)).Append(cell).Max())];
        head = 7 + Lettering.LineHeight(Lettering.Body) * names.Select(n => n.Count).Append(1).Max();
    }

    /// <summary>The table.</summary>
    public Table Table { get; }

    internal override double Width => Math.Ceiling(widths.Sum() + CellGap * widths.Length);

    internal override double BodyHeight => head + Row * written.Length + 9;

    private protected override void DrawBody(Canvas canvas, double x, double y)
    {
        for (var r = 0; r < written.Length; r++)
            if (Table.IsHighlighted(r)) canvas.Rectangle(new Box(x, y + head + 5 + Row * r, Width, Row), Colour.Mark);
        var left = x + CellGap / 2;
        for (var c = 0; c < widths.Length; c++)
        {
            var (align, at) = Table.IsNumeric(c) ? (Align.Right, left + widths[c]) : (Align.Left, left);
            canvas.Paragraph(names[c], at, y + 4, Lettering.Body, Colour.Muted, align);
            for (var r = 0; r < written.Length; r++)
                canvas.Text(Lettering.Fit(written[r][c], Lettering.Body, widths[c] + 0.1), at, y + head + 20 + Row * r, Lettering.Body, Colour.Ink, align);
            left += widths[c] + CellGap;
        }
        canvas.Line(x, y + 0.5, x + Width, y + 0.5, Colour.Ink, 1.2);
        canvas.Line(x, y + head + 1.5, x + Width, y + head + 1.5, Colour.Axis);
        canvas.Line(x, y + BodyHeight - 1, x + Width, y + BodyHeight - 1, Colour.Ink, 1.2);
    }
}
