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

    /// <summary>The plugins of a folder: itself where assemblies lie right in it, as in a build's output, and its subfolders with assemblies in them, in order of their names.</summary>
    public static IEnumerable<PluginFiles> In(string folder)
    {
        if (!Directory.Exists(folder)) return [];
        folder = Path.GetFullPath(folder);
        return Directory.GetDirectories(folder).Order(StringComparer.Ordinal).Prepend(folder).Where(f => Assemblies(f).Length > 0).Select(f => new PluginFiles(f));
    }

    /// <summary>A folder's assemblies; translated texts (<c>de/Name.resources.dll</c>) are none.</summary>
    private static string[] Assemblies(string folder) =>
        [.. Directory.GetFiles(folder, "*.dll").Where(f => !f.EndsWith(".resources.dll", StringComparison.OrdinalIgnoreCase))];

    private static string? MainAssembly(string folder)
    {
        var name = Path.GetFileName(folder);
        string[] named = [Path.Combine(folder, name + ".dll"), Path.Combine(folder, OwnPrefix + name + ".dll")];
        if (named.FirstOrDefault(File.Exists) is { } main) return main;
        const string manifest = ".deps.json";
        var marked = Directory.GetFiles(folder, "*" + manifest).Select(f => f[..^manifest.Length] + ".dll").Where(File.Exists).ToArray();
        return marked is [var only] ? only : Assemblies(folder) is [var single] ? single : null;
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
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";   // Gone, or being replaced at this moment: different from every stamp of files that are there.
        }
    }

    /// <summary>Adds to a hash all that a description is made from: the assembly, its documentation, and what lies beside them.</summary>
    public void AppendTo(IncrementalHash hash)
    {
        void Append(string text) => hash.AppendData(Encoding.UTF8.GetBytes(text));
        try
        {
            Append(string.Join('\n', Directory.EnumerateFiles(Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal)));
            foreach (var file in new[] { Assembly, Path.ChangeExtension(Assembly, ".xml") })
                if (File.Exists(file)) hash.AppendData(File.ReadAllBytes(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Append(e.Message);
        }
    }
}
