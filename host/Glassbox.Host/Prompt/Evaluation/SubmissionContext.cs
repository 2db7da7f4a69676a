using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using Glassbox.Host.Scripts;
using Glassbox.Host.Verbs;

namespace Glassbox.Host.Prompt;

/// <summary>Where the assemblies of one session live: each submission's own, and those that it brought with <c>#r</c>. All of it goes when the session is reset.</summary>
/// <param name="shared">The assemblies that a session has in common with the host, by file name.</param>
internal sealed class SubmissionContext(IReadOnlySet<string> shared) : AssemblyLoadContext("prompt", isCollectible: true)
{
    private readonly Dictionary<string, Assembly> submissions = [];
    private readonly Dictionary<Version, string> verbs = [];
    private readonly Dictionary<Version, WeakReference<Assembly>> loadedVerbs = [];

    /// <summary>What <c>#r</c> directives brought in.</summary>
    public ScriptLibraries Libraries { get; } = new([], []);

    /// <summary>Loads a submission.</summary>
    public Assembly Add(MemoryStream code)
    {
        code.Position = 0;
        var assembly = LoadFromStream(code);
        return submissions[assembly.GetName().Name!] = assembly;
    }

    /// <summary>Makes a generation of the verbs available.</summary>
    public void AddVerbs(string path) => verbs[AssemblyName.GetAssemblyName(path).Version!] = path;

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName name)
    {
        if (name.Name == VerbAssembly.AssemblyName) return Verbs(name.Version!);
        if (submissions.TryGetValue(name.Name!, out var submission)) return submission;
        var file = name.Name + ".dll";
        if (shared.Contains(file)) return null;
        return Libraries.Find(file) is { } path ? LoadFromAssemblyPath(path) : null;
    }

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string name) => Libraries.FindNative(name) is { } path ? NativeLibrary.Load(path) : 0;

    /// <summary>Generations share one name, of which a context holds only one assembly: each has a context of its own, loaded when code that calls it first runs.</summary>
    private Assembly Verbs(Version generation)
    {
        if (loadedVerbs.TryGetValue(generation, out var known) && known.TryGetTarget(out var assembly)) return assembly;
        using var image = new MemoryStream(File.ReadAllBytes(verbs[generation]));
        assembly = new VerbContext().LoadFromStream(image);
        loadedVerbs[generation] = new WeakReference<Assembly>(assembly);
        return assembly;
    }

    /// <summary>One generation of the verbs; it goes with the last submission that calls it.</summary>
    private sealed class VerbContext() : AssemblyLoadContext("verbs", isCollectible: true)
    {
        protected override Assembly? Load(AssemblyName name) => null;
    }
}
