namespace Glassbox.Files;

/// <summary>The user's folders, as the XDG base directory specification has them.</summary>
internal static class UserFolder
{
    /// <summary>What can be made again: <c>$XDG_CACHE_HOME</c>.</summary>
    public static string Cache => Of("XDG_CACHE_HOME", ".cache");

    /// <summary>What the user has put there: <c>$XDG_DATA_HOME</c>.</summary>
    public static string Data => Of("XDG_DATA_HOME", ".local", "share");

    /// <summary>What is remembered from one start to the next: <c>$XDG_STATE_HOME</c>.</summary>
    public static string State => Of("XDG_STATE_HOME", ".local", "state");

    // By the specification, a path that is not absolute is as good as none. A home that is not there yet is still the home, and not the working folder.
    private static string Of(string variable, params string[] inHome) =>
        Environment.GetEnvironmentVariable(variable) is { } named && Path.IsPathRooted(named)
            ? named
            : Path.Combine([Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify), .. inHome]);
}
