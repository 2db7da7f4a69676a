using Glassbox.Files;

namespace Glassbox.Host.Plugins;

/// <summary>Where plugins lie. Where two plugins offer the same method, the later folder wins.</summary>
public static class PluginFolders
{
    /// <summary>The folders of this machine: the built-in plugins, those installed, the user's own, and those that <c>GLASSBOX_PLUGINS</c> names (with colons between them).</summary>
    public static IReadOnlyList<string> Default()
    {
        var home = AppContext.BaseDirectory;
        var bin = Path.GetFullPath(Path.Combine(home, "..", ".."));
        string[] all =
        [
            Path.Combine(home, "plugins"),
            // Built in the repository, the host lies in artifacts/bin/Glassbox.Host/release and the plugins in artifacts/plugins.
            .. Path.GetFileName(bin) == "bin" ? [Path.Combine(bin, "..", "plugins")] : Array.Empty<string>(),
            Installed,
            User,
            .. (Environment.GetEnvironmentVariable("GLASSBOX_PLUGINS") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries),
        ];
        // A plugin may be installed while the host runs.
        return [.. all.Select(Path.GetFullPath).Where(f => f == Path.GetFullPath(Installed) || Directory.Exists(f)).Distinct()];
    }

    /// <summary>The user's own plugins, put there by hand: <c>$XDG_DATA_HOME/glassbox/plugins</c>.</summary>
    public static string User => OfUser("plugins");

    /// <summary>The plugins that the user has installed: <c>$XDG_DATA_HOME/glassbox/installed</c>.</summary>
    public static string Installed => OfUser("installed");

    /// <summary>The SDK's packages, which plugins' projects restore from: <c>$XDG_DATA_HOME/glassbox/packages</c>.</summary>
    public static string Packages => OfUser("packages");

    private static string OfUser(string what) => Path.Combine(UserFolder.Data, "glassbox", what);
}
