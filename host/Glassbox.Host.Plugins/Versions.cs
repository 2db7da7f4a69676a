using System.Reflection;

namespace Glassbox.Host.Plugins;

/// <summary>The versions that make up this program.</summary>
public static class Versions
{
    /// <summary>Glassbox's own.</summary>
    public static string Glassbox { get; } =
        typeof(Result).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    /// <summary>libtorch's.</summary>
    public static string Libtorch => TorchSharp.torch.__version__;
}
