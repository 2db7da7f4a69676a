using System.Reflection;
using System.Reflection.Metadata;
using System.Runtime.CompilerServices;

namespace Glassbox.Host.Plugins;

/// <summary>A build of a plugin that was unloaded, watched until it is gone.</summary>
internal sealed class RetiredPlugin
{
    private readonly WeakReference context;
    private readonly NativeLibraries libraries;
    private readonly Lazy<string> likelyReason;

    private RetiredPlugin(LoadedPlugin loaded)
    {
        (Name, Folder, Version) = (loaded.Files.Name, loaded.Files.Folder, loaded.Version);
        // A context stays usable after Unload was called on it: only its collection proves that nothing holds it.
        context = new WeakReference(loaded.Context, trackResurrection: true);
        libraries = loaded.Libraries;
        var image = loaded.Image;
        likelyReason = new(() => Pins.In(image));
    }

    public string Name { get; }

    public string Folder { get; }

    public string Version { get; }

    /// <summary>Whether something still holds it. Its native libraries are closed when the first look finds it gone.</summary>
    public bool IsAlive
    {
        get
        {
            if (context.IsAlive) return true;
            libraries.Free();
            return false;
        }
    }

    /// <summary>What probably holds it, judged by what its code uses.</summary>
    public string LikelyReason => likelyReason.Value;

    /// <summary>Unloads a plugin. The caller must have dropped every other reference to it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static RetiredPlugin Retire(LoadedPlugin loaded)
    {
        var retired = new RetiredPlugin(loaded);
        ClearCaches();
        loaded.Context.Unload();
        return retired;
    }

    /// <summary>Collects garbage until the plugin is gone.</summary>
    /// <returns>Whether it is.</returns>
    public bool WaitUntilGone(int rounds = 20)
    {
        for (var i = 0; IsAlive && i < rounds; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        return !IsAlive;
    }

    /// <summary>Empties the framework's caches that are keyed by type, such as the serializer's: what the runtime does when code is edited while it runs.</summary>
    private static void ClearCaches()
    {
        foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies())
            if (!assembly.IsCollectible)
                foreach (var handler in assembly.GetCustomAttributes<MetadataUpdateHandlerAttribute>())
                    handler.HandlerType.GetMethod("ClearCache", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic, [typeof(Type[])])?.Invoke(null, [null]);
    }
}
