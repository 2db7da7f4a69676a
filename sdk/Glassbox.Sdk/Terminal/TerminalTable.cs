namespace Glassbox.Terminal;

/// <summary>A table in box-drawing characters. Marked rows begin with an arrow; names and text that make it too wide are broken into lines.</summary>
internal static class TerminalTable
{
    private const int NarrowestText = 10;

    public static CellGrid Of(Table table, int width)
    {
        var written = table.Written();
        var widths = Widths(table, written, width);
        var header = table.Columns.Select((name, c) => CellGrid.Lines(name, widths[c])).ToArray();
        var rows = written.Select(row => row.Select((text, c) => CellGrid.Lines(text, widths[c])).ToArray()).ToArray();
        var heights = rows.Select(Height).ToArray();

        var grid = new CellGrid(Total(widths), Height(header) + heights.Sum() + 3);
        void Rule(int y, char left, char middle, char right) =>
            grid.Put(0, y, left + string.Join(middle, widths.Select(w => new string('─', w + 2))) + right, TerminalFigure.Faint);
        int Row(int y, IReadOnlyList<string>[] cells, bool marked)
        {
            for (var line = 0; line < Height(cells); line++)
            {
                var x = 0;
                for (var c = 0; c < widths.Length; c++)
                {
                    grid.Put(x, y + line, "│", TerminalFigure.Faint);
                    var text = line < cells[c].Count ? cells[c][line] : "";
                    grid.Put(x + 2 + (table.IsNumeric(c) ? widths[c] - CellGrid.ColumnsOf(text) : 0), y + line, text);
                    x += widths[c] + 3;
                }
                grid.Put(x, y + line, "│", TerminalFigure.Faint);
            }
            if (marked) grid.Put(1, y, "▸", ColourMap.Diverging.At(0.85));
            return y + Height(cells);
        }

        Rule(0, '┌', '┬', '┐');
        var next = Row(1, header, false);
        Rule(next++, '├', '┼', '┤');
        for (var r = 0; r < rows.Length; r++) next = Row(next, rows[r], table.IsHighlighted(r));
        Rule(next, '└', '┴', '┘');
        var around = Math.Min(width, Math.Max(grid.Width, 60));
        return CellGrid.Stack(CellGrid.Paragraph(table.Title, around), grid, CellGrid.Paragraph(table.Caption, around, TerminalFigure.Faint));
    }

    /// <summary>As wide as the text; where that is too much, the widest column that can still be broken gives way. Numbers are never broken.</summary>
    private static int[] Widths(Table table, string[][] written, int width)
    {
        var cells = table.Columns.Select((_, c) => written.Select(r => CellGrid.ColumnsOf(r[c])).DefaultIfEmpty(0).Max()).ToArray();
        var widths = table.Columns.Select((name, c) => Math.Max(cells[c], CellGrid.ColumnsOf(name))).ToArray();
        var least = table.Columns.Select((name, c) => Math.Min(widths[c], table.IsNumeric(c) ? Math.Max(cells[c], 6) : NarrowestText)).ToArray();
        while (Total(widths) > width && widths.Zip(least).Any(w => w.First > w.Second))
        {
            var widest = Enumerable.Range(0, widths.Length).Where(c => widths[c] > least[c]).MaxBy(c => widths[c]);
            widths[widest]--;
        }
        return widths;
    }

    private static int Total(int[] widths) => widths.Sum() + 3 * widths.Length + 1;

    private static int Height(IReadOnlyList<string>[] cells) => cells.Select(c => c.Count).DefaultIfEmpty(0).Append(1).Max();
}
