using System.Runtime.CompilerServices;

namespace Glassbox.Host.Plugins;

/// <summary>One plugin of a catalogue, through all its builds. Guarded by the catalogue's lock.</summary>
internal sealed class Plugin
{
    private string stamp;
    private LoadedPlugin? loaded;
    private PluginStatus failure;

    public Plugin(PluginFiles files)
    {
        Files = files;
        stamp = files.Stamp();
        try
        {
            Description = PluginReader.Read(files);
        }
        catch (RefusedException refused)
        {
            (failure, Reason) = (refused.Status, refused.Message);
        }
    }

    public PluginFiles Files { get; }

    /// <summary>What it brings; null where it is refused or broken.</summary>
    public PluginDescription? Description { get; private set; }

    public string Reason { get; private set; } = "";

    public bool IsLoaded => loaded is not null;

    public PluginStatus Status => IsLoaded ? PluginStatus.Active : Description is null || Reason != "" ? failure : PluginStatus.Available;

    /// <summary>Whether its files have changed since they were last read.</summary>
    public bool HasChanged => stamp != Files.Stamp();

    /// <summary>A method, loaded if need be.</summary>
    /// <exception cref="PluginException">The plugin cannot be loaded.</exception>
    public BoundMethod Bind(string id)
    {
        if (loaded is null)
        {
            try
            {
                loaded = LoadedPlugin.Load(Files, Description!);
                Reason = "";
            }
            catch (PluginException e)
            {
                (failure, Reason) = (PluginStatus.Broken, e.Message);
                throw;
            }
        }
        return loaded[id];
    }

    /// <summary>Takes up what its files hold now. Where that cannot be used, the build before it stays and <see cref="Reason"/> says why.</summary>
    /// <returns>The build that it replaces; null where none was loaded or it stays.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public RetiredPlugin? Rebuild()
    {
        stamp = Files.Stamp();
        try
        {
            var description = PluginReader.Read(Files);
            var fresh = IsLoaded ? LoadedPlugin.Load(Files, description) : null;
            (var old, loaded) = (loaded, fresh);
            (Description, Reason) = (description, "");
            return old is null ? null : RetiredPlugin.Retire(old);
        }
        catch (Exception e) when (e is RefusedException or PluginException)
        {
            failure = e is RefusedException refused ? refused.Status : PluginStatus.Broken;
            Reason = IsLoaded ? e.Message + " The build before it is still in use." : e.Message;
            if (!IsLoaded) Description = null;
            return null;
        }
    }

    /// <summary>Unloads it; the next use loads it again.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public RetiredPlugin? Unload()
    {
        (var old, loaded) = (loaded, null);
        return old is null ? null : RetiredPlugin.Retire(old);
    }
}
