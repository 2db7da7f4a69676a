using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>Maps by one method that differ in one number alone: the perplexity, the neighbours.</summary>
/// <param name="Option">What differs.</param>
/// <param name="At">Its value for each map.</param>
internal sealed record Sweep(string Option, double[] At)
{
    // Measures from 0 to 1 that share an axis. A stress or a Procrustes distance is better the smaller it is, and is left to the table.
    private static readonly (string Value, string Name)[] Measures =
    [
        ("trustworthiness", "trustworthiness"), ("continuity", "continuity"), ("neighbours-kept", "neighbours kept"), ("distance-correlation", "rank correlation of distances"),
        ("accuracy-map", "accuracy on the map"),
    ];

    /// <summary>The sweep that maps make; null where they make none.</summary>
    public static Sweep? Of(Embedding[] maps)
    {
        var made = maps.Select(m => m.Provenance).OfType<Provenance>().ToArray();
        if (made.Length < Math.Max(2, maps.Length) || made.Any(p => p.Method != made[0].Method)) return null;
        var differing = made[0].Options.Keys.Where(name => made.Any(p => p.Options.GetValueOrDefault(name) != made[0].Options[name])).ToArray();
        if (differing is not [var option]) return null;
        var values = made.Select(p => double.TryParse(p.Options.GetValueOrDefault(option), CultureInfo.InvariantCulture, out var value) ? value : double.NaN).ToArray();
        return values.All(double.IsFinite) && values.Distinct().Count() == values.Length ? new(option, values) : null;
    }

    /// <summary>A curve a measure, over the number that differs.</summary>
    /// <param name="values">The measures of each map, in the maps' order.</param>
    public IReadOnlyList<Curve> Curves(IReadOnlyDictionary<string, Tensor> values)
    {
        var order = Enumerable.Range(0, At.Length).OrderBy(i => At[i]).ToArray();
        return [.. Measures.Where(m => values.ContainsKey(m.Value)).Select(m =>
        {
            var measured = values[m.Value].to(ScalarType.Float64).data<double>().ToArray();
            return new Curve(m.Name, [.. order.Select(i => At[i])], [.. order.Select(i => measured[i])]) { XTitle = Option };
        })];
    }
}
