namespace Glassbox;

/// <summary>Enough to replay a result.</summary>
/// <param name="Method">The method's id: <c>lrp</c>.</param>
/// <param name="Title">The method's name in words.</param>
/// <param name="Options">Every option by name, defaults included, as text.</param>
/// <param name="Target">The target in words; empty where the method has none.</param>
/// <param name="Model">The model's name; empty where the method has none.</param>
/// <param name="Seed">The seed everything random drew from.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Versions">The versions of Glassbox, the plugin and libtorch, by name.</param>
public sealed record Provenance(
    string Method, string Title, IReadOnlyDictionary<string, string> Options, string Target, string Model, long Seed, TimeSpan Duration, IReadOnlyDictionary<string, string> Versions);
