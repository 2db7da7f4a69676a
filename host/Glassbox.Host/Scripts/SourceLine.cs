using Microsoft.CodeAnalysis;

namespace Glassbox.Host.Scripts;

/// <summary>How a place in a script is shown: as editors and terminals make it clickable, then the line itself with a caret.</summary>
internal static class SourceLine
{
    /// <summary>The message at its place.</summary>
    /// <param name="file">The file's full path; shown relative to the current folder where that is shorter.</param>
    /// <param name="line">The line, from 1.</param>
    /// <param name="column">The column, from 1.</param>
    /// <param name="message">What is to be said.</param>
    /// <param name="source">The line's text; null where the file is gone.</param>
    public static string Mark(string file, int line, int column, string message, string? source)
    {
        var place = $"{Shorten(file)}({line},{column}): {message}";
        if (source is null) return place;
        // Tabs stay tabs, so that the caret stands under its column.
        var indent = string.Concat(source.Take(column - 1).Select(c => c == '\t' ? '\t' : ' '));
        return $"{place}\n    {source.TrimEnd()}\n    {indent}^";
    }

    /// <summary>The message at a place that the compiler knows.</summary>
    public static string Mark(Location location, string message)
    {
        var start = location.GetLineSpan().StartLinePosition;
        return Mark(location.SourceTree!.FilePath, start.Line + 1, start.Character + 1, message, location.SourceTree.GetText().Lines[start.Line].ToString());
    }

    /// <summary>A path as the reader would type it.</summary>
    public static string Shorten(string file)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, file);
        return relative.Length < file.Length ? relative : file;
    }
}
