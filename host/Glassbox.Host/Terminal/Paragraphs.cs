using Glassbox.Terminal;

namespace Glassbox.Host.Terminal;

/// <summary>Text to be read: on a terminal its lines are broken between words, elsewhere they stay as they are.</summary>
internal static class Paragraphs
{
    /// <summary>Writes lines; what is left of a broken one is indented as the line was.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="text">The lines.</param>
    /// <param name="isRedirected">Whether that is no terminal.</param>
    public static void Write(TextWriter output, string text, bool isRedirected)
    {
        foreach (var line in text.Split('\n'))
        {
            var indent = line.Length - line.TrimStart(' ').Length;
            if (isRedirected || line.Length == indent) output.WriteLine(line);
            else foreach (var part in CellGrid.Lines(line[indent..], Math.Max(20, Screen.Current.Width - indent))) output.WriteLine(line[..indent] + part);
        }
    }
}
