namespace Glassbox.Host.Prompt;

/// <summary>Finds the bracket that belongs to one at the caret; brackets in strings and comments do not count.</summary>
internal static class Brackets
{
    private const string Open = "([{", Close = ")]}";

    /// <summary>The places of the bracket before or behind the caret and of its partner; null where there is none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="caret">The caret's place.</param>
    /// <param name="styles">What each character is part of.</param>
    public static (int At, int Partner)? Pair(string text, int caret, IReadOnlyList<Style> styles)
    {
        foreach (var at in new[] { caret - 1, caret })
            if (at >= 0 && at < text.Length && IsCode(styles[at]) && Partner(text, at, styles) is { } partner) return (at, partner);
        return null;
    }

    private static int? Partner(string text, int at, IReadOnlyList<Style> styles)
    {
        var step = Open.Contains(text[at]) ? 1 : Close.Contains(text[at]) ? -1 : 0;
        if (step == 0) return null;
        var depth = 0;
        for (var i = at; i >= 0 && i < text.Length; i += step)
        {
            if (!IsCode(styles[i])) continue;
            if (Open.Contains(text[i])) depth += step;
            else if (Close.Contains(text[i])) depth -= step;
            if (depth == 0) return Kind(text[i]) == Kind(text[at]) ? i : null;
        }
        return null;
    }

    private static bool IsCode(Style style) => style is not Style.String and not Style.Comment;

    private static int Kind(char bracket) => Math.Max(Open.IndexOf(bracket), Close.IndexOf(bracket));
}
