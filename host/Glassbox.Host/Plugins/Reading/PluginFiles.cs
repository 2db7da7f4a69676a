using System.Security.Cryptography;
using System.Text;

namespace Glassbox.Host.Plugins;

/// <summary>The files of one plugin: a folder with the plugin's assembly, its <c>.deps.json</c> and its private dependencies.</summary>
internal sealed class PluginFiles
{
    private const string OwnPrefix = "Glassbox.Plugins.";

    private PluginFiles(string folder)
    {
        Folder = folder;
        Assembly = MainAssembly(folder);
        var name = Assembly is null ? Path.GetFileName(folder) : Path.GetFileNameWithoutExtension(Assembly);
        Name = name.StartsWith(OwnPrefix, StringComparison.Ordinal) ? name[OwnPrefix.Length..] : name;
    }

    public string Name { get; }

    public string Folder { get; }

    /// <summary>The plugin's own assembly; null where the folder holds several and none is marked.</summary>
    public string? Assembly { get; }

    /// <summary>The plugins of a folder, in order of their names: its subfolders with assemblies in them, or itself where assemblies lie right in it.</summary>
    public static IEnumerable<PluginFiles> In(string folder)
    {
        if (!Directory.Exists(folder)) return [];
        folder = Path.GetFullPath(folder);
        IEnumerable<string> candidates = HoldsAssemblies(folder) ? [folder] : Directory.GetDirectories(folder).Where(HoldsAssemblies).Order(StringComparer.Ordinal);
        return candidates.Select(f => new PluginFiles(f));
    }

    private static bool HoldsAssemblies(string folder) => Directory.EnumerateFiles(folder, "*.dll").Any();

    private static string? MainAssembly(string folder)
    {
        var name = Path.GetFileName(folder);
        string[] named = [Path.Combine(folder, name + ".dll"), Path.Combine(folder, OwnPrefix + name + ".dll")];
        if (named.FirstOrDefault(File.Exists) is { } main) return main;
        const string manifest = ".deps.json";
        var marked = Directory.GetFiles(folder, "*" + manifest).Select(f => f[..^manifest.Length] + ".dll").Where(File.Exists).ToArray();
        return marked is [var only] ? only : Directory.GetFiles(folder, "*.dll") is [var single] ? single : null;
    }

    /// <summary>Changes when a build writes the plugin's files; costs only their stats.</summary>
    public string Stamp()
    {
        try
        {
            return string.Join('\n', Directory.EnumerateFiles(Folder).Order(StringComparer.Ordinal)
                .Select(f => new FileInfo(f))
                .Select(f => FormattableString.Invariant($"{f.Name} {f.Length} {f.LastWriteTimeUtc.Ticks}")));
        }
        catch (IOException)
        {
            return "";   // Gone, or being replaced at this moment: different from every stamp of files that are there.
        }
    }

    /// <summary>Adds to a hash all that a description is made from: the assembly, its documentation, and what lies beside them.</summary>
    public void AppendTo(IncrementalHash hash)
    {
        hash.AppendData(Encoding.UTF8.GetBytes(string.Join('\n', Directory.EnumerateFiles(Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal))));
        foreach (var file in new[] { Assembly, Path.ChangeExtension(Assembly, ".xml") })
            if (File.Exists(file)) hash.AppendData(File.ReadAllBytes(file!));
    }
}
