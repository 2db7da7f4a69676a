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

    public static string Table(Table table)
    {
        var written = table.Written();
        var html = new StringBuilder("<div class=\"table\"><table>\n");
        if (table.Title != "") html.Append($"<caption>{Text(table.Title)}</caption>\n");
        string Cells(string tag, IReadOnlyList<string> cells) =>
            string.Concat(cells.Select((cell, c) => $"<{tag}{(table.IsNumeric(c) ? " class=\"number\"" : "")}>{Text(cell)}</{tag}>"));
        html.Append($"<thead><tr>{Cells("th", table.Columns)}</tr></thead>\n<tbody>\n");
        for (var r = 0; r < written.Length; r++)
            html.Append($"<tr{(table.IsHighlighted(r) ? " class=\"marked\"" : "")}>{Cells("td", written[r])}</tr>\n");
        html.Append("</tbody></table>");
        if (table.Caption != "") html.Append($"<p class=\"note\">{Text(table.Caption)}</p>");
        return html.Append("</div>\n").ToString();
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
