using System.Reflection;
using System.Runtime.Loader;

namespace Glassbox.Host.Plugins;

/// <summary>
/// Where the assemblies that a plugin refers to come from. The shared set is closed and named: types that cross between host and plugin are of
/// these assemblies or of the core library, and everything else is the plugin's own.
/// </summary>
internal sealed class PluginDependencies(PluginFiles files)
{
    /// <summary>Answered with what the host has loaded, whatever lies in the plugin's folder.</summary>
    public static IReadOnlyDictionary<string, Assembly> Shared { get; } =
        new[] { typeof(Result).Assembly, typeof(TorchSharp.torch.Tensor).Assembly }.ToDictionary(a => a.GetName().Name!);

    private static readonly string Framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    private readonly Lazy<AssemblyDependencyResolver> resolver = new(() => new AssemblyDependencyResolver(files.Assembly!));

    /// <summary>The plugin's private copy of an assembly; null where it has none, or where the framework's is as new.</summary>
    public string? PrivatePath(AssemblyName name)
    {
        if (resolver.Value.ResolveAssemblyToPath(name) is not { } path) return null;
        return FrameworkPath(name) is { } framework && AssemblyName.GetAssemblyName(framework).Version >= AssemblyName.GetAssemblyName(path).Version ? null : path;
    }

    /// <summary>The framework's assembly of this name; null where it has none.</summary>
    public static string? FrameworkPath(AssemblyName name) =>
        Path.Combine(Framework, name.Name + ".dll") is var path && File.Exists(path) ? path : null;

    /// <summary>The file that a reference leads to; null where there is none.</summary>
    public string? PathOf(AssemblyName name) =>
        Shared.TryGetValue(name.Name!, out var shared) ? shared.Location : PrivatePath(name) ?? FrameworkPath(name);

    /// <summary>The file of a native library that the plugin brings; null where it brings none of this name.</summary>
    public string? NativePath(string name)
    {
        if (resolver.Value.ResolveUnmanagedDllToPath(name) is { } path) return path;
        // A library merely copied beside the assembly is in no .deps.json.
        return new[] { name, $"{name}.so", $"lib{name}.so", $"lib{name}" }.Select(n => Path.Combine(files.Folder, n)).FirstOrDefault(File.Exists);
    }
}
