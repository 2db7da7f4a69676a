namespace Glassbox.Host.Plugins;

/// <summary>Why a plugin is not offered, in one sentence.</summary>
internal sealed class RefusedException(PluginStatus status, string reason) : Exception(reason)
{
    public PluginStatus Status { get; } = status;
}
