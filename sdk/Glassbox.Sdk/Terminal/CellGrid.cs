using System.Text;

namespace Glassbox.Terminal;

/// <summary>A rectangle of characters with colours, from which terminal output is put together.</summary>
internal sealed class CellGrid(int width, int height)
{
    private readonly (string? Text, Colour? Ink, Colour? Paper)[] cells = new (string?, Colour?, Colour?)[width * height];
    private readonly List<(int X, int Y, int Rows, string Sequence)> images = [];

    public int Width => width;
    public int Height => height;

    /// <summary>Text in one row; what does not fit is cut.</summary>
    public void Put(int x, int y, string text, Colour? ink = null, Colour? paper = null)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            var columns = ColumnsOf(rune);
            if (columns == 0 || y < 0 || y >= height) continue;
            if (x < 0 || x + columns > width) return;
            cells[y * width + x] = (Rune.IsControl(rune) ? "?" : rune.ToString(), ink, paper);
            // The second column of a wide character holds nothing of its own.
            if (columns == 2) cells[y * width + x + 1] = ("", ink, paper);
            x += columns;
        }
    }

    /// <summary>An image over cells that stay blank.</summary>
    /// <param name="x">The column of its left edge.</param>
    /// <param name="y">The row of its upper edge.</param>
    /// <param name="rows">How many rows it covers.</param>
    /// <param name="sequence">What draws it where the cursor is.</param>
    public void PutImage(int x, int y, int rows, string sequence) => images.Add((x, y, rows, sequence));

    public void Put(int x, int y, CellGrid other)
    {
        images.AddRange(other.images.Select(i => (x + i.X, y + i.Y, i.Rows, i.Sequence)));
        for (var r = 0; r < Math.Min(other.Height, height - y); r++)
            other.cells.AsSpan(r * other.Width, Math.Min(other.Width, width - x)).CopyTo(cells.AsSpan((y + r) * width + x));
    }

    /// <summary>Grids below each other.</summary>
    public static CellGrid Stack(params IReadOnlyList<CellGrid> grids)
    {
        var all = new CellGrid(grids.Select(g => g.Width).DefaultIfEmpty(0).Max(), grids.Sum(g => g.Height));
        var y = 0;
        foreach (var g in grids)
        {
            all.Put(0, y, g);
            y += g.Height;
        }
        return all;
    }

    /// <summary>Text broken into lines.</summary>
    public static CellGrid Paragraph(string text, int width, Colour? ink = null)
    {
        var lines = Lines(text, width);
        var grid = new CellGrid(width, lines.Count);
        for (var i = 0; i < lines.Count; i++) grid.Put(0, i, lines[i], ink);
        return grid;
    }

    /// <summary>Text broken at spaces; a word longer than a line is cut, with an ellipsis.</summary>
    public static IReadOnlyList<string> Lines(string text, int width)
    {
        var lines = new List<string>();
        foreach (var paragraph in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var line = "";
            foreach (var word in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                if (line == "") line = word;
                else if (ColumnsOf(line) + 1 + ColumnsOf(word) <= width) line += " " + word;
                else
                {
                    lines.Add(line);
                    line = word;
                }
            lines.Add(line);
        }
        return [.. lines.Select(line => Fit(line, width))];
    }

    /// <summary>Text cut to a width, with an ellipsis where something is missing.</summary>
    public static string Fit(string text, int width)
    {
        if (ColumnsOf(text) <= width) return text;
        var (cut, columns) = (new StringBuilder(), 0);
        foreach (var rune in text.EnumerateRunes())
        {
            if ((columns += ColumnsOf(rune)) > width - 1) break;
            cut.Append(rune.ToString());
        }
        return cut.Append('…').ToString();
    }

    public static int ColumnsOf(string text) => text.EnumerateRunes().Sum(ColumnsOf);

    /// <summary>Two for East Asian wide characters and emoji, none for combining marks.</summary>
    private static int ColumnsOf(Rune rune) => rune.Value switch
    {
        < 0x300 => 1,
        _ when Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.EnclosingMark or System.Globalization.UnicodeCategory.Format => 0,
        >= 0x1100 and <= 0x115f or >= 0x2e80 and <= 0xa4cf or >= 0xac00 and <= 0xd7a3 or >= 0xf900 and <= 0xfaff or >= 0xfe30 and <= 0xfe6f
            or >= 0xff00 and <= 0xff60 or >= 0xffe0 and <= 0xffe6 or >= 0x1f300 and <= 0x1f64f or >= 0x1f900 and <= 0x1f9ff or >= 0x20000 and <= 0x3fffd => 2,
        _ => 1,
    };

    public void Write(TextWriter output, ColourDepth depth)
    {
        var line = new StringBuilder();
        for (var y = 0; y < height; y++)
        {
            line.Clear();
            (Colour? ink, Colour? paper) = (null, null);
            var last = width - 1;
            while (last >= 0 && cells[y * width + last] is (null or " ", _, null)) last--;
            for (var x = 0; x <= last; x++)
            {
                var (text, cellInk, cellPaper) = cells[y * width + x];
                if (depth != ColourDepth.None && (cellInk, cellPaper) != (ink, paper))
                {
                    line.Append("\e[0").Append(Code(38, cellInk, depth)).Append(Code(48, cellPaper, depth)).Append('m');
                    (ink, paper) = (cellInk, cellPaper);
                }
                line.Append(text ?? " ");
            }
            if (ink is not null || paper is not null) line.Append("\e[0m");
            output.WriteLine(line);
            // Only now are there as many rows above the cursor as the image needs, even where the screen had to scroll.
            foreach (var image in images.Where(i => i.Y + i.Rows - 1 == y))
                output.Write($"\e7\e[{image.Rows}A\e[{image.X + 1}G{image.Sequence}\e8");
        }
    }

    private static string Code(int layer, Colour? colour, ColourDepth depth) => colour switch
    {
        null => "",
        { } c when depth == ColourDepth.TrueColour => $";{layer};2;{c.R};{c.G};{c.B}",
        { } c => $";{layer};5;{Indexed(c)}",
    };

    /// <summary>The nearest of xterm's 6 x 6 x 6 colours and 24 greys.</summary>
    private static int Indexed(Colour c)
    {
        ReadOnlySpan<int> levels = [0, 95, 135, 175, 215, 255];
        static int Nearest(ReadOnlySpan<int> levels, int v)
        {
            var best = 0;
            for (var i = 1; i < levels.Length; i++)
                if (Math.Abs(levels[i] - v) < Math.Abs(levels[best] - v)) best = i;
            return best;
        }
        static int Distance(Colour a, int r, int g, int b) => (a.R - r) * (a.R - r) + (a.G - g) * (a.G - g) + (a.B - b) * (a.B - b);
        var (r, g, b) = (Nearest(levels, c.R), Nearest(levels, c.G), Nearest(levels, c.B));
        var grey = Math.Clamp(((c.R + c.G + c.B) / 3 - 3) / 10, 0, 23);
        var level = 8 + 10 * grey;
        return Distance(c, level, level, level) < Distance(c, levels[r], levels[g], levels[b]) ? 232 + grey : 16 + 36 * r + 6 * g + b;
    }
}
