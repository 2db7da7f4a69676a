namespace Glassbox.Host.Scripts;

/// <summary>A script as an assembly on disk, with what it needs at run time.</summary>
/// <param name="Assembly">The path of the script's own assembly; its debug symbols are inside.</param>
/// <param name="Libraries">The managed assemblies that its <c>#r</c> directives brought in.</param>
/// <param name="NativeLibraries">The native libraries that its packages brought in.</param>
internal sealed record CompiledScript(string Assembly, IReadOnlyList<string> Libraries, IReadOnlyList<string> NativeLibraries);
