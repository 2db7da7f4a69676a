namespace Glassbox.Host.Plugins;

/// <summary>What state a plugin is in.</summary>
public enum PluginStatus
{
    /// <summary>Its methods are offered; it is loaded on first use.</summary>
    Available,
    /// <summary>It is loaded.</summary>
    Active,
    /// <summary>All its methods are offered by plugins in later folders.</summary>
    Replaced,
    /// <summary>It could run but must not: it was built for another SDK, carries a copy of it, or describes its methods wrongly.</summary>
    Refused,
    /// <summary>It cannot run: its files are damaged or incomplete, or it failed to load.</summary>
    Broken,
    /// <summary>A build that was unloaded, but that something still holds in memory.</summary>
    RetiredButAlive,
}

/// <summary>A plugin's line in <c>plugins list</c>.</summary>
/// <param name="Name">The plugin's name.</param>
/// <param name="Folder">Where it lies.</param>
/// <param name="Status">What state it is in.</param>
/// <param name="Reason">Why, in one sentence; empty where there is nothing to say.</param>
/// <param name="Version">Its version, without what follows a plus sign (the commit); empty where it cannot be read.</param>
/// <param name="Methods">The ids of the methods that it offers.</param>
public sealed record PluginState(string Name, string Folder, PluginStatus Status, string Reason, string Version, IReadOnlyList<string> Methods);

/// <summary>A plugin that cannot be loaded, in one sentence. Hosts end with exit code 4.</summary>
/// <param name="message">What is wrong and what cures it.</param>
/// <param name="innerException">What led to it.</param>
public sealed class PluginException(string message, Exception? innerException = null) : GlassboxException(message, innerException);
