using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Glassbox.Host.Prompt;

/// <summary>What was typed, as a script: directives first, then usings, as the language wants them; an expression whose value was shown shows it in the script too.</summary>
internal static class SavedScript
{
    public static string Of(IReadOnlyList<Submission> submissions)
    {
        var (directives, usings, body) = (new List<string>(), new List<string>(), new StringBuilder());
        foreach (var (submission, root) in submissions.Zip(Redeclarations.Numbered(submissions)))
        {
            for (var directive = root.GetFirstDirective(); directive is not null; directive = directive.GetNextDirective())
                if (IsAtTop(directive)) directives.Add(directive.ToString());
            usings.AddRange(root.Usings.Select(u => u.ToString()));
            var text = Members(root, submission.ValueType);
            if (text != "") body.Append(text).Append('\n');
        }
        return string.Concat(directives.Distinct().Concat(usings.Distinct()).Select(line => line + "\n")) + body;
    }

    private static string Members(CompilationUnitSyntax root, ITypeSymbol? valueType)
    {
        if (root.Members.Count == 0) return "";
        var (start, end) = (root.Members[0].FullSpan.Start, root.Members[^1].Span.End);
        var text = string.Join('\n', root.ToFullString()[start..end].Trim().Split('\n').Where(line => !IsAtTop(line)));
        if (valueType is null) return root.Members[^1] is GlobalStatementSyntax { Statement: ExpressionStatementSyntax { SemicolonToken.IsMissing: true } } ? text + ";" : text;
        var last = ((ExpressionStatementSyntax)((GlobalStatementSyntax)root.Members[^1]).Statement).Expression;
        var before = text[..^(end - last.SpanStart)];
        if (last is AssignmentExpressionSyntax or PostfixUnaryExpressionSyntax or PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression }) return text + ";";
        var primary = last is InvocationExpressionSyntax or IdentifierNameSyntax or MemberAccessExpressionSyntax or ElementAccessExpressionSyntax or ParenthesizedExpressionSyntax;
        return before + (ShowsItself(valueType) ? primary ? $"{last}.Show();" : $"({last}).Show();" : $"Console.WriteLine({last});");
    }

    private static bool ShowsItself(ITypeSymbol type)
    {
        for (var t = type; t is not null; t = t.BaseType)
            if (t.ContainingNamespace?.Name == nameof(Glassbox) && t.Name is nameof(Result) or nameof(Table) or nameof(Figure) or nameof(Sample) || t.Name == nameof(TorchSharp.torch.Tensor)) return true;
        return false;
    }

    private static bool IsAtTop(DirectiveTriviaSyntax directive) => directive is ReferenceDirectiveTriviaSyntax or LoadDirectiveTriviaSyntax or IgnoredDirectiveTriviaSyntax;

    private static bool IsAtTop(string line) => line.TrimStart() is var text && (text.StartsWith("#r ", StringComparison.Ordinal) || text.StartsWith("#load ", StringComparison.Ordinal) || text.StartsWith("#:", StringComparison.Ordinal));
}
