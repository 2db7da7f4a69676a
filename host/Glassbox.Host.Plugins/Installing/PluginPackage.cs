using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace Glassbox.Host.Plugins;

/// <summary>A plugin as one file, a NuGet package of the type <c>GlassboxPlugin</c> whose folder <c>plugin</c> is the plugin's folder.</summary>
public static partial class PluginPackage
{
    /// <summary>The extension of packages.</summary>
    public const string Extension = ".nupkg";

    private const string Type = "GlassboxPlugin", Folder = "plugin/";

    /// <summary>More than any plugin needs: a package of a few bytes must not fill the disk.</summary>
    private const long MostBytes = 4L << 30;

    /// <summary>Packs a built plugin.</summary>
    /// <param name="folder">The plugin's folder.</param>
    /// <param name="output">Where the package goes.</param>
    /// <returns>The package's file.</returns>
    /// <exception cref="PluginException">The folder is no plugin that this host would take.</exception>
    public static string Write(string folder, string output)
    {
        var files = PluginFiles.Only(folder);
        var plugin = Readable(files);
        var version = plugin.Version.Split('+')[0];
        var methods = string.Join(", ", plugin.Methods.Select(m => m.Title));
        var package = Path.Combine(output, $"{plugin.Name}.{version}{Extension}");
        new PackageFile(plugin.Name, version, $"Methods for Glassbox: {methods}.") { Type = Type }
            .AddFolder(files.Folder, Folder, leaveOut: file => Path.GetExtension(file) is Extension or ".snupkg")
            .Write(package);
        return package;
    }

    /// <summary>What a package says of itself.</summary>
    /// <exception cref="GlassboxException">It is no package of a plugin.</exception>
    internal static (string Name, string Version) Read(string package)
    {
        using var zip = Open(package);
        return Read(zip, package);
    }

    /// <summary>The content hashes of a package's plugin.</summary>
    /// <exception cref="GlassboxException">It is no package of a plugin.</exception>
    internal static IReadOnlyDictionary<string, string> Hashes(string package)
    {
        using var zip = Open(package);
        Read(zip, package);
        return Entries(zip, package).ToDictionary(e => e.Path, e =>
        {
            using var content = e.Entry.Open();
            return Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content));
        });
    }

    /// <summary>Unpacks the plugin into a folder that is named after it.</summary>
    /// <returns>The plugin's folder.</returns>
    /// <exception cref="GlassboxException">It is no package of a plugin.</exception>
    internal static string Unpack(string package, string into)
    {
        using var zip = Open(package);
        var folder = Path.Combine(into, Read(zip, package).Name);
        try
        {
            foreach (var (path, entry) in Entries(zip, package))
            {
                var file = Path.Combine(folder, path);
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                entry.ExtractToFile(file);
            }
        }
        catch (InvalidDataException e)
        {
            throw new GlassboxException($"{package} is damaged: {Sentence.Of(e)}.", e);
        }
        return folder;
    }

    /// <summary>A plugin's description, without running a line of it.</summary>
    /// <exception cref="PluginException">It cannot be used.</exception>
    internal static PluginDescription Readable(PluginFiles files)
    {
        try
        {
            return PluginReader.Read(files);
        }
        catch (RefusedException refused)
        {
            throw new PluginException(refused.Message, refused);
        }
    }

    private static ZipArchive Open(string package)
    {
        try
        {
            return ZipFile.OpenRead(package);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new GlassboxException($"{package} cannot be read as a package: {Sentence.Of(e)}.", e);
        }
    }

    private static (string Name, string Version) Read(ZipArchive zip, string package)
    {
        var manifest = zip.Entries.FirstOrDefault(e => !e.FullName.Contains('/') && e.FullName.EndsWith(".nuspec", StringComparison.OrdinalIgnoreCase));
        try
        {
            using var stream = manifest?.Open();
            var metadata = stream is null ? null : XDocument.Load(stream).Root?.Elements().FirstOrDefault(e => e.Name.LocalName == "metadata");
            string Element(string name) => metadata?.Elements().FirstOrDefault(e => e.Name.LocalName == name)?.Value.Trim() ?? "";
            if (metadata?.Descendants().Any(e => e.Name.LocalName == "packageType" && (string?)e.Attribute("name") == Type) != true)
                throw new GlassboxException($"{package} is no package of a Glassbox plugin: `glassbox plugins pack` makes them.");
            var (name, version) = (Element("id"), Element("version"));
            return PlainName().IsMatch(name) ? (name, version) : throw new GlassboxException($"{package} names a plugin \"{name}\", which is no name for a folder.");
        }
        catch (XmlException e)
        {
            throw new GlassboxException($"{package} is damaged: {Sentence.Of(e)}.", e);
        }
    }

    private static IEnumerable<(string Path, ZipArchiveEntry Entry)> Entries(ZipArchive zip, string package)
    {
        var entries = zip.Entries.Where(e => e.FullName.StartsWith(Folder, StringComparison.Ordinal) && !e.FullName.EndsWith('/')).ToArray();
        if (entries.Sum(e => e.Length) > MostBytes) throw new GlassboxException($"{package} unpacks to more than {MostBytes >> 30} GiB, which no plugin needs.");
        foreach (var entry in entries)
        {
            var path = entry.FullName[Folder.Length..];
            if (path.Split('/', '\\').Any(part => part is "" or "." or "..") || path.Contains('\\'))
                throw new GlassboxException($"{package} wants to write outside the plugin's folder, to {path}: it is refused.");
            yield return (path, entry);
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9_.\-]*$")]
    private static partial Regex PlainName();
}
