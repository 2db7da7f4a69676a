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

    /// <summary>Its line in the list of installed plugins, where the folder that it was found in has one.</summary>
    private InstalledPlugin? Installed { get; init; }

    private string? InstalledIn { get; init; }

    /// <summary>What the folder itself holds.</summary>
    public static PluginFiles Only(string folder) => new(FullPath(folder));

    /// <summary>
    /// The plugins of a folder: those of its list of installed plugins where it has one, else itself where assemblies lie right in it, as in a build's output, and its
    /// subfolders with assemblies in them, in order of their names.
    /// </summary>
    /// <exception cref="InvalidDataException">The list of installed plugins is damaged.</exception>
    public static IEnumerable<PluginFiles> In(string folder)
    {
        if (!Directory.Exists(folder)) return [];
        folder = FullPath(folder);
        if (File.Exists(Path.Combine(folder, InstalledList.FileName)))
            return InstalledList.Read(folder).Select(p => new PluginFiles(Path.Combine(folder, p.Content)) { Installed = p, InstalledIn = folder });
        return Directory.GetDirectories(folder).Order(StringComparer.Ordinal).Prepend(folder).Where(f => Assemblies(f).Length > 0).Select(f => new PluginFiles(f));
    }

    /// <summary>A plugin is named after its folder: a slash at the end must not make that empty.</summary>
    private static string FullPath(string folder) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));

    /// <summary>A folder's assemblies; translated texts (<c>de/Name.resources.dll</c>) are none.</summary>
    private static string[] Assemblies(string folder) =>
        [.. Directory.GetFiles(folder, "*.dll").Where(f => !f.EndsWith(".resources.dll", StringComparison.OrdinalIgnoreCase))];

    private static string? MainAssembly(string folder)
    {
        if (!Directory.Exists(folder)) return null;
        var name = Path.GetFileName(folder);
        string[] named = [Path.Combine(folder, name + ".dll"), Path.Combine(folder, OwnPrefix + name + ".dll")];
        if (named.FirstOrDefault(File.Exists) is { } main) return main;
        const string manifest = ".deps.json";
        var marked = Directory.GetFiles(folder, "*" + manifest).Select(f => f[..^manifest.Length] + ".dll").Where(File.Exists).ToArray();
        return marked is [var only] ? only : Assemblies(folder) is [var single] ? single : null;
    }

    /// <summary>How its files differ from those that were installed or accepted, in words; empty where they do not, or where it was never installed.</summary>
    public string ChangedSinceInstalled() =>
        InstalledNow() is { } installed ? ContentHashes.Difference(installed.Files, Directory.Exists(Folder) ? ContentHashes.Of(Folder) : new Dictionary<string, string>()) : "";

    private InstalledPlugin? InstalledNow() =>
        Installed is null ? null : InstalledList.Read(InstalledIn!).FirstOrDefault(p => p.Content == Installed.Content) ?? Installed;

    /// <summary>Changes when a build writes the plugin's files, or when changed files are accepted; costs little more than the files' stats.</summary>
    public string Stamp()
    {
        try
        {
            return (InstalledNow() is { } installed ? ContentHashes.Together(installed.Files) + '\n' : "") + string.Join('\n', Directory.EnumerateFiles(Folder).Order(StringComparer.Ordinal)
                .Select(f => $"{Path.GetFileName(f)} {FileStamp.Of(f)}"));
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
            Append(ChangedSinceInstalled());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Append(e.Message);
        }
    }
}
