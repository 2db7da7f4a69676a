namespace Glassbox.Host;

/// <summary>The native libraries of this process.</summary>
internal static class LoadedLibraries
{
    /// <summary>The file of a library that is loaded; null where none of that name is.</summary>
    /// <param name="name">A part of the file's name: <c>torch_cpu</c>.</param>
    public static string? PathOf(string name) => File.ReadLines("/proc/self/maps")
        .Select(line => line.IndexOf('/') is var start and >= 0 ? line[start..] : "")
        .FirstOrDefault(path => Path.GetFileName(path).Contains(name, StringComparison.Ordinal));
}
