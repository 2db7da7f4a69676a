using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using Glassbox.Host.Scripts;
using Glassbox.Host.Verbs;

namespace Glassbox.Host.Prompt;

/// <summary>
/// Where the assemblies of one session live: each submission's own, and those that it brought with <c>#r</c>. All of it goes when the session is reset. It must not
/// hold any of them in a field: the runtime holds a context until its assemblies are gone.
/// </summary>
/// <param name="shared">The assemblies that a session has in common with the host, by file name.</param>
internal sealed class SubmissionContext(IReadOnlySet<string> shared) : AssemblyLoadContext("prompt", isCollectible: true)
{
    private readonly Dictionary<Version, VerbContext> verbs = [];

    /// <summary>What <c>#r</c> directives brought in.</summary>
    public ScriptLibraries Libraries { get; } = new([], []);

    /// <summary>Loads a submission; those after it find it by its name.</summary>
    public Assembly Add(MemoryStream code)
    {
        code.Position = 0;
        return LoadFromStream(code);
    }

    /// <summary>Makes a generation of the verbs available.</summary>
    public void AddVerbs(string path) => verbs[AssemblyName.GetAssemblyName(path).Version!] = new VerbContext(path);

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName name)
    {
        if (name.Name == VerbAssembly.AssemblyName) return verbs[name.Version!].Verbs;
        var file = name.Name + ".dll";
        if (shared.Contains(file)) return null;
        return Libraries.Find(file) is { } path ? LoadFromAssemblyPath(path) : null;
    }

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string name) => Libraries.FindNative(name) is { } path ? NativeLibrary.Load(path) : 0;

    /// <summary>One generation of the verbs. All have one name, of which a context holds only one assembly; it is loaded when code that calls it first runs.</summary>
    private sealed class VerbContext(string path) : AssemblyLoadContext("verbs", isCollectible: true)
    {
        public Assembly Verbs
        {
            get
            {
                if (Assemblies.SingleOrDefault() is { } loaded) return loaded;
                using var image = new MemoryStream(File.ReadAllBytes(path));
                return LoadFromStream(image);
            }
        }

        protected override Assembly? Load(AssemblyName name) => null;
    }
}
