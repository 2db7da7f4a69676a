using System.Text.RegularExpressions;
using Glassbox.Files;
using Glassbox.Host.Plugins;

namespace Glassbox.Host.Projects;

/// <summary>
/// The template of a plugin, the one that <c>dotnet new glassbox-plugin</c> uses too: <c>common</c> and one folder a kind of method, with the name of the method
/// and what belongs to this machine to be filled in.
/// </summary>
internal static partial class PluginTemplate
{
    private const string Name = "MyMethod", Id = "my-method", Title = "My method";

    /// <summary>Where the template lies.</summary>
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "templates", "plugin");

    /// <summary>The kinds of method that there is a start for.</summary>
    public static IReadOnlyList<string> Kinds => [.. Directory.GetDirectories(Path.Combine(Folder, "kinds")).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    /// <summary>Writes a plugin's projects.</summary>
    /// <param name="name">The method's class, and the plugin's name: <c>MyMethod</c>.</param>
    /// <param name="kind">The kind of method.</param>
    /// <param name="output">The folder, which must be empty or not be there.</param>
    /// <param name="packages">Where the SDK comes from.</param>
    /// <param name="version">The SDK's version.</param>
    /// <returns>The files written.</returns>
    /// <exception cref="GlassboxException">The name, kind or folder will not do.</exception>
    public static IReadOnlyList<string> Write(string name, string kind, string output, SdkPackages packages, string version)
    {
        if (!PlainName().IsMatch(name))
            throw new GlassboxException($"\"{name}\" cannot name a class: begin with a capital, then letters and digits, as in {Suggested(name)}.");
        if (!Kinds.Contains(kind)) throw new GlassboxException($"There is no kind \"{kind}\".{Nearest.Hint(kind, [.. Kinds])}");
        if (File.Exists(output) || Directory.Exists(output) && Directory.EnumerateFileSystemEntries(output).Any())
            throw new GlassboxException($"{output} is there already: name another folder with --out, or remove it.");

        var kebab = Spelling.Kebab(name);
        var title = char.ToUpperInvariant(kebab[0]) + kebab[1..].Replace('-', ' ');
        string Renamed(string text) => text.Replace(Name, name).Replace(Id, kebab).Replace(Title, title);
        var written = new List<string>();
        foreach (var part in new[] { Path.Combine(Folder, "common"), Path.Combine(Folder, "kinds", kind) })
            foreach (var file in Directory.EnumerateFiles(part, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                var target = Path.Combine(output, Renamed(Path.GetRelativePath(part, file)));
                OutputFile.Write(target, Renamed(Filled(File.ReadAllText(file), packages.Feed, version)));
                written.Add(target);
            }
        return written;
    }

    /// <summary>A file of the template with what does not depend on the method's name.</summary>
    public static string Filled(string text, string feed, string version)
    {
        text = text.Replace("GLASSBOX_FEED", System.Security.SecurityElement.Escape(feed)).Replace("GLASSBOX_VERSION", version);
        return OtherVersion().Replace(text, match => SdkPackages.Others[match.Groups[1].Value]);
    }

    private static string Suggested(string name)
    {
        var words = NoLetters().Split(name).Where(w => w != "").Select(w => char.ToUpperInvariant(w[0]) + w[1..]);
        var suggested = string.Concat(words);
        return PlainName().IsMatch(suggested) ? suggested : Name;
    }

    [GeneratedRegex("^[A-Z][A-Za-z0-9]*$")]
    private static partial Regex PlainName();

    [GeneratedRegex("[^A-Za-z0-9]+")]
    private static partial Regex NoLetters();

    [GeneratedRegex("VERSION_OF_([A-Za-z0-9.]+)")]
    private static partial Regex OtherVersion();
}
