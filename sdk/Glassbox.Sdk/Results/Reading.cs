namespace Glassbox;

/// <summary>How to read a map: what stands on it, and what people see in such maps that is not there.</summary>
/// <param name="Do">What can be read from it, each a request: <c>Compare maps of several perplexities.</c></param>
/// <param name="Dont">What cannot, each completing "Do not": <c>compare the sizes of clusters</c>.</param>
public sealed record Reading(IReadOnlyList<string> Do, IReadOnlyList<string> Dont)
{
    /// <summary>All of it as prose.</summary>
    public override string ToString() => $"How to read this map. {string.Join(" ", Do)} Do not {string.Join("; do not ", Dont)}.";
}
