namespace Glassbox.Host.Scripts;

/// <summary>The libraries that <c>#r</c> directives brought in, where the runtime looks for what it lacks.</summary>
/// <param name="managed">The assemblies.</param>
/// <param name="native">The native libraries of packages.</param>
internal sealed class ScriptLibraries(IEnumerable<string> managed, IEnumerable<string> native)
{
    private readonly List<string> managed = [.. managed];
    private readonly List<string> native = [.. native];

    /// <summary>Takes up more of them.</summary>
    public void Add(IEnumerable<string> moreManaged, IEnumerable<string> moreNative)
    {
        managed.AddRange(moreManaged.Except(managed));
        native.AddRange(moreNative.Except(native));
    }

    /// <summary>An assembly: one of the libraries, or a file beside one.</summary>
    /// <param name="file">Its file name: <c>Name.dll</c>.</param>
    public string? Find(string file) =>
        managed.FirstOrDefault(library => Path.GetFileName(library).Equals(file, StringComparison.OrdinalIgnoreCase))
            ?? managed.Select(library => Path.Combine(Path.GetDirectoryName(library)!, file)).FirstOrDefault(File.Exists);

    /// <summary>A native library: one of a package's, or a file beside an assembly.</summary>
    /// <param name="name">As code names it: <c>z</c>, <c>libz.so</c>.</param>
    public string? FindNative(string name)
    {
        string[] files = [name, $"{name}.so", $"lib{name}.so"];
        return native.Concat(from library in managed from file in files select Path.Combine(Path.GetDirectoryName(library)!, file))
            .FirstOrDefault(path => files.Contains(Path.GetFileName(path)) && File.Exists(path));
    }
}
