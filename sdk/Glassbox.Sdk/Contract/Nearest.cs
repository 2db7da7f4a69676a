namespace Glassbox;

/// <summary>Finds the name a user probably meant.</summary>
public static class Nearest
{
    /// <summary>The candidate with the smallest edit distance to <paramref name="given"/> (letter case ignored), or null where none is near.</summary>
    public static string? To(string given, IEnumerable<string> candidates)
    {
        var (best, least) = ((string?)null, int.MaxValue);
        foreach (var candidate in candidates)
        {
            var distance = candidate.StartsWith(given, StringComparison.OrdinalIgnoreCase) && given.Length > 1
                ? 1
                : Distance(given.ToLowerInvariant(), candidate.ToLowerInvariant());
            if (distance < least) (best, least) = (candidate, distance);
        }
        return least <= Math.Max(2, given.Length / 3) ? best : null;
    }

    /// <summary>A sentence's end: <c> Did you mean "conv2"?</c>, or the list of what there is where nothing is near.</summary>
    public static string Hint(string given, IReadOnlyCollection<string> candidates)
    {
        if (To(given, candidates) is { } near) return $" Did you mean \"{near}\"?";
        if (candidates.Count == 0) return "";
        var shown = string.Join(", ", candidates.Take(12));
        return candidates.Count > 12 ? $" There are {candidates.Count}, among them {shown}." : $" There are: {shown}.";
    }

    /// <summary>Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours cost one each.</summary>
    private static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) d[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) d[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
            for (var j = 1; j <= b.Length; j++)
            {
                var substitute = d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                d[i, j] = Math.Min(substitute, Math.Min(d[i - 1, j], d[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        return d[a.Length, b.Length];
    }
}
