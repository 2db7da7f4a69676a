using System.Text;
using Glassbox.Files;

namespace Glassbox;

/// <summary>A table in text: a line of names, then a line a row. Cells are parted by commas (or semicolons or tabs, whichever the first line has most of); quoted ones may hold any of them, line ends, and doubled quotes.</summary>
internal static class CsvFile
{
    /// <summary>More than any table that fits the memory as text.</summary>
    private const long LargestFile = 1L << 30;

    private const int MostColumns = 100_000;

    /// <exception cref="GlassboxException">The file is not there, not UTF-8, or a row has another number of cells than the first line.</exception>
    public static (string[] Names, List<string[]> Rows) Read(string path)
    {
        var bytes = InputFile.Read(path, "table", LargestFile);
        string text;
        try { text = new UTF8Encoding(false, true).GetString(bytes.AsSpan(bytes.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0)); }
        catch (DecoderFallbackException e) { throw new GlassboxException($"{path} is no UTF-8 text: save it as UTF-8.", e); }
        if (text.Contains('\0')) throw new GlassboxException($"{path} is no text.");
        var firstLine = text.AsSpan(0, text.IndexOf('\n') is >= 0 and var end ? end : text.Length);
        var separator = ',';
        foreach (var other in ";\t")
            if (firstLine.Count(other) > firstLine.Count(separator)) separator = other;

        var rows = new List<string[]>();
        string[]? names = null;
        var line = 1;
        for (var at = 0; at < text.Length;)
        {
            var started = line;
            var cells = Row(text, separator, ref at, ref line, path, names?.Length ?? 16);
            if (cells is [""]) continue;
            if (names is null)
            {
                names = [.. cells.Select(c => c.Trim())];
                if (names.Distinct().Count() != names.Length) throw new GlassboxException($"{path} names the column \"{names.GroupBy(n => n).First(g => g.Count() > 1).Key}\" twice.");
                continue;
            }
            if (cells.Length != names.Length) throw new GlassboxException($"{path}, line {started}: {cells.Length} cells where the first line names {names.Length} columns.");
            rows.Add(cells);
        }
        if (names is null || rows.Count == 0) throw new GlassboxException($"{path} has no rows below a line of names.");
        return (names, rows);
    }

    private static string[] Row(string text, char separator, ref int at, ref int line, string path, int expected)
    {
        var cells = new List<string>(expected);
        while (true)
        {
            if (at < text.Length && text[at] == '"')
            {
                var cell = new StringBuilder();
                var opened = line;
                for (at++; ; at++)
                {
                    if (at >= text.Length) throw new GlassboxException($"{path}, line {opened}: a quoted cell has no end.");
                    if (text[at] == '\n') line++;
                    if (text[at] != '"') cell.Append(text[at]);
                    else if (at + 1 < text.Length && text[at + 1] == '"') cell.Append(text[at++]);
                    else break;
                }
                at++;
                if (at < text.Length && text[at] != separator && text[at] is not ('\r' or '\n')) throw new GlassboxException($"{path}, line {line}: text follows a quoted cell.");
                cells.Add(cell.ToString());
            }
            else
            {
                var start = at;
                while (at < text.Length && text[at] != separator && text[at] is not ('\r' or '\n')) at++;
                cells.Add(text[start..at]);
            }
            if (cells.Count > MostColumns) throw new GlassboxException($"{path}, line {line}: there are more than {MostColumns:N0} columns.");
            if (at < text.Length && text[at] == separator)
            {
                at++;
                // A separator at the very end leaves an empty cell.
                if (at == text.Length) cells.Add("");
                else continue;
            }
            if (at < text.Length && text[at] == '\r') at++;
            if (at < text.Length && text[at] == '\n') at++;
            line++;
            return [.. cells];
        }
    }
}
