using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Glassbox.Host.Scripts;

namespace Glassbox.Host.Prompt;

/// <summary>What a character is part of.</summary>
internal enum Style : byte { Plain, Keyword, String, Number, Comment, Verb, Command, Faint, Strong, Chosen, Bracket }

/// <summary>Tells keywords, strings, numbers, comments and verbs apart, as the compiler does.</summary>
internal static class Highlighter
{
    /// <param name="text">C#, finished or not.</param>
    /// <param name="isVerb">Whether a name is a method's.</param>
    /// <returns>A style a character.</returns>
    public static Style[] Styles(string text, Func<string, bool> isVerb)
    {
        var styles = new Style[text.Length];
        foreach (var token in SyntaxFactory.ParseTokens(text, options: ScriptSource.Dialect))
        {
            Trivia(token.LeadingTrivia, styles);
            Trivia(token.TrailingTrivia, styles);
            Fill(styles, token.SpanStart, token.Span.End, Of(token, isVerb));
        }
        return styles;
    }

    private static Style Of(SyntaxToken token, Func<string, bool> isVerb) => token.Kind() switch
    {
        SyntaxKind.NumericLiteralToken => Style.Number,
        SyntaxKind.IdentifierToken when SyntaxFacts.GetContextualKeywordKind(token.Text) is SyntaxKind.VarKeyword or SyntaxKind.AwaitKeyword or SyntaxKind.AsyncKeyword => Style.Keyword,
        SyntaxKind.IdentifierToken => isVerb(token.Text) ? Style.Verb : Style.Plain,
        var kind when SyntaxFacts.IsKeywordKind(kind) => Style.Keyword,
        var kind when kind.ToString() is var name && (name.Contains("String", StringComparison.Ordinal) || name.Contains("Character", StringComparison.Ordinal)) => Style.String,
        _ => Style.Plain,
    };

    private static void Trivia(SyntaxTriviaList trivia, Style[] styles)
    {
        foreach (var piece in trivia)
            if (piece.ToString() is ['/', ..]) Fill(styles, piece.SpanStart, piece.Span.End, Style.Comment);
            else if (piece.IsDirective) Fill(styles, piece.SpanStart, piece.Span.End, Style.Keyword);
    }

    private static void Fill(Style[] styles, int from, int to, Style style) => styles.AsSpan(from, Math.Min(to, styles.Length) - from).Fill(style);
}
