namespace Glassbox.Terminal;

/// <summary>
/// A table in box-drawing characters. Marked rows begin with an arrow. Names and text that make it too wide are broken into lines; a table that is still too wide
/// goes on below itself with the first column again.
/// </summary>
internal static class TerminalTable
{
    private const int LongestWord = 16;

    public static CellGrid Of(Table table, int width)
    {
        var written = table.Written();
        var columns = table.Columns.Select((name, c) => Column.Of(c, name, [.. written.Select(r => r[c])], table.IsNumeric(c))).ToArray();
        var parts = Parts(columns, width).Select(part => Part(table, written, part, width)).ToArray();
        var around = Math.Min(width, Math.Max(parts.Max(p => p.Width), 60));
        return CellGrid.Stack([CellGrid.Paragraph(table.Title, around), .. parts, CellGrid.Paragraph(table.Caption, around, TerminalFigure.Faint)]);
    }

    /// <summary>As many columns side by side as fit when their text is broken, the first of the table before each lot.</summary>
    private static List<List<Column>> Parts(Column[] columns, int width)
    {
        var parts = new List<List<Column>> { new() };
        foreach (var column in columns)
        {
            if (parts[^1].Count > 1 && Total(parts[^1].Append(column).Select(c => c.Least)) > width) parts.Add([columns[0]]);
            parts[^1].Add(column);
        }
        return parts;
    }

    private static CellGrid Part(Table table, string[][] written, List<Column> columns, int width)
    {
        var widths = Widths(columns, width);
        var header = columns.Select((column, k) => CellGrid.Lines(column.Name, widths[k])).ToArray();
        var rows = written.Select(row => columns.Select((column, k) => CellGrid.Lines(row[column.Place], widths[k])).ToArray()).ToArray();
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
                    grid.Put(x + 2 + (columns[c].IsNumeric ? widths[c] - CellGrid.ColumnsOf(text) : 0), y + line, text);
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
        return grid;
    }

    /// <summary>As wide as the text; where that is too much, the widest column that can still be broken gives way.</summary>
    private static int[] Widths(List<Column> columns, int width)
    {
        var widths = columns.Select(c => c.Most).ToArray();
        while (Total(widths) > width && Enumerable.Range(0, widths.Length).Where(k => widths[k] > columns[k].Least).ToArray() is { Length: > 0 } wide)
            widths[wide.MaxBy(k => widths[k])]--;
        return widths;
    }

    private static int Total(IEnumerable<int> widths) => widths.Sum(w => w + 3) + 1;

    private static int Height(IReadOnlyList<string>[] cells) => cells.Select(c => c.Count).DefaultIfEmpty(0).Append(1).Max();

    /// <summary>A column with its width on one line, and the least at which no number and no word is cut.</summary>
    private sealed record Column(int Place, string Name, bool IsNumeric, int Most, int Least)
    {
        public static Column Of(int place, string name, string[] cells, bool isNumeric)
        {
            var most = cells.Append(name).Max(CellGrid.ColumnsOf);
            var words = (isNumeric ? name.Split(' ') : cells.Append(name).SelectMany(c => c.Split(' '))).Max(CellGrid.ColumnsOf);
            var least = Math.Max(Math.Min(words, LongestWord), isNumeric ? cells.Select(CellGrid.ColumnsOf).DefaultIfEmpty(0).Max() : 0);
            return new(place, name, isNumeric, most, Math.Min(most, least));
        }
    }
}
