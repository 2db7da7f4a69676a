using Glassbox.Architectures;

namespace Glassbox.Loading;

/// <summary>How a checkpoint's names and shapes differ from a network's.</summary>
/// <param name="Missing">What the network has and the checkpoint lacks.</param>
/// <param name="Unexpected">What the checkpoint has and the network lacks.</param>
/// <param name="OtherShape">What has another shape, and which.</param>
/// <param name="Matching">How many agree.</param>
internal sealed record Difference(IReadOnlyList<string> Missing, IReadOnlyList<string> Unexpected, IReadOnlyList<string> OtherShape, int Matching)
{
    private const int Shown = 3;

    public bool Fits => Missing.Count == 0 && Unexpected.Count == 0 && OtherShape.Count == 0;

    /// <summary>How much of both agrees, 0 to 1.</summary>
    public double Likeness => Matching / (double)Math.Max(1, Matching + Missing.Count + Unexpected.Count + OtherShape.Count);

    /// <summary>Compares; counters of training batches do not matter, nor what only helps training.</summary>
    public static Difference Between(Architecture architecture, IReadOnlyDictionary<string, long[]> network, IReadOnlyDictionary<string, long[]> checkpoint)
    {
        var given = new Dictionary<string, long[]>();
        foreach (var (name, shape) in checkpoint)
            if (!Counter(name) && !architecture.TrainingOnly.Any(name.StartsWith)) given[architecture.Rename(name)] = shape;
        var missing = network.Keys.Where(name => !Counter(name) && !given.ContainsKey(name)).ToArray();
        var unexpected = given.Keys.Where(name => !network.ContainsKey(name)).ToArray();
        var both = given.Where(g => network.ContainsKey(g.Key)).ToArray();
        var other = both.Where(g => !network[g.Key].AsSpan().SequenceEqual(g.Value)).Select(g => $"{g.Key} is {Text(g.Value)}, not {Text(network[g.Key])}").ToArray();
        return new Difference(missing, unexpected, other, both.Length - other.Length);

        static bool Counter(string name) => name.EndsWith("num_batches_tracked");
        static string Text(long[] shape) => $"[{string.Join(", ", shape)}]";
    }

    public override string ToString()
    {
        var parts = new List<string>();
        if (Missing.Count > 0) parts.Add($"{Missing.Count} missing ({Some(Missing)})");
        if (Unexpected.Count > 0) parts.Add($"{Unexpected.Count} unexpected ({Some(Unexpected)})");
        if (OtherShape.Count > 0) parts.Add($"{OtherShape.Count} of another shape ({Some(OtherShape)})");
        return string.Join(", ", parts);

        static string Some(IReadOnlyList<string> names) => string.Join(", ", names.Take(Shown)) + (names.Count > Shown ? ", ..." : "");
    }
}
