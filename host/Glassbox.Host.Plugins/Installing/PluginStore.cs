namespace Glassbox.Host.Plugins;

/// <summary>
/// The plugins that a user has installed. Their files lie each in a folder of its own that is complete before it is named in <see cref="InstalledList"/>: whenever
/// a change is cut off, what was there before or what was asked for is there. No change runs a line of a plugin.
/// </summary>
/// <param name="folder">The folder of all of it.</param>
public sealed class PluginStore(string folder)
{
    private const string Contents = "content", Draft = ".new-", Lock = "installed.lock";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The installed plugins, in order of their names.</summary>
    /// <exception cref="GlassboxException">The list is damaged.</exception>
    public IReadOnlyList<InstalledPlugin> Plugins
    {
        get
        {
            try
            {
                return InstalledList.Read(folder);
            }
            catch (InvalidDataException e)
            {
                throw new GlassboxException($"{e.Message}. Delete it and install the plugins again.", e);
            }
        }
    }

    /// <summary>Installs a plugin, in the place of one of the same name.</summary>
    /// <param name="source">A package (<c>.nupkg</c>) or a folder with a built plugin.</param>
    /// <returns>The plugin as it is installed now, and as it was before; null where it was not.</returns>
    /// <exception cref="PluginException">This host cannot use it.</exception>
    /// <exception cref="GlassboxException">There is no such file or folder, or it is no plugin.</exception>
    public (InstalledPlugin Now, InstalledPlugin? Before) Install(string source) => Changing(() =>
    {
        source = Path.GetFullPath(source);
        var draft = Directory.CreateDirectory(Path.Combine(folder, Contents, $"{Draft}{Guid.NewGuid():N}")).FullName;
        var staged = Stage(source, draft);
        PluginDescription plugin;
        try
        {
            plugin = PluginPackage.Readable(PluginFiles.Only(staged));
        }
        catch (PluginException e)
        {
            throw new PluginException(e.Message.Replace(staged, source), e);
        }
        var files = ContentHashes.Of(staged);
        var place = Path.Combine(Contents, $"{plugin.Name}-{ContentHashes.Together(files)[..12]}-{Guid.NewGuid().ToString("N")[..6]}");
        Directory.Move(draft, Path.Combine(folder, place));

        var plugins = Plugins;
        var before = plugins.FirstOrDefault(p => Same(p.Name, plugin.Name));
        var now = new InstalledPlugin(plugin.Name, plugin.Version.Split('+')[0], source, Path.Combine(place, Path.GetFileName(staged)), files);
        InstalledList.Write(folder, [.. plugins.Where(p => p != before), now]);
        return (now, before);
    });

    /// <summary>Takes a plugin away.</summary>
    /// <param name="name">The plugin's name.</param>
    /// <exception cref="GlassboxException">No such plugin is installed.</exception>
    public InstalledPlugin Remove(string name) => Changing(() =>
    {
        var plugin = Named(name);
        InstalledList.Write(folder, Plugins.Where(p => !Same(p.Name, plugin.Name)));
        return plugin;
    });

    /// <summary>Takes a plugin's files as they are now for what was installed.</summary>
    /// <param name="name">The plugin's name.</param>
    /// <returns>Which files differ from those installed, in words; empty where none do.</returns>
    /// <exception cref="PluginException">This host cannot use what the files hold now.</exception>
    /// <exception cref="GlassboxException">No such plugin is installed.</exception>
    public string Accept(string name) => Changing(() =>
    {
        var plugin = Named(name);
        var content = Path.Combine(folder, plugin.Content);
        var description = PluginPackage.Readable(PluginFiles.Only(content));
        var files = ContentHashes.Of(content);
        InstalledList.Write(folder, [.. Plugins.Where(p => !Same(p.Name, plugin.Name)), plugin with { Version = description.Version.Split('+')[0], Files = files }]);
        return ContentHashes.Difference(plugin.Files, files);
    });

    /// <summary>Where a later version of a plugin is: the latest package of it beside the one that it came from, or the folder that it came from.</summary>
    /// <param name="name">The plugin's name.</param>
    /// <returns>The package or folder; null where it holds what is installed.</returns>
    /// <exception cref="GlassboxException">No such plugin is installed, or where it came from is gone.</exception>
    public string? Later(string name)
    {
        var plugin = Named(name);
        if (Directory.Exists(plugin.Source))
            return ContentHashes.Difference(plugin.Files, ContentHashes.Of(plugin.Source)) == "" ? null : plugin.Source;
        var beside = Path.GetDirectoryName(plugin.Source)!;
        var latest = (Directory.Exists(beside) ? Directory.GetFiles(beside, plugin.Name + ".*" + PluginPackage.Extension) : [])
            .Select(file => (File: file, Said: PluginPackage.Read(file))).Where(p => Same(p.Said.Name, plugin.Name))
            .OrderBy(p => new PackageVersion(p.Said.Version)).LastOrDefault().File
            ?? throw new GlassboxException($"{plugin.Name} was installed from {plugin.Source}, which is gone: install it from where it is now.");
        return ContentHashes.Difference(plugin.Files, PluginPackage.Hashes(latest)) == "" ? null : latest;
    }

    private InstalledPlugin Named(string name)
    {
        var plugins = Plugins;
        return plugins.FirstOrDefault(p => Same(p.Name, name)) ?? throw new GlassboxException(plugins.Count == 0
            ? $"Plugin \"{name}\" is not installed; none is."
            : $"Plugin \"{name}\" is not installed.{Nearest.Hint(name, [.. plugins.Select(p => p.Name)])}");
    }

    private static bool Same(string name, string other) => string.Equals(name, other, StringComparison.OrdinalIgnoreCase);

    /// <summary>The plugin's files in a folder of the plugin's name.</summary>
    private static string Stage(string source, string draft)
    {
        if (File.Exists(source)) return PluginPackage.Unpack(source, draft);
        if (!Directory.Exists(source)) throw new GlassboxException($"There is no {source}: give a package (.nupkg) or the folder of a built plugin.");
        if (Directory.EnumerateFiles(source, "*.csproj").Any())
            throw new GlassboxException($"{source} is a project: `glassbox plugins pack {Path.GetRelativePath(Environment.CurrentDirectory, source)}` builds it and makes a package to install.");
        // What is wrong is said of the user's folder, not of the copy.
        var files = PluginFiles.Only(source);
        PluginPackage.Readable(files);
        var staged = Path.Combine(draft, Path.GetFileNameWithoutExtension(files.Assembly!));
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(staged, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        return staged;
    }

    /// <summary>Makes a change that no other process makes meanwhile, then clears away what is named no longer, or never came to be.</summary>
    private T Changing<T>(Func<T> change)
    {
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, Contents));
            using var held = Hold();
            try
            {
                return change();
            }
            finally
            {
                Clear();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GlassboxException($"{folder} cannot be changed: {Sentence.Of(e)}.", e);
        }
    }

    private FileStream Hold()
    {
        for (var clock = System.Diagnostics.Stopwatch.StartNew(); ; Thread.Sleep(50))
        {
            try
            {
                // The lock goes with the process, however that ends.
                return new FileStream(Path.Combine(folder, Lock), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (clock.Elapsed < Patience)
            {
            }
        }
    }

    private void Clear()
    {
        var named = InstalledList.Read(folder).Select(p => Path.GetFullPath(Path.Combine(folder, p.Content, ".."))).ToHashSet();
        foreach (var content in Directory.EnumerateDirectories(Path.Combine(folder, Contents)).Where(c => !named.Contains(Path.GetFullPath(c))).ToArray())
            Directory.Delete(content, recursive: true);
        // What a write that was cut off left beside the list.
        foreach (var unfinished in Directory.EnumerateFiles(folder, $".{InstalledList.FileName}.*").ToArray()) File.Delete(unfinished);
    }
}
