namespace Glassbox.Files;

/// <summary>Where what can be made again is kept: <c>$XDG_CACHE_HOME/glassbox</c>.</summary>
internal static class CacheFolder
{
    /// <summary>The folder of one kind of thing: <c>scripts</c>.</summary>
    public static string Of(string kind)
    {
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } named
            ? named
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        return Path.Combine(cache, "glassbox", kind);
    }
}
