using Microsoft.CodeAnalysis;

namespace Glassbox.Analyzers;

/// <summary>The rules for plugins. An id, once given, keeps its meaning.</summary>
internal static class Rules
{
    public static readonly DiagnosticDescriptor Undocumented = Rule(
        "GLASS001", "An option has no documentation", "{0} has no documentation: {1}",
        "What <param> says of an option, and <summary> of a choice, is all that verbs, flags, completion and `glassbox plugins show` can tell a user.");

    public static readonly DiagnosticDescriptor Mutable = Rule(
        "GLASS002", "Options can be changed", "{0} can be changed after it is made: {1}",
        "Options are a positional record whose values never change, since results keep them and the host reads their defaults without running the plugin.");

    public static readonly DiagnosticDescriptor KeptAlive = Rule(
        "GLASS003", "The plugin would stay in memory", "{0} would keep the plugin in memory after it is unloaded: {1}",
        "A plugin can be replaced while the host runs only if nothing outside it, such as a static event, a running timer or a handle, leads back into it.");

    public static readonly DiagnosticDescriptor LoopWithoutScope = Rule(
        "GLASS004", "A loop makes tensors without a scope", "This loop makes tensors that {0}: begin its body with `using var scope = NewDisposeScope();`",
        "Intermediate tensors of a loop are released by a DisposeScope in its body, or pile up in native memory with each turn.",
        WellKnownDiagnosticTags.CompilationEnd);

    public static readonly DiagnosticDescriptor Unbounded = Rule(
        "GLASS005", "A number has no range", "{0} has no [Range]: say the smallest and the largest value that make sense",
        "The host refuses a number outside its [Range] by one sentence, before the method runs.");

    private static DiagnosticDescriptor Rule(string id, string title, string message, string description, params string[] tags) =>
        new(id, title, message, "Glassbox", DiagnosticSeverity.Warning, isEnabledByDefault: true, description, customTags: tags);
}
