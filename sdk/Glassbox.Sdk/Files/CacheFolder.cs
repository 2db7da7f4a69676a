namespace Glassbox.Files;

/// <summary>Where what can be made again is kept: <c>$XDG_CACHE_HOME/glassbox</c>.</summary>
internal static class CacheFolder
{
    /// <summary>The folder of one kind of thing: <c>scripts</c>.</summary>
    public static string Of(string kind) => Path.Combine(UserFolder.Cache, "glassbox", kind);
}
