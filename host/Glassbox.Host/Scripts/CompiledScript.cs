namespace Glassbox.Host.Scripts;

/// <summary>A script as an assembly on disk, with what it was made from.</summary>
/// <param name="Assembly">The path of the script's own assembly; its debug symbols are inside.</param>
/// <param name="Inputs">Every file that its compilation read, its sources first.</param>
internal sealed record CompiledScript(string Assembly, IReadOnlyList<ScriptCache.Input> Inputs)
{
    /// <summary>The managed assemblies that its <c>#r</c> directives brought in.</summary>
    public IReadOnlyList<string> Libraries => [.. Inputs.Where(i => i.Role == ScriptCache.Role.Library).Select(i => i.Path)];

    /// <summary>The native libraries that its packages brought in.</summary>
    public IReadOnlyList<string> NativeLibraries => [.. Inputs.Where(i => i.Role == ScriptCache.Role.Native).Select(i => i.Path)];
}
