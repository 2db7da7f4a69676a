using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Glassbox.Host.Plugins;

/// <summary>The load context of one build of one plugin.</summary>
internal sealed class PluginContext(PluginFiles files, NativeLibraries libraries) : AssemblyLoadContext($"plugin {files.Name}", isCollectible: true)
{
    private readonly PluginDependencies dependencies = new(files);

    /// <summary>Loads an assembly from memory: its file is never mapped, since a build may overwrite it in place at any time.</summary>
    /// <param name="image">The assembly.</param>
    /// <param name="symbols">The path of its symbols, which need not exist.</param>
    public Assembly Load(byte[] image, string symbols)
    {
        using var code = new MemoryStream(image);
        using var lines = File.Exists(symbols) ? new MemoryStream(File.ReadAllBytes(symbols)) : null;
        return LoadFromStream(code, lines);
    }

    protected override Assembly? Load(AssemblyName name)
    {
        if (PluginDependencies.Shared.TryGetValue(name.Name!, out var shared)) return shared;
        if (dependencies.PrivatePath(name) is { } path) return Load(File.ReadAllBytes(path), Path.ChangeExtension(path, ".pdb"));
        if (PluginDependencies.FrameworkPath(name) is not null || !string.IsNullOrEmpty(name.CultureName)) return null;
        // Null would let the host's own libraries answer, in whatever version the host has.
        throw new FileNotFoundException(null, name.FullName);
    }

    protected override IntPtr LoadUnmanagedDll(string name) => dependencies.NativePath(name) is { } path ? libraries.Load(path) : IntPtr.Zero;
}

/// <summary>The native libraries that one build of a plugin opened; they outlive its load context, and are closed once it is gone.</summary>
internal sealed class NativeLibraries
{
    private readonly List<IntPtr> handles = [];

    public IntPtr Load(string path)
    {
        var handle = NativeLibrary.Load(path);
        lock (handles) handles.Add(handle);
        return handle;
    }

    public void Free()
    {
        lock (handles)
        {
            handles.ForEach(NativeLibrary.Free);
            handles.Clear();
        }
    }
}
