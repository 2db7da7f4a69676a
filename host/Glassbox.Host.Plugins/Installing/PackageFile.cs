using System.Globalization;
using System.IO.Compression;
using System.Xml.Linq;
using Glassbox.Files;

namespace Glassbox.Host.Plugins;

/// <summary>Writes a NuGet package: the same files give the same bytes.</summary>
/// <param name="id">The package's id.</param>
/// <param name="version">Its version.</param>
/// <param name="description">What it is, in a sentence.</param>
public sealed class PackageFile(string id, string version, string description)
{
    /// <summary>Zip archives cannot say an earlier time.</summary>
    private static readonly DateTimeOffset Epoch = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly XNamespace Nuspec = "http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd";

    private readonly SortedDictionary<string, Func<byte[]>> files = new(StringComparer.Ordinal);

    /// <summary>What type of package it is; a dependency unless said.</summary>
    public string? Type { get; init; }

    /// <summary>The packages that it needs, with their least versions; null where it is for no framework.</summary>
    public IReadOnlyDictionary<string, string>? Dependencies { get; init; }

    /// <summary>Where its sources are; null where that is not known.</summary>
    public (string Url, string Commit)? Repository { get; init; }

    /// <summary>Adds a file.</summary>
    /// <param name="source">The file.</param>
    /// <param name="path">Its path in the package, or the folder there where it ends with a slash.</param>
    public PackageFile Add(string source, string path)
    {
        files.Add(path.EndsWith('/') ? path + Path.GetFileName(source) : path, () => File.ReadAllBytes(source));
        return this;
    }

    /// <summary>Adds a text.</summary>
    public PackageFile AddText(string text, string path)
    {
        files.Add(path, () => System.Text.Encoding.UTF8.GetBytes(text));
        return this;
    }

    /// <summary>Adds all files of a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="path">The folder in the package.</param>
    /// <param name="leaveOut">Which files not to add.</param>
    public PackageFile AddFolder(string folder, string path, Func<string, bool>? leaveOut = null)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(f => leaveOut?.Invoke(f) != true))
            Add(file, path + Path.GetRelativePath(folder, file));
        return this;
    }

    /// <summary>Writes the package, whole or not at all.</summary>
    /// <exception cref="GlassboxException">The file cannot be written.</exception>
    public void Write(string file) => OutputFile.Write(file, stream =>
    {
        using var zip = new ZipArchive(stream, ZipArchiveMode.Create);
        Entry(zip, $"{id}.nuspec", Document(Manifest()));
        Entry(zip, "[Content_Types].xml", Document(ContentTypes()));
        Entry(zip, "_rels/.rels", Document(Relations()));
        foreach (var (path, content) in files) Entry(zip, path, content());
    });

    private static void Entry(ZipArchive zip, string path, byte[] content)
    {
        var entry = zip.CreateEntry(path, CompressionLevel.Optimal);
        entry.LastWriteTime = Epoch;
        using var stream = entry.Open();
        stream.Write(content);
    }

    private XElement Manifest() => new(Nuspec + "package", new XElement(Nuspec + "metadata",
        new XElement(Nuspec + "id", id),
        new XElement(Nuspec + "version", version),
        new XElement(Nuspec + "authors", "Glassbox"),
        new XElement(Nuspec + "description", description),
        Type is null ? null : new XElement(Nuspec + "packageTypes", new XElement(Nuspec + "packageType", new XAttribute("name", Type))),
        Repository is not { } known ? null : new XElement(Nuspec + "repository", new XAttribute("type", "git"), new XAttribute("url", known.Url), new XAttribute("commit", known.Commit)),
        Dependencies is null ? null : new XElement(Nuspec + "dependencies", new XElement(Nuspec + "group",
            new XAttribute("targetFramework", string.Create(CultureInfo.InvariantCulture, $"net{Environment.Version.Major}.0")),
            Dependencies.Select(d => new XElement(Nuspec + "dependency", new XAttribute("id", d.Key), new XAttribute("version", d.Value)))))));

    private XElement ContentTypes()
    {
        XNamespace types = "http://schemas.openxmlformats.org/package/2006/content-types";
        var extensions = files.Keys.Select(Path.GetExtension).Where(e => e is { Length: > 1 }).Select(e => e![1..].ToLowerInvariant()).Append("nuspec").Distinct().Order(StringComparer.Ordinal);
        return new XElement(types + "Types",
            new XElement(types + "Default", new XAttribute("Extension", "rels"), new XAttribute("ContentType", "application/vnd.openxmlformats-package.relationships+xml")),
            extensions.Select(e => new XElement(types + "Default", new XAttribute("Extension", e), new XAttribute("ContentType", "application/octet"))));
    }

    private XElement Relations()
    {
        XNamespace relations = "http://schemas.openxmlformats.org/package/2006/relationships";
        return new XElement(relations + "Relationships", new XElement(relations + "Relationship",
            new XAttribute("Type", "http://schemas.microsoft.com/packaging/2010/07/manifest"), new XAttribute("Target", $"/{id}.nuspec"), new XAttribute("Id", "manifest")));
    }

    private static byte[] Document(XElement root) => System.Text.Encoding.UTF8.GetBytes($"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{root}\n");
}
