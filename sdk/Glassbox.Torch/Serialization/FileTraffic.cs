namespace TorchSharp;

/// <summary>Where every file that is read or written here passes by, for whoever keeps account of a run. The listener flows with its caller into tasks and threads.</summary>
internal static class FileTraffic
{
    private static readonly AsyncLocal<IFileTraffic?> listener = new();

    /// <summary>Makes a listener hear the files of the caller and of what it starts; null for nobody.</summary>
    public static void Use(IFileTraffic? traffic) => listener.Value = traffic;

    /// <summary>A file is about to be read.</summary>
    /// <param name="path">Its name as the caller has it.</param>
    /// <param name="what">What it should be: <c>picture</c>.</param>
    /// <returns>The file to read: this one, or the one that the same run wrote in its place.</returns>
    public static string Reads(string path, string what) => listener.Value?.Reads(path, what) ?? path;

    /// <summary>A file is about to be written.</summary>
    /// <returns>The file to write: this one, or another place while a run is replayed.</returns>
    public static string Writes(string path) => listener.Value?.Writes(path) ?? path;
}

/// <summary>Who keeps account of files. Neither method throws.</summary>
internal interface IFileTraffic
{
    /// <inheritdoc cref="FileTraffic.Reads"/>
    string Reads(string path, string what);

    /// <inheritdoc cref="FileTraffic.Writes"/>
    string Writes(string path);
}
