using System.Globalization;
using Glassbox.Files;
using Glassbox.Terminal;

namespace Glassbox;

/// <summary>Named columns and rows of text and numbers. Numbers of one column are written with the same decimals, so that they can be compared down the column.</summary>
/// <param name="columns">The columns' names, in order.</param>
public sealed class Table(params string[] columns)
{
    private readonly List<Cell[]> rows = [];
    private readonly HashSet<int> highlighted = [];

    /// <summary>What the table shows; empty for none.</summary>
    public string Title { get; init; } = "";

    /// <summary>A sentence below the table: what the numbers mean, in which unit, from how many samples.</summary>
    public string Caption { get; init; } = "";

    /// <summary>How numbers are written, by column name, as .NET number formats (<c>0.0 %</c>); columns without one take four significant digits of their largest number.</summary>
    public IReadOnlyDictionary<string, string> Formats { get; init; } = new Dictionary<string, string>();

    /// <summary>The columns' names, in order.</summary>
    public IReadOnlyList<string> Columns { get; } = columns;

    /// <summary>The rows, in order; each has one cell a column.</summary>
    public IReadOnlyList<IReadOnlyList<Cell>> Rows => rows;

    /// <summary>Adds a row.</summary>
    /// <param name="cells">One a column: text, a number, or yes and no.</param>
    /// <returns>This table.</returns>
    /// <exception cref="ArgumentException">There are not as many cells as columns.</exception>
    public Table Add(params Cell[] cells)
    {
        if (cells.Length != Columns.Count)
            throw new ArgumentException($"The table has {Columns.Count} columns ({string.Join(", ", Columns)}); this row has {cells.Length} cells.", nameof(cells));
        rows.Add(cells);
        return this;
    }

    /// <summary>Marks the row added last, such as the best of a comparison.</summary>
    /// <returns>This table.</returns>
    public Table Highlight()
    {
        highlighted.Add(rows.Count - 1);
        return this;
    }

    /// <summary>Whether a row is marked.</summary>
    /// <param name="row">The row's place, from 0.</param>
    public bool IsHighlighted(int row) => highlighted.Contains(row);

    /// <summary>The table as comma-separated values (RFC 4180), numbers with all their digits; intervals have columns of their own.</summary>
    public string ToCsv()
    {
        static string Quoted(string text) => text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"")}\"";
        static string Written(Cell cell) => cell.Number?.ToString("R", CultureInfo.InvariantCulture) ?? Quoted(cell.Text ?? "");
        var intervals = Enumerable.Range(0, Columns.Count).Where(c => rows.Any(r => r[c].Interval is not null)).ToHashSet();
        IEnumerable<string> Cells(int c, Cell cell) => intervals.Contains(c) ? [Written(cell), Written(cell.Interval?.Low), Written(cell.Interval?.High)] : [Written(cell)];
        IEnumerable<string> Names(string name, int c) => (intervals.Contains(c) ? new[] { name, $"{name} low", $"{name} high" } : [name]).Select(Quoted);
        return string.Concat(rows.Select(r => r.SelectMany((cell, c) => Cells(c, cell))).Prepend(Columns.SelectMany(Names)).Select(line => string.Join(',', line) + "\r\n"));
    }

    /// <summary>Draws the table to standard output, in characters.</summary>
    public void Show()
    {
        var screen = Screen.Current;
        TerminalTable.Of(this, screen.Width).Write(Console.Out, screen.Colours);
    }

    /// <summary>Writes the table, whole or not at all, as <c>.csv</c>, <c>.html</c>, <c>.png</c> or <c>.svg</c> by the path's extension.</summary>
    /// <param name="path">The file; folders that lack are made.</param>
    /// <exception cref="GlassboxException">The extension is none of these, or the file cannot be written.</exception>
    public void Save(string path)
    {
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".csv":
                OutputFile.Write(path, ToCsv());
                break;
            case ".html":
                new Report(Title).Add(this).Save(path);
                break;
            case ".png" or ".svg":
                TableFigure.Of(this).Save(path);
                break;
            default:
                throw ResultFile.Unknown(path, ".csv", ".html", ".png", ".svg");
        }
    }

    /// <summary>Whether a column holds numbers only (empty cells aside), and is set flush right.</summary>
    internal bool IsNumeric(int column) =>
        rows.Any(r => r[column].Number is not null) && rows.All(r => r[column].Number is not null || r[column].Text == "");

    /// <summary>The cells as they are written: one row of text a row.</summary>
    internal string[][] Written()
    {
        var written = rows.Select(r => new string[r.Length]).ToArray();
        for (var c = 0; c < Columns.Count; c++)
        {
            var format = Formats.GetValueOrDefault(Columns[c]);
            var own = Numbers.Column(rows.Where(r => r[c] is { Number: not null, IsWhole: false }).Select(r => r[c].Number!.Value));
            string Write(double number) => format is not null && double.IsFinite(number) ? Numbers.Format(number, format) : own(number);
            for (var r = 0; r < rows.Count; r++)
                written[r][c] = rows[r][c] switch
                {
                    { Number: not { } } cell => cell.Text ?? "",
                    { Number: { } number, IsWhole: true } when format is null => Numbers.Format(number, "0"),
                    { Number: { } number, Interval: var (low, high) } => $"{Write(number)} [{Write(low)}, {Write(high)}]",
                    { Number: { } number } => Write(number),
                };
        }
        return written;
    }
}
