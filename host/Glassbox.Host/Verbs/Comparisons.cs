using System.Diagnostics;
using Glassbox.Host.Plugins;

namespace Glassbox.Host.Verbs;

/// <summary>Puts explanations side by side and measures them by every metric that the plugins offer.</summary>
public static class Comparisons
{
    /// <summary>Compares explanations of the same inputs.</summary>
    /// <param name="methods">The plugins, whose methods of kind <c>metric</c> are called with their default options.</param>
    /// <param name="explanations">Explanations of the same inputs to the same model.</param>
    /// <param name="run">The run. A metric that cannot measure these explanations is left out, and the run's log says why.</param>
    /// <returns>A table with a row an explanation: the error of what its method promises, each metric's columns, and the time it took; then the metrics' controls.</returns>
    /// <exception cref="GlassboxException">There are no explanations, or they are of other inputs or models than the first.</exception>
    public static Comparison Of(PluginCatalogue methods, Attribution[] explanations, Run run)
    {
        var clock = Stopwatch.StartNew();
        var names = SideBySide.Names(explanations);
        var model = explanations[0].Model;
        if (explanations.FirstOrDefault(e => e.Model != model) is { } other)
            throw new GlassboxException($"These explanations are of two models, {model.Name} and {other.Model.Name}: only explanations of one model can be compared.");

        var scores = new Dictionary<string, Score>();
        foreach (var metric in methods.Methods.Where(m => m.Kind.Id == "metric" && !m.OnRequest))
        {
            try
            {
                if (methods.Invoke(metric.Id, [model, explanations], new Dictionary<string, object?>(), run) is not Score score) continue;
                if (score.Table().Rows.DistinctBy(Name).Count() < score.Table().Rows.Count)
                    throw new GlassboxException("its table has several rows of one name, where there should be a row an explanation.");
                scores[metric.Id] = score;
            }
            catch (GlassboxException e)
            {
                run.Log($"{metric.Title} is left out of the comparison: {e.Message}");
            }
        }
        return new Comparison(explanations, [.. scores.Values], Merged(explanations, names, scores))
        {
            Checks = [.. explanations.SelectMany(e => e.Checks)],
            Provenance = new Provenance(
                "compare", "Comparison", new Dictionary<string, string> { ["metrics"] = string.Join(", ", scores.Keys), ["explanations"] = string.Join(", ", names) },
                explanations[0].Provenance?.Target ?? "", model.Name, run.Seed, clock.Elapsed, explanations[0].Provenance?.Versions ?? new Dictionary<string, string>()),
        };
    }

    private static Table Merged(Attribution[] explanations, string[] names, IReadOnlyDictionary<string, Score> scores)
    {
        // A metric's own table names what it measured in its first column: the explanations, and controls of its own.
        var rows = names.Concat(scores.Values.SelectMany(s => s.Table().Rows).Select(Name)).Distinct().ToArray();
        var labels = Labels(explanations, names);
        var columns = new List<(string Title, string Format, Func<string, Cell> Of)>
        {
            ("check error", "", row => Array.IndexOf(names, row) is var i and >= 0 && explanations[i].Checks.Count > 0 ? explanations[i].Checks.Max(c => c.Error) : Cell.Empty),
        };
        var titles = scores.Values.SelectMany(s => s.Table().Columns.Skip(1)).ToArray();
        foreach (var (id, score) in scores)
        {
            var table = score.Table();
            var measured = table.Rows.ToDictionary(Name);
            for (var c = 1; c < table.Columns.Count; c++)
            {
                var (column, title) = (c, table.Columns[c]);
                // A column named after an explanation, such as "lime", does not say that it is the agreement with it.
                var named = Array.IndexOf(names, title);
                var header = named >= 0 ? $"{id}: {labels[named]}" : titles.Count(t => t == title) > 1 ? $"{id}: {title}" : title;
                columns.Add((header, table.Formats.GetValueOrDefault(title, ""), row => measured.TryGetValue(row, out var cells) ? cells[column] : Cell.Empty));
            }
        }
        columns.Add(("seconds", "0.00", row => Array.IndexOf(names, row) is var i and >= 0 ? explanations[i].Provenance?.Duration.TotalSeconds : Cell.Empty));

        var merged = new Table(["explanation", .. columns.Select(c => c.Title)])
        {
            Title = "Comparison",
            Caption = string.Join(" ", labels.Zip(explanations).SelectMany(p => p.Second.Checks.Where(c => !c.Holds).Select(c => $"{p.First} breaks its promise: {c}."))
                .Concat(scores.Values.Select(s => s.Table().Caption).Where(c => c != ""))),
            Formats = columns.Where(c => c.Format != "").DistinctBy(c => c.Title).ToDictionary(c => c.Title, c => c.Format),
        };
        foreach (var row in rows) merged.Add([Array.IndexOf(names, row) is var i and >= 0 ? labels[i] : row, .. columns.Select(c => c.Of(row))]);
        return merged;
    }

    /// <summary>The methods' ids, which leave room for the numbers; with the options that differ where several explanations are by one method.</summary>
    private static string[] Labels(Attribution[] explanations, string[] names) => [.. explanations.Zip(names, (explanation, name) =>
    {
        if (explanation.Provenance is not { } made) return name;
        var others = explanations.Where(e => e != explanation && e.Provenance?.Method == made.Method).Select(e => e.Provenance!.Options).ToArray();
        if (others.Length == 0) return made.Method;
        var different = made.Options.Where(o => others.Any(other => other.GetValueOrDefault(o.Key) != o.Value)).Select(o => $"{o.Key}: {o.Value}").ToArray();
        return different.Length > 0 ? $"{made.Method} ({string.Join(", ", different)})" : name;
    })];

    private static string Name(IReadOnlyList<Cell> row) => row[0].Text ?? "";
}
