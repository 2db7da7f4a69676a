using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using Glassbox.Host.Verbs;

namespace Glassbox.Host.Scripts;

/// <summary>
/// Where one script's assemblies live: its own, those it brought with <c>#r</c>, and the verbs. The rest is the host's. It lasts as long as the process:
/// the code of a context that can be unloaded is optimised from its first call, and then a failure's line is often lost.
/// </summary>
internal sealed class ScriptContext(CompiledScript script, ScriptSurface surface) : AssemblyLoadContext(script.Assembly)
{
    private readonly ScriptLibraries libraries = new(script.Libraries, script.NativeLibraries);
    private Assembly? assembly;

    /// <summary>The script's own assembly.</summary>
    public Assembly Assembly => assembly ??= LoadFromAssemblyPath(script.Assembly);

    /// <summary>Runs the script from its first line to its last.</summary>
    /// <returns>The value of its last expression, if it ends in one.</returns>
    public Task<object?> Invoke(ScriptGlobals globals)
    {
        // The compiler's convention: the factory of the class Script takes the globals and a place for the script's own state.
        var factory = Assembly.GetType("Script", throwOnError: true)!
            .GetMethod("<Factory>", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!
            .CreateDelegate<Func<object?[], Task<object?>>>();
        return factory([globals, null]);
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName name)
    {
        if (name.Name == VerbAssembly.AssemblyName) return LoadFromAssemblyPath(surface.Verbs);
        var file = name.Name + ".dll";
        // A library may lie beside copies of what every script shares with the host: there is one SDK and one tensor library.
        if (surface.Shared.Any(shared => Path.GetFileName(shared) == file)) return null;
        return libraries.Find(file) is { } path ? LoadFromAssemblyPath(path) : null;
    }

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string name) => libraries.FindNative(name) is { } path ? NativeLibrary.Load(path) : 0;
}
