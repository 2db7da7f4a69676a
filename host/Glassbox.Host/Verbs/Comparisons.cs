using System.Diagnostics;
using Glassbox.Host.Plugins;
using static TorchSharp.torch;

namespace Glassbox.Host.Verbs;

/// <summary>Puts explanations side by side, with controls, and measures them by the metrics that the plugins offer.</summary>
public static class Comparisons
{
    /// <summary>An option of this name takes what is known of the place of things in the inputs.</summary>
    private const string Truth = "truth";

    /// <summary>Of how many explanations a table shows how far each agrees with each other.</summary>
    private const int MostInPairs = 4;

    /// <summary>Compares explanations of the same inputs.</summary>
    /// <param name="methods">The plugins, whose methods of kind <c>metric</c> are called with their default options, and whose controls are measured beside the explanations.</param>
    /// <param name="explanations">Explanations of the same inputs to the same model.</param>
    /// <param name="run">The run.</param>
    /// <param name="truth">Where the thing is that they should find, for metrics with an option of that name; these are not called where it is null.</param>
    /// <param name="metrics">The metrics' ids; every one that is not run on request only where null.</param>
    /// <returns>A table with a row an explanation, and then the controls': the error of what its method promises, each metric's columns, and the time it took. A metric that cannot measure these explanations is left out, and a note says why.</returns>
    /// <exception cref="GlassboxException">There are no explanations, they are of other inputs or models than the first, or there is no such metric.</exception>
    public static Comparison Of(PluginCatalogue methods, Attribution[] explanations, Run run, Tensor? truth = null, string[]? metrics = null)
    {
        var clock = Stopwatch.StartNew();
        var names = SideBySide.Names(explanations);
        var model = explanations[0].Model;
        if (explanations.FirstOrDefault(e => e.Model != model) is { } other)
            throw new GlassboxException($"These explanations are of two models, {model.Name} and {other.Model.Name}: only explanations of one model can be compared.");
        var called = Metrics(methods, metrics, truth);
        var controls = Controls(methods, explanations, run);
        Attribution[] measured = [.. explanations, .. controls];

        var scores = new Dictionary<string, Score>();
        var notes = new List<string>();
        foreach (var metric in called)
        {
            try
            {
                var options = truth is not null && TakesTruth(metric) ? new Dictionary<string, object?> { [Truth] = truth } : [];
                if ((run.Methods ?? methods).Invoke(metric.Id, [model, measured], options, run) is not Score score) continue;
                if (score.Table().Rows.DistinctBy(Name).Count() < score.Table().Rows.Count)
                    throw new GlassboxException("its table has several rows of one name, where there should be a row an explanation.");
                scores[metric.Id] = score;
                notes.AddRange(score.Notes);
            }
            catch (GlassboxException e)
            {
                notes.Add($"{metric.Title} is left out of the comparison: {e.Message}");
            }
        }
        var rows = SideBySide.Names(measured);
        var labels = Labels(measured, rows);
        var bootstrap = new Bootstrap(explanations[0].Inputs.size(0), run);
        return new Comparison(explanations, [.. scores.Values], Merged(measured, rows, labels, explanations.Length, scores, bootstrap))
        {
            Controls = controls,
            Warnings = [.. rows.Take(explanations.Length).Select(row => string.Join(" ", scores.Values.Select(s => s.Warnings.GetValueOrDefault(row)).OfType<string>()))],
            Checks = [.. explanations.SelectMany(e => e.Checks)],
            Notes = [.. Differences(rows, labels, explanations, scores, bootstrap), .. notes],
            Provenance = new Provenance(
                "compare", "Comparison", new Dictionary<string, string> { ["metrics"] = string.Join(", ", scores.Keys), ["explanations"] = string.Join(", ", names) },
                explanations[0].Provenance?.Target ?? "", model.Name, run.Seed, clock.Elapsed, explanations[0].Provenance?.Versions ?? new Dictionary<string, string>()),
        };
    }

    private static MethodDescription[] Metrics(PluginCatalogue methods, string[]? ids, Tensor? truth)
    {
        if (ids is null) return [.. methods.Methods.Where(m => m.Kind.Id == "metric" && !m.OnRequest && (truth is not null || !TakesTruth(m)))];
        return [.. ids.Select(methods.Method).Select(m => m.Kind.Id == "metric" ? m : throw new GlassboxException($"{m.Id} is of the kind {m.Kind.Id}, and explanations are measured by metrics."))];
    }

    private static bool TakesTruth(MethodDescription metric) => metric.Options.Any(o => o.Name == Truth);

    /// <summary>Each control that the inputs allow: an edge detector needs pictures.</summary>
    private static Attribution[] Controls(PluginCatalogue methods, Attribution[] explanations, Run run)
    {
        var controls = new List<Attribution>();
        foreach (var control in methods.Methods.Where(m => m.Control && explanations.All(e => e.Provenance?.Method != m.Id)))
        {
            try
            {
                controls.Add((Attribution)(run.Methods ?? methods).Invoke(control.Id, [explanations[0].Model, explanations[0].Inputs, Target.Settled(explanations[0].Target)], new Dictionary<string, object?>(), run));
            }
            catch (GlassboxException) { }
        }
        return [.. controls];
    }

    private static IEnumerable<string> Differences(string[] rows, string[] labels, Attribution[] explanations, IReadOnlyDictionary<string, Score> scores, Bootstrap bootstrap)
    {
        var measures = scores.Values.Where(s => s.Measures.Count > 0 && s.Table().Rows.Select(Name).SequenceEqual(rows)).SelectMany(s => s.Measures).ToArray();
        if (measures.Length == 0) return [];
        if (explanations[0].Inputs.size(0) is var n and < Bootstrap.Fewest)
            return [$"{(n == 1 ? "One input does" : $"{n} inputs do")} not tell which differences between explanations are more than chance: compare them on {Bootstrap.Fewest} or more."];
        return measures.Select(m => Significance.Of(m, labels, explanations.Length, bootstrap)).OfType<string>();
    }

    private static Table Merged(Attribution[] measured, string[] names, string[] labels, int explanations, IReadOnlyDictionary<string, Score> scores, Bootstrap bootstrap)
    {
        // A metric's own table names what it measured in its first column: the explanations, and perhaps rows of its own.
        var rows = names.Concat(scores.Values.SelectMany(s => s.Table().Rows).Select(Name)).Distinct().ToArray();
        var columns = new List<(string Title, string Format, Func<string, Cell> Of)>
        {
            ("check error", "", row => Array.IndexOf(names, row) is var i and >= 0 && measured[i].Checks.Count > 0 ? measured[i].Checks.Max(c => c.Error) : Cell.Empty),
        };
        var titles = scores.Values.SelectMany(s => s.Table().Columns.Skip(1)).ToArray();
        foreach (var (id, score) in scores)
        {
            var table = score.Table();
            var own = table.Rows.Select((cells, r) => (Name: Name(cells), r)).ToDictionary(p => p.Name, p => p.r);
            for (var c = 1; c < table.Columns.Count; c++)
            {
                var (column, title) = (c, table.Columns[c]);
                // A column named after an explanation, such as "lime", does not say that it is the agreement with it.
                var named = Array.IndexOf(names, title);
                if (named >= explanations || named >= 0 && explanations > MostInPairs) continue;
                var header = named >= 0 ? $"{id}: {labels[named]}" : titles.Count(t => t == title) > 1 ? $"{id}: {title}" : title;
                var intervals = measured[0].Inputs.size(0) >= Bootstrap.Fewest && score.Measures.FirstOrDefault(m => m.Name == title) is { } measure ? bootstrap.Intervals(measure.Values) : null;
                columns.Add((header, table.Formats.GetValueOrDefault(title, ""), row =>
                    !own.TryGetValue(row, out var r) ? Cell.Empty
                    : table.Rows[r][column] is { Number: { } number } && intervals is not null ? Cell.Within(number, intervals[r].Low, intervals[r].High)
                    : table.Rows[r][column]));
            }
        }
        columns.Add(("seconds", "0.00", row => Array.IndexOf(names, row) is var i and >= 0 ? measured[i].Provenance?.Duration.TotalSeconds : Cell.Empty));

        var merged = new Table(["explanation", .. columns.Select(c => c.Title)])
        {
            Title = "Comparison",
            Caption = string.Join(" ", labels.Zip(measured).SelectMany(p => p.Second.Checks.Where(c => !c.Holds).Select(c => $"{p.First} breaks its promise: {c}."))
                .Concat(scores.Values.Select(s => s.Table().Caption).Where(c => c != ""))
                .Concat(columns.Any(c => rows.Any(row => c.Of(row).Interval is not null)) ? ["In brackets: 95 % bootstrap intervals over the inputs."] : [])),
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
