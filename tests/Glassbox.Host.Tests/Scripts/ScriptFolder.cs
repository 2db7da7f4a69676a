using Glassbox.Host.Plugins;
using Glassbox.Host.Scripts;
using Glassbox.Host.Verbs;

namespace Glassbox.Host.Tests.Scripts;

/// <summary>A folder of scripts with a cache of its own. Scripts speak by adding lines to <see cref="Said"/>.</summary>
public sealed class ScriptFolder : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("glassbox-scripts-").FullName;
    private readonly ScriptSurface surface;

    public ScriptFolder()
    {
        var real = ScriptSurface.With(VerbAssembly.For(new PluginCatalogue([]), cacheFolder: Path.Combine(root, "verbs")));
        surface = real with { Shared = [.. real.Shared, typeof(ScriptFolder).Assembly.Location], Usings = [.. real.Usings, typeof(ScriptFolder).FullName!] };
        Said.Value = [];
    }

    private static readonly AsyncLocal<List<string>> Said = new();

    /// <summary>What scripts call.</summary>
    public static void Say(object? word) => Said.Value!.Add(word?.ToString() ?? "");

    public string Root => root;

    internal ScriptSurface Surface => surface;

    internal ScriptCache Cache => new(Path.Combine(root, "cache"));

    public string Write(string name, string text)
    {
        var path = Path.Combine(root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Runs a script and returns what it said.</summary>
    public async Task<string[]> Run(string script, params string[] arguments)
    {
        Said.Value = [];
        await Runner.RunAsync(Prepare(script), arguments, CancellationToken.None);
        return [.. Said.Value];
    }

    /// <summary>Compiles a script unless it was before.</summary>
    internal CompiledScript Prepare(string script) => Runner.Prepare(script, CancellationToken.None);

    private ScriptRunner Runner => new(surface, Cache, new PackageRestore(Path.Combine(root, "packages")));

    /// <summary>Whether the next run of a script would need no compiler.</summary>
    public bool IsCached(string script) => Cache.Find(script, surface.Assemblies) is not null;

    public void Dispose() => Directory.Delete(root, recursive: true);

}
