using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Glassbox.Host.Scripts;

/// <summary>
/// Compiled scripts on disk, one folder a script. A manifest lists every file the compilation read; the entry holds as long as
/// none of them changed, which costs one <c>stat</c> a file to see.
/// </summary>
/// <param name="folder">Where the entries are kept.</param>
internal sealed class ScriptCache(string folder)
{
    private const string Manifest = "manifest";
    private const string End = "end";
    private static readonly string Format = $"glassbox-script 3 {Environment.Version}";

    /// <summary>The compiled form of a script, or null where it was never compiled, or anything it read has changed since.</summary>
    /// <param name="script">The script's full path.</param>
    /// <param name="surface">The assemblies that the script would be compiled against now.</param>
    public CompiledScript? Find(string script, IEnumerable<string> surface)
    {
        var entry = EntryOf(script);
        var manifest = Path.Combine(entry, Manifest);
        if (!File.Exists(manifest)) return null;
        var lines = File.ReadAllLines(manifest);
        if (lines is not [var format, var name, .. var described, End] || format != Format) return null;
        var assembly = Path.Combine(entry, name);
        var inputs = described.Select(Input.Parse).ToList();
        var fresh = File.Exists(assembly)
            && surface.All(path => inputs.Any(input => input.Role == Role.Surface && input.Path == path))
            && inputs.All(input => input.IsUnchanged());
        return fresh ? new CompiledScript(assembly, inputs) : null;
    }

    /// <summary>Keeps a compiled script. Readers see the old entry or the new one, never a mixture.</summary>
    /// <param name="script">The script's full path.</param>
    /// <param name="assembly">The assembly's bytes.</param>
    /// <param name="inputs">Every file the compilation read.</param>
    public CompiledScript Store(string script, byte[] assembly, IReadOnlyList<Input> inputs)
    {
        var entry = EntryOf(script);
        Directory.CreateDirectory(entry);
        // A running script may have the old assembly mapped: it gets a name of its own, and the old file is only unlinked.
        var name = Convert.ToHexStringLower(SHA256.HashData(assembly))[..16] + ".dll";
        Replace(Path.Combine(entry, name), assembly);
        Replace(Path.Combine(entry, Manifest), Encoding.UTF8.GetBytes(string.Join('\n', [Format, name, .. inputs.Select(i => i.ToString()), End])));
        foreach (var old in Directory.EnumerateFiles(entry, "*.dll"))
            if (Path.GetFileName(old) != name) File.Delete(old);
        return new CompiledScript(Path.Combine(entry, name), inputs);
    }

    private string EntryOf(string script) =>
        Path.Combine(folder, $"{Path.GetFileNameWithoutExtension(script)}-{StableHash(script):x16}");

    private static void Replace(string path, byte[] content)
    {
        var written = $"{path}.{Environment.ProcessId}";
        File.WriteAllBytes(written, content);
        File.Move(written, path, overwrite: true);
    }

    /// <summary>FNV-1a: string hash codes differ between processes, and SHA-256 would load OpenSSL on every start.</summary>
    private static ulong StableHash(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var unit in text) hash = (hash ^ unit) * 1099511628211UL;
        return hash;
    }

    /// <summary>What a compilation used a file for.</summary>
    internal enum Role
    {
        /// <summary>The script or a file it loads.</summary>
        Source,

        /// <summary>An assembly every script is compiled against.</summary>
        Surface,

        /// <summary>An assembly that <c>#r</c> brought in.</summary>
        Library,

        /// <summary>A native library of a package.</summary>
        Native,

        /// <summary>What the packages are locked to.</summary>
        Lock,
    }

    /// <summary>A file that a compilation read, as it was then.</summary>
    internal sealed record Input(Role Role, long Size, long Modified, string Hash, string Path)
    {
        /// <summary>The file as it is now; to be taken before it is read, so that a later change is seen.</summary>
        public static Input Of(Role role, string path)
        {
            var file = new FileInfo(path);
            return new Input(role, file.Length, file.LastWriteTimeUtc.Ticks, HashOf(path), path);
        }

        /// <summary>Reads a line that <see cref="ToString"/> wrote.</summary>
        public static Input Parse(string line)
        {
            var parts = line.Split('\t', 5);
            return new Input(Enum.Parse<Role>(parts[0]), long.Parse(parts[1], CultureInfo.InvariantCulture), long.Parse(parts[2], CultureInfo.InvariantCulture), parts[3], parts[4]);
        }

        /// <summary>Whether the file still has the content it had: by size and time, and by its hash where only the time moved.</summary>
        public bool IsUnchanged()
        {
            var file = new FileInfo(Path);
            return file.Exists && file.Length == Size && (file.LastWriteTimeUtc.Ticks == Modified || HashOf(Path) == Hash);
        }

        /// <inheritdoc/>
        public override string ToString() => string.Join('\t', Role, Size, Modified, Hash, Path);

        private static string HashOf(string path)
        {
            using var stream = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }
    }
}
