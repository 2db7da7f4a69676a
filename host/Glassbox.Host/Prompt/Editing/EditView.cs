using System.Globalization;
using System.Text;
using Glassbox.Terminal;

namespace Glassbox.Host.Prompt;

/// <summary>A piece of a line in one style.</summary>
internal readonly record struct Span(string Text, Style Style = Style.Plain);

/// <summary>Draws what is being typed, and what stands below it, over what it drew before.</summary>
/// <param name="terminal">Where it is drawn.</param>
/// <param name="colours">Whether there are colours.</param>
internal sealed class EditView(ITerminal terminal, bool colours)
{
    private const string First = "> ", More = ". ";

    private List<int> drawnWidths = [];
    private int drawnCaret;

    /// <summary>The column where the text begins.</summary>
    public static int Indent => First.Length;

    /// <summary>How many rows the text took when it was drawn last.</summary>
    public int TextRows { get; private set; }

    /// <summary>Draws anew below what is on the screen.</summary>
    public void Begin() => (drawnWidths, drawnCaret) = ([], 0);

    /// <summary>Draws the text with the caret, and lines below it as far as there is room.</summary>
    public void Draw(string text, int caret, IReadOnlyList<Style> styles, IReadOnlyList<IReadOnlyList<Span>> below)
    {
        var (height, width) = terminal.Size;
        var (rows, caretRow, caretColumn) = Layout(text, caret, styles, width);
        TextRows = rows.Count;
        rows.AddRange(below.Take(Math.Max(0, height - 1 - rows.Count)).Select(line => Clipped(line, width - 1)));
        if (rows.Count > height)
        {
            // Of a text that is higher than the screen, the part around the caret.
            var top = Math.Clamp(caretRow - height / 2, 0, rows.Count - height);
            rows = rows.GetRange(top, height);
            caretRow -= top;
        }

        var output = new StringBuilder("\e[?25l");
        // A terminal that was made narrower has broken the rows above the caret.
        var up = drawnWidths.Take(drawnCaret).Sum(w => Math.Max(1, (w + width - 1) / width));
        if (up > 0) output.Append(CultureInfo.InvariantCulture, $"\e[{up}A");
        for (var i = 0; i < rows.Count; i++)
        {
            output.Append(i == 0 ? "\r\e[K" : "\r\n\e[K");
            foreach (var span in rows[i]) output.Append(Coloured(span));
        }
        output.Append(rows.Count > 0 && WidthOf(rows[^1]) < width ? "\e[J" : "");
        if (rows.Count - 1 > caretRow) output.Append(CultureInfo.InvariantCulture, $"\e[{rows.Count - 1 - caretRow}A");
        output.Append('\r');
        if (caretColumn > 0) output.Append(CultureInfo.InvariantCulture, $"\e[{caretColumn}C");
        terminal.Write(output.Append("\e[?25h").ToString());
        (drawnWidths, drawnCaret) = ([.. rows.Select(WidthOf)], caretRow);
    }

    /// <summary>Rows of spans: each line behind its prompt, broken where the screen ends.</summary>
    private static (List<List<Span>> Rows, int CaretRow, int CaretColumn) Layout(string text, int caret, IReadOnlyList<Style> styles, int width)
    {
        var rows = new List<List<Span>> { new() { new Span(First, Style.Strong) } };
        var (column, caretRow, caretColumn) = (First.Length, 0, First.Length);
        for (var i = 0; ; )
        {
            if (i == caret) (caretRow, caretColumn) = (rows.Count - 1, column);
            if (i >= text.Length) break;
            if (text[i] == '\n')
            {
                rows.Add([new Span(More, Style.Faint)]);
                (column, i) = (More.Length, i + 1);
                continue;
            }
            var length = StringInfo.GetNextTextElementLength(text, i);
            var element = text.Substring(i, length);
            var columns = Math.Max(1, CellGrid.ColumnsOf(element));
            if (column + columns > width)
            {
                rows.Add([]);
                column = 0;
                if (i == caret) (caretRow, caretColumn) = (rows.Count - 1, 0);
            }
            var shown = char.IsControl(element[0]) ? "?" : element;
            if (rows[^1] is [.., { } before] && before.Style == styles[i]) rows[^1][^1] = before with { Text = before.Text + shown };
            else rows[^1].Add(new Span(shown, styles[i]));
            (column, i) = (column + columns, i + length);
        }
        if (caretColumn >= width)
        {
            if (caretRow == rows.Count - 1) rows.Add([]);
            (caretRow, caretColumn) = (caretRow + 1, 0);
        }
        return (rows, caretRow, caretColumn);
    }

    private static List<Span> Clipped(IReadOnlyList<Span> line, int width)
    {
        var clipped = new List<Span>();
        foreach (var span in line)
        {
            if (width <= 0) break;
            clipped.Add(span with { Text = CellGrid.Fit(span.Text, width) });
            width -= CellGrid.ColumnsOf(clipped[^1].Text);
        }
        return clipped;
    }

    private static int WidthOf(List<Span> row) => row.Sum(span => CellGrid.ColumnsOf(span.Text));

    private string Coloured(Span span)
    {
        // What is chosen, strong or a partner is no colour: NO_COLOR does not speak of it.
        var code = span.Style switch
        {
            Style.Chosen => "7",
            Style.Bracket => "1;4",
            Style.Strong => "1",
            _ when !colours => "",
            Style.Keyword => "38;5;68",
            Style.String => "38;5;71",
            Style.Number => "38;5;137",
            Style.Comment or Style.Faint => "38;5;245",
            Style.Verb => "38;5;173",
            Style.Command => "38;5;133",
            _ => "",
        };
        return code == "" ? span.Text : $"\e[{code}m{span.Text}\e[0m";
    }
}
