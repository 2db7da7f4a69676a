using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Glassbox.Host.Prompt;

/// <summary>Whether a text can be run as it stands, or more lines are to come.</summary>
internal static class Completeness
{
    private const string UnendedRawString = "CS8997";

    /// <summary>The text as it is to be run; null where more is to come. A semicolon that only the last line lacks is added: nobody ends a line of thought with one.</summary>
    public static string? Finished(string text)
    {
        if (IsWhole(text)) return text;
        var ended = text.TrimEnd() + ";";
        var tree = Session.Parse(ended, "");
        // Not behind "while (true)", whose body is to come.
        return IsWhole(ended) && !tree.GetDiagnostics().Any(d => d.Severity == DiagnosticSeverity.Error) && Ends(tree.GetCompilationUnitRoot()) ? ended : null;
    }

    private static bool IsWhole(string text)
    {
        var tree = Session.Parse(text, "");
        // The compiler's own answer overlooks a raw string whose end is to come.
        return SyntaxFactory.IsCompleteSubmission(tree) && tree.GetDiagnostics().All(d => d.Id != UnendedRawString);
    }

    private static bool Ends(CompilationUnitSyntax root) => root.Members.LastOrDefault() switch
    {
        FieldDeclarationSyntax or MethodDeclarationSyntax { ExpressionBody: not null } => true,
        GlobalStatementSyntax { Statement: var statement } => statement is LocalDeclarationStatementSyntax or ExpressionStatementSyntax or ReturnStatementSyntax or ThrowStatementSyntax,
        null => root.Usings.Count > 0,
        _ => false,
    };
}
