using System.Text;
using Glassbox.Files;

namespace Glassbox.Host.Prompt;

/// <summary>What was typed in this session and those before it: a file, one entry a line, to which sessions that run at once each append.</summary>
internal sealed class History
{
    private const int Most = 5000;

    private readonly string? file;
    private readonly List<string> entries = [];

    /// <param name="file">The file; null to remember this session only.</param>
    public History(string? file)
    {
        this.file = file;
        try
        {
            if (file is null || !File.Exists(file)) return;
            var lines = File.ReadAllLines(file);
            entries.AddRange(lines.TakeLast(Most).Select(Unescaped));
            if (lines.Length > 2 * Most) Shorten(lines);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A prompt without its history is better than none.
        }
    }

    /// <summary>The user's own: <c>$XDG_STATE_HOME/glassbox/history</c>.</summary>
    public static string DefaultFile => Path.Combine(UserFolder.State, "glassbox", "history");

    /// <summary>The entries, the oldest first.</summary>
    public IReadOnlyList<string> Entries => entries;

    /// <summary>Remembers an entry, unless it is the same as the one before.</summary>
    public void Add(string entry)
    {
        if (string.IsNullOrWhiteSpace(entry) || entries.Count > 0 && entries[^1] == entry) return;
        entries.Add(entry);
        if (file is null) return;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.AppendAllText(file, Escaped(entry) + "\n");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // As above.
        }
    }

    /// <summary>The latest entry before a place that holds a text; -1 where none does.</summary>
    /// <param name="text">What is searched for, letter case ignored.</param>
    /// <param name="before">The place.</param>
    public int Find(string text, int before) => before == 0 ? -1 : entries.FindLastIndex(Math.Min(before, entries.Count) - 1, e => e.Contains(text, StringComparison.OrdinalIgnoreCase));

    private void Shorten(string[] lines)
    {
        var written = $"{file}.{Environment.ProcessId}";
        File.WriteAllLines(written, lines.TakeLast(Most));
        File.Move(written, file!, overwrite: true);
    }

    private static string Escaped(string entry) => entry.Replace("\\", "\\\\").Replace("\n", "\\n");

    private static string Unescaped(string line)
    {
        var text = new StringBuilder();
        for (var i = 0; i < line.Length; i++)
            if (line[i] == '\\' && i + 1 < line.Length) text.Append(line[++i] == 'n' ? '\n' : line[i]);
            else text.Append(line[i]);
        return text.ToString();
    }
}
