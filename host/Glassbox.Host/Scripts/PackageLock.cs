using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Glassbox.Files;

namespace Glassbox.Host.Scripts;

/// <summary>
/// The packages of a script by content, in a file beside it (<c>experiment.csx.lock</c>): whoever gets both gets the same packages, those that its
/// packages need included, and another content under the same version is refused.
/// </summary>
internal sealed class PackageLock
{
    private readonly SortedSet<string> asked = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, SortedDictionary<string, string>> packages = new(StringComparer.Ordinal);

    /// <summary>The lock of a script.</summary>
    public static string PathOf(string script) => script + ".lock";

    /// <summary>Every package, those that others need included.</summary>
    public IEnumerable<Package> Packages => packages.Keys.Select(NameOf);

    /// <summary>What packages hold now.</summary>
    public static PackageLock Of(IEnumerable<Package> asked, IEnumerable<PackageFile> files)
    {
        var now = new PackageLock();
        foreach (var package in asked) now.asked.Add(KeyOf(package));
        foreach (var file in files)
        {
            if (!now.packages.TryGetValue(KeyOf(file.Package), out var hashes)) now.packages[KeyOf(file.Package)] = hashes = new(StringComparer.Ordinal);
            using var stream = File.OpenRead(file.Path);
            hashes[file.Name] = Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        return now;
    }

    /// <summary>Reads a lock; null where there is none.</summary>
    /// <exception cref="GlassboxException">It is damaged.</exception>
    public static PackageLock? Read(string path)
    {
        if (!File.Exists(path)) return null;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var read = new PackageLock();
            foreach (var package in document.RootElement.GetProperty("asked").EnumerateArray()) read.asked.Add(package.GetString()!);
            foreach (var package in document.RootElement.GetProperty("packages").EnumerateObject())
                read.packages[package.Name] = new(package.Value.EnumerateObject().ToDictionary(f => f.Name, f => f.Value.GetString()!), StringComparer.Ordinal);
            return read;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new GlassboxException($"{SourceLine.Shorten(path)} is damaged: delete it to lock the packages as they are now.", e);
        }
    }

    /// <summary>Whether it is of these packages, in these versions.</summary>
    public bool IsOf(IEnumerable<Package> wanted) => asked.SetEquals(wanted.Select(KeyOf));

    /// <summary>Refuses packages that are not what they were, and takes the files of other platforms over.</summary>
    /// <param name="before">The lock as it was.</param>
    /// <param name="path">Its file, for the sentence.</param>
    /// <exception cref="GlassboxException">A file of a package has another content.</exception>
    public void Follow(PackageLock before, string path)
    {
        foreach (var (package, files) in before.packages.Where(p => packages.ContainsKey(p.Key)))
            foreach (var (name, hash) in files)
                if (packages[package].TryAdd(name, hash) is false && packages[package][name] != hash)
                    throw new GlassboxException($"Package {package} is not what the script was locked to: {name} has another content. Delete {SourceLine.Shorten(path)} to accept it.");
    }

    /// <summary>Writes the lock unless it stands there already.</summary>
    /// <exception cref="GlassboxException">It cannot be written.</exception>
    public void Write(string path)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteStartArray("asked");
            foreach (var package in asked) json.WriteStringValue(package);
            json.WriteEndArray();
            json.WriteStartObject("packages");
            foreach (var (package, files) in packages)
            {
                json.WriteStartObject(package);
                foreach (var (name, hash) in files) json.WriteString(name, hash);
                json.WriteEndObject();
            }
            json.WriteEndObject();
            json.WriteEndObject();
        }
        var content = buffer.ToArray();
        if (!File.Exists(path) || !File.ReadAllBytes(path).AsSpan().SequenceEqual(content)) OutputFile.Write(path, content);
    }

    private static string KeyOf(Package package) => $"{package.Name} {package.Version}";

    private static Package NameOf(string key) => key.Split(' ', 2) is [var name, var version] ? new Package(name, version) : new Package(key, "");
}
