using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>Which of the differences between explanations are more than chance, for one measure: a paired bootstrap over the inputs, corrected by Holm for the number of comparisons.</summary>
internal static class Significance
{
    private const int MostInPairs = 6;

    /// <summary>One measure in a sentence or two: which explanation is best, which cannot be told apart, which are no better than a control.</summary>
    /// <param name="measure">The measure.</param>
    /// <param name="names">Its rows' names.</param>
    /// <param name="explanations">How many of the rows are explanations; the others are controls.</param>
    /// <param name="bootstrap">What draws inputs.</param>
    /// <returns>Null where the measure has no better and no worse, or is defined for no explanation.</returns>
    public static string? Of(Measure measure, string[] names, int explanations, Bootstrap bootstrap)
    {
        if (measure.Better == Better.Neither) return null;
        using var scope = NewDisposeScope();
        var sign = measure.Better == Better.More ? 1 : -1;
        var means = Array.ConvertAll(measure.Means(), m => sign * m);
        var ranked = Enumerable.Range(0, explanations).Where(i => !double.IsNaN(means[i])).OrderByDescending(i => means[i]).ToArray();
        if (ranked.Length == 0) return null;
        var told = new List<string>();
        if (ranked.Length > 1)
        {
            // Of many explanations only the best is compared with the others: a list of all pairs would tell nobody anything.
            var all = ranked.Length <= MostInPairs;
            var pairs = (from a in all ? Enumerable.Range(0, ranked.Length) : [0] from b in Enumerable.Range(a + 1, ranked.Length - a - 1) select (Above: ranked[a], Below: ranked[b])).ToArray();
            var same = Undecided(pairs);
            told.Add($"{names[ranked[0]]} is best" + (same.Length == 0
                ? all ? "; every difference is significant" : "; significantly better than every other"
                : all ? "; not significant: " + string.Join(", ", same.Select(p => $"{names[p.Above]} and {names[p.Below]}")) : "; not significantly better than " + string.Join(", ", same.Select(p => names[p.Below]))));
        }
        var controls = Enumerable.Range(explanations, names.Length - explanations).Where(i => !double.IsNaN(means[i])).ToArray();
        if (controls.Length > 0)
        {
            var control = controls.MaxBy(i => means[i]);
            var noBetter = Undecided([.. ranked.Select(i => (i, control))]).Concat(ranked.Where(i => means[i] < means[control]).Select(i => (Above: i, Below: control))).Select(p => p.Above).Distinct().ToArray();
            if (noBetter.Length > 0) told.Add($"not significantly better than {names[control]}: " + string.Join(", ", noBetter.Order().Select(i => names[i])));
        }
        return told.Count == 0 ? null : $"{measure.Name}: {string.Join("; ", told)}.";

        (int Above, int Below)[] Undecided((int Above, int Below)[] pairs)
        {
            if (pairs.Length == 0) return [];
            var differences = stack([.. pairs.Select(p => measure.Values[p.Above] - measure.Values[p.Below])], 0);
            var rejected = Bootstrap.Rejected(bootstrap.Probabilities(differences));
            return [.. pairs.Where((_, i) => !rejected[i])];
        }
    }
}
