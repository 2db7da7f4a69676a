namespace Glassbox;

/// <summary>Explanations of the same inputs, side by side.</summary>
public static class SideBySide
{
    /// <summary>A name for each explanation: its method's, numbered where several explanations are by the same one.</summary>
    /// <param name="explanations">Explanations of the same inputs.</param>
    /// <exception cref="GlassboxException">There are none, or their inputs differ.</exception>
    public static string[] Names(Attribution[] explanations)
    {
        if (explanations.Length == 0) throw new GlassboxException("There is no explanation to measure: give at least one.");
        var inputs = explanations[0].Inputs;
        for (var i = 1; i < explanations.Length; i++)
        {
            var other = explanations[i].Inputs;
            if (!other.shape.SequenceEqual(inputs.shape) || !other.Equals(inputs))
                throw new GlassboxException($"Explanation {i + 1} is of other inputs than the first: explanations are compared on the same inputs.");
        }
        var titles = explanations.Select(e => e.Provenance?.Title ?? "explanation").ToArray();
        return [.. titles.Select((title, i) => titles.Count(t => t == title) > 1 ? $"{title} ({titles.Take(i + 1).Count(t => t == title)})" : title)];
    }

    /// <summary>How many inputs a score is of, as a sentence has it.</summary>
    /// <param name="count">How many.</param>
    public static string Inputs(long count) => count == 1 ? "one input" : FormattableString.Invariant($"{count} inputs");
}
