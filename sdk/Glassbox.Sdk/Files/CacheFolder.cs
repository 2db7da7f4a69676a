namespace Glassbox.Files;

/// <summary>Where what can be made again is kept: <c>$XDG_CACHE_HOME/glassbox</c>.</summary>
internal static class CacheFolder
{
    /// <summary>The folder of one kind of thing: <c>scripts</c>.</summary>
    public static string Of(string kind) => Path.Combine(UserFolder.Cache, "glassbox", kind);

    /// <summary>The folder of one kind of thing, which is there and can be written to.</summary>
    /// <exception cref="GlassboxException">It cannot be made.</exception>
    public static string Made(string kind)
    {
        var folder = Of(kind);
        try
        {
            Directory.CreateDirectory(folder);
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GlassboxException($"The cache folder {folder} cannot be made: set XDG_CACHE_HOME to a folder that can be written to.", e);
        }
    }
}
