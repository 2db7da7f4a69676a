namespace Glassbox.Host.Terminal;

/// <summary>Rows of text in columns as wide as their widest cell; the last column is not padded.</summary>
internal static class Columns
{
    public static void Write(TextWriter output, IReadOnlyList<string[]> rows, string indent = "")
    {
        if (rows.Count == 0) return;
        var widths = Enumerable.Range(0, rows.Max(row => row.Length)).Select(i => rows.Max(row => row.Length > i + 1 ? row[i].Length : 0)).ToArray();
        foreach (var row in rows)
            output.WriteLine(indent + string.Join("  ", row.Select((cell, i) => i + 1 < row.Length ? cell.PadRight(widths[i]) : cell)).TrimEnd());
    }
}
