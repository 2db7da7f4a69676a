namespace Glassbox;

/// <summary>Names that tell results apart which stand side by side.</summary>
public static class ResultNames
{
    /// <summary>
    /// The methods' names in words. Where a method stands there more than once, the options that differ are added, the seed where that differs, and a number where nothing does.
    /// </summary>
    /// <param name="results">The results.</param>
    /// <param name="unnamed">What a result is called that was made without a host: <c>map</c>.</param>
    public static string[] Of(IReadOnlyList<Result> results, string unnamed)
    {
        var names = results.Select(r => r.Provenance is { } made ? Named(made, results) : unnamed).ToArray();
        return [.. names.Select((name, i) => names.Count(n => n == name) > 1 ? $"{name} ({names.Take(i + 1).Count(n => n == name)})" : name)];
    }

    private static string Named(Provenance made, IReadOnlyList<Result> results)
    {
        var alike = results.Select(r => r.Provenance).OfType<Provenance>().Where(p => p.Title == made.Title).ToArray();
        var telling = made.Options.Where(o => alike.Any(p => p.Options.GetValueOrDefault(o.Key) != o.Value)).Select(o => $"{o.Key} {o.Value}");
        if (alike.Any(p => p.Seed != made.Seed)) telling = telling.Append($"seed {made.Seed}");
        return telling.Any() ? $"{made.Title} ({string.Join(", ", telling)})" : made.Title;
    }
}
