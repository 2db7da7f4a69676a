using Glassbox.Terminal;

namespace Glassbox.Host.Terminal;

/// <summary>Rows of text in columns as wide as their widest cell; the last column is not padded, and on a terminal it is broken between words where it is too wide.</summary>
internal static class Columns
{
    private const int Narrowest = 20;

    public static void Write(TextWriter output, IReadOnlyList<string[]> rows, string indent = "") => Write(output, rows, indent, Console.IsOutputRedirected ? int.MaxValue : Screen.Current.Width);

    /// <inheritdoc cref="Write(TextWriter, IReadOnlyList{string[]}, string)"/>
    /// <param name="output">Where to.</param>
    /// <param name="rows">The cells of each row.</param>
    /// <param name="indent">What each line begins with.</param>
    /// <param name="width">How wide a line may be.</param>
    public static void Write(TextWriter output, IReadOnlyList<string[]> rows, string indent, int width)
    {
        if (rows.Count == 0) return;
        var widths = Enumerable.Range(0, rows.Max(row => row.Length)).Select(i => rows.Max(row => row.Length > i + 1 ? row[i].Length : 0)).ToArray();
        foreach (var row in rows)
        {
            var before = indent + string.Concat(row[..^1].Select((cell, i) => cell.PadRight(widths[i]) + "  "));
            var parts = Broken(row[^1], width - before.Length);
            output.WriteLine((before + parts[0]).TrimEnd());
            foreach (var part in parts.Skip(1)) output.WriteLine(new string(' ', before.Length) + part);
        }
    }

    /// <summary>A cell's lines. One word that is too long, such as a path, is better wrapped by the terminal than cut.</summary>
    private static IReadOnlyList<string> Broken(string cell, int room) =>
        cell.Length <= room || room < Narrowest || cell.Split(' ').Any(word => word.Length > room) ? [cell] : CellGrid.Lines(cell, room);
}
