using System.Text;
using System.Text.RegularExpressions;
using Glassbox.Host.Commands;

namespace Glassbox.Host.Scripts;

/// <summary>The scripts that words on a command line mean.</summary>
internal static class ScriptSet
{
    private const string Extension = ".csx";

    /// <summary>The full path of one script.</summary>
    /// <exception cref="GlassboxException">There is none; the message names the nearest.</exception>
    public static string Existing(string script)
    {
        RefuseOption(script);
        var path = Path.GetFullPath(script);
        if (File.Exists(path)) return path;
        if (Directory.Exists(path)) throw new GlassboxException($"\"{script}\" is a folder: name a script in it. To compile all of them: glassbox run --check {script}");
        var folder = Path.GetDirectoryName(path)!;
        var others = Directory.Exists(folder) ? Directory.GetFiles(folder, "*" + Extension).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal).ToArray() : [];
        throw new GlassboxException($"There is no script \"{script}\".{Nearest.Hint(Path.GetFileName(path), others)}");
    }

    /// <summary>The full paths of all scripts that files, folders and patterns (<c>*</c>, <c>?</c>, <c>**/</c>) mean, each once.</summary>
    /// <exception cref="GlassboxException">One of them means none.</exception>
    public static IReadOnlyList<string> Of(IEnumerable<string> words) => [.. words.SelectMany(Scripts).Distinct()];

    private static IReadOnlyList<string> Scripts(string word)
    {
        RefuseOption(word);
        var isFolder = Directory.Exists(word);
        if (!isFolder && (File.Exists(word) || !word.AsSpan().ContainsAny('*', '?'))) return [Existing(word)];
        // What stands before the first wildcard is a folder.
        var pattern = isFolder ? "**/*" + Extension : word[(word[..word.AsSpan().IndexOfAny('*', '?')].LastIndexOf('/') + 1)..];
        var folder = Path.GetFullPath(isFolder ? word : word[..^pattern.Length] is { Length: > 0 } before ? before : ".");
        var match = new Regex($"^{Expression(pattern)}$", RegexOptions.CultureInvariant);
        string[] found = Directory.Exists(folder) ? [.. Below(folder).Where(f => match.IsMatch(Path.GetRelativePath(folder, f).Replace(Path.DirectorySeparatorChar, '/'))).Order(StringComparer.Ordinal)] : [];
        return found.Length > 0 ? found : throw new GlassboxException(isFolder ? $"There are no scripts ({Extension}) in {word}." : $"No file matches \"{word}\".");
    }

    private static IEnumerable<string> Below(string folder) =>
        Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.Hidden });

    private static string Expression(string pattern)
    {
        var expression = new StringBuilder();
        for (var i = 0; i < pattern.Length; i++)
            if (pattern[i..].StartsWith("**/", StringComparison.Ordinal))
            {
                expression.Append("(?:.*/)?");
                i += 2;
            }
            else expression.Append(pattern[i] switch { '*' => "[^/]*", '?' => "[^/]", var c => Regex.Escape(c.ToString()) });
        return expression.ToString();
    }

    private static void RefuseOption(string word)
    {
        if (!word.StartsWith('-')) return;
        string[] options = [.. GlobalOptions.All.Select(o => o.Name), "--check", RunCommand.Watch, "--no-record"];
        throw new GlassboxException(options.Contains(word)
            ? $"Options of run stand before the script; what follows it is the script's: glassbox run {word} SCRIPT"
            : $"run has no option \"{word}\".{Nearest.Hint(word, options)} See: glassbox run --help");
    }
}
