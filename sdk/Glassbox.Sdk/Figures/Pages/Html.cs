using System.Globalization;
using System.Text;
using Glassbox.Drawing;

namespace Glassbox.Pages;

/// <summary>The parts that pages are made of.</summary>
internal static class Html
{
    public static string Text(string text) => SvgCanvas.Escape(text);

    public static string Resource(string name)
    {
        using var stream = typeof(Html).Assembly.GetManifestResourceStream("Glassbox.Pages." + name)!;
        return new StreamReader(stream).ReadToEnd();
    }

    public static string Page(string title, string style, string body) => $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="generator" content="Glassbox">
        <title>{Text(title)}</title>
        <style>
        {Resource("page.css")}{style}</style>
        </head>
        <body>
        {body}</body>
        </html>

        """;

    // What report.css leaves for a table, its text size and the space on both sides of a cell, and of a cell where that saves a break.
    private const double TableWidth = 1070, TableText = 14, CellSpace = 28, DenseSpace = 16;

    // Where the reader lacks the page's font, the browser's own may be this much wider: DejaVu Sans is.
    private const double OtherLetters = 1.2;

    public static string Table(Table table)
    {
        var written = table.Written();
        var html = new StringBuilder("<div class=\"table\">");
        var (parts, dense) = (Parts(table, written, CellSpace), Parts(table, written, DenseSpace));
        var isDense = dense.Count < parts.Count;
        foreach (var (part, number) in (isDense ? dense : parts).Select((p, i) => (p, i)))
        {
            html.Append(isDense ? "<table class=\"dense\">\n" : "<table>\n");
            if (table.Title != "" && number == 0) html.Append($"<caption>{Text(table.Title)}</caption>\n");
            string Cells(string tag, IReadOnlyList<string> cells) =>
                string.Concat(part.Select(c => $"<{tag}{(table.IsNumeric(c) ? " class=\"number\"" : "")}>{Text(cells[c])}</{tag}>"));
            html.Append($"<thead><tr>{Cells("th", table.Columns)}</tr></thead>\n<tbody>\n");
            for (var r = 0; r < written.Length; r++)
                html.Append($"<tr{(table.IsHighlighted(r) ? " class=\"marked\"" : "")}>{Cells("td", written[r])}</tr>\n");
            html.Append("</tbody></table>\n");
        }
        if (table.Caption != "") html.Append($"<p class=\"note\">{Text(table.Caption)}</p>");
        return html.Append("</div>\n").ToString();
    }

    /// <summary>The columns that fit beside each other; a wider table goes on below itself with its first column again.</summary>
    private static List<List<int>> Parts(Table table, string[][] written, double space)
    {
        // Numbers stand on one line; names of columns and text may be broken between words.
        double Width(int c) => space + written.Select(r => r[c]).SelectMany(cell => table.IsNumeric(c) || c == 0 ? [cell] : cell.Split(' ')).Concat(table.Columns[c].Split(' '))
            .Select(text => Lettering.Width(text, TableText) * OtherLetters).DefaultIfEmpty(0).Max();
        var parts = new List<List<int>> { new() };
        var width = 0.0;
        for (var c = 0; c < table.Columns.Count; c++)
        {
            if (parts[^1].Count > 1 && width + Width(c) > TableWidth)
            {
                parts.Add([0]);
                width = Width(0);
            }
            parts[^1].Add(c);
            width += Width(c);
        }
        return parts;
    }

    public static string Provenance(Provenance made)
    {
        var facts = new List<(string Name, string Value)> { ("method", made.Method) };
        if (made.Model != "") facts.Add(("model", made.Model));
        if (made.Target != "") facts.Add(("target", made.Target));
        facts.AddRange(made.Options.Select(o => (o.Key, o.Value)));
        facts.Add(("seed", made.Seed.ToString(CultureInfo.InvariantCulture)));
        facts.Add(("time", Numbers.Text(made.Duration.TotalSeconds) + " s"));
        facts.AddRange(made.Versions.Select(v => (v.Key, v.Value)));
        return $"<dl class=\"provenance\">{string.Concat(facts.Select(f => $"<div><dt>{Text(f.Name)}</dt><dd>{Text(f.Value)}</dd></div>"))}</dl>\n";
    }
}
