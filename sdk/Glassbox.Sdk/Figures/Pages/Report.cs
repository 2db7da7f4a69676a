using System.Text;
using Glassbox.Files;
using Glassbox.Pages;

namespace Glassbox;

/// <summary>A page of sections, prose, figures, tables and results in one HTML file that needs nothing else: no network, no script. It follows the reader's light or dark setting and prints.</summary>
/// <param name="title">The page's title; empty for none.</param>
public sealed class Report(string title)
{
    private readonly StringBuilder body = new();
    private readonly List<(string Heading, string Id)> sections = [];

    /// <summary>Begins a section. With three or more, the page starts with a list of them.</summary>
    /// <param name="heading">The section's heading.</param>
    /// <returns>This report.</returns>
    public Report Section(string heading)
    {
        var id = $"section-{sections.Count + 1}";
        sections.Add((heading, id));
        body.Append($"<h2 id=\"{id}\">{Html.Text(heading)}</h2>\n");
        return this;
    }

    /// <summary>Adds prose; empty lines part paragraphs.</summary>
    /// <param name="prose">Plain text.</param>
    /// <returns>This report.</returns>
    public Report Text(string prose)
    {
        foreach (var paragraph in prose.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            body.Append($"<p>{Html.Text(paragraph)}</p>\n");
        return this;
    }

    /// <summary>Adds a figure.</summary>
    /// <param name="figure">The figure; its title and caption are part of it.</param>
    /// <returns>This report.</returns>
    public Report Add(Figure figure)
    {
        body.Append("<figure>").Append(figure.Svg(inPage: true)).Append("</figure>\n");
        return this;
    }

    /// <summary>Adds a table.</summary>
    /// <param name="table">The table; its title and caption are part of it.</param>
    /// <returns>This report.</returns>
    public Report Add(Table table)
    {
        body.Append(Html.Table(table));
        return this;
    }

    /// <summary>Adds a result: its table, its figure, the identities it was checked against, and what made it.</summary>
    /// <param name="result">The result.</param>
    /// <returns>This report.</returns>
    public Report Add(Result result) => Add(result, result.Figure());

    /// <summary>Adds a map of samples with coloured points, and what made it.</summary>
    /// <param name="map">The map.</param>
    /// <param name="colour">What the points' colours mean: labels, names or numbers, one a sample.</param>
    /// <returns>This report.</returns>
    /// <exception cref="GlassboxException">There are not as many colours as samples.</exception>
    public Report Add(Embedding map, Column colour) => Add(map, EmbeddingFigure.Of(map, colour));

    private Report Add(Result result, Figure figure)
    {
        if (result.Table() is { } table) Add(table);
        if (figure.Panels is not [TablePanel]) Add(figure);
        foreach (var check in result.Checks)
            body.Append($"<p class=\"check\"><span class=\"{(check.Holds ? "holds" : "fails")}\">{(check.Holds ? "✓" : "✗")}</span> {Html.Text(check.ToString())}</p>\n");
        foreach (var note in result.NotesBeside(figure)) Text(note);
        if (result.Provenance is { } provenance) body.Append(Html.Provenance(provenance));
        return this;
    }

    /// <summary>The page.</summary>
    public string ToHtml()
    {
        var contents = sections.Count < 3 ? "" : $"<nav>{string.Concat(sections.Select(s => $"<a href=\"#{s.Id}\">{Html.Text(s.Heading)}</a>"))}</nav>\n";
        var heading = title == "" ? "" : $"<h1>{Html.Text(title)}</h1>\n";
        return Html.Page(title == "" ? "Glassbox" : title, Html.Resource("report.css"), $"<main>\n{heading}{contents}{body}</main>\n");
    }

    /// <summary>Writes the page, whole or not at all.</summary>
    /// <param name="path">The file, ending in .html; folders that lack are made.</param>
    /// <exception cref="GlassboxException">The file cannot be written, or its name does not end so.</exception>
    public void Save(string path)
    {
        if (Path.GetExtension(path).ToLowerInvariant() is not (".html" or ".htm")) throw ResultFile.Unknown(path, ".html");
        OutputFile.Write(path, ToHtml());
    }
}
