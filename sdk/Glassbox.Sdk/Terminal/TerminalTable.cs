namespace Glassbox.Terminal;

/// <summary>A table in box-drawing characters. Marked rows begin with an arrow.</summary>
internal static class TerminalTable
{
    public static CellGrid Of(Table table, int width)
    {
        var written = table.Written();
        var widths = table.Columns.Select((name, c) => written.Select(r => CellGrid.ColumnsOf(r[c])).Append(CellGrid.ColumnsOf(name)).Max()).ToArray();
        // Too wide: the widest columns of text give way.
        while (widths.Sum() + 3 * widths.Length + 1 > width && widths.Max() > 8)
            widths[Array.IndexOf(widths, widths.Max())]--;

        var grid = new CellGrid(widths.Sum() + 3 * widths.Length + 1, written.Length + 4);
        void Rule(int y, char left, char middle, char right) =>
            grid.Put(0, y, left + string.Join(middle, widths.Select(w => new string('─', w + 2))) + right, TerminalFigure.Faint);
        void Row(int y, IReadOnlyList<string> cells, bool marked)
        {
            var x = 0;
            for (var c = 0; c < widths.Length; c++)
            {
                grid.Put(x, y, "│", TerminalFigure.Faint);
                var text = CellGrid.Fit(cells[c], widths[c]);
                grid.Put(x + 2 + (table.IsNumeric(c) ? widths[c] - CellGrid.ColumnsOf(text) : 0), y, text);
                x += widths[c] + 3;
            }
            grid.Put(x, y, "│", TerminalFigure.Faint);
            if (marked) grid.Put(1, y, "▸", ColourMap.Diverging.At(0.85));
        }

        Rule(0, '┌', '┬', '┐');
        Row(1, table.Columns, false);
        Rule(2, '├', '┼', '┤');
        for (var r = 0; r < written.Length; r++) Row(3 + r, written[r], table.IsHighlighted(r));
        Rule(3 + written.Length, '└', '┴', '┘');
        var around = Math.Max(grid.Width, Math.Min(width, 60));
        return CellGrid.Stack(CellGrid.Paragraph(table.Title, around), grid, CellGrid.Paragraph(table.Caption, around, TerminalFigure.Faint));
    }
}
