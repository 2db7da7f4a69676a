using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Glassbox.Host.Prompt;

/// <summary>What a prompt allows and a script does not: to declare a name again. In a script the earlier of the two has a number (<c>x1</c>), wherever it is meant.</summary>
internal static class Redeclarations
{
    /// <summary>What was typed, in order, with each name declared once.</summary>
    public static CompilationUnitSyntax[] Numbered(IReadOnlyList<Submission> submissions)
    {
        SemanticModel[] models = [.. submissions.Select(AsTyped)];
        ISymbol[][] declared = [.. models.Select(model => model.SyntaxTree.GetRoot().DescendantNodes().Select(node => model.GetDeclaredSymbol(node)).OfType<ISymbol>().Where(IsOfTheSession).ToArray())];
        var taken = models.SelectMany(model => model.SyntaxTree.GetRoot().DescendantTokens()).Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => token.ValueText).ToHashSet();
        var names = new Dictionary<string, string>();
        for (var i = 0; i < declared.Length; i++)
            foreach (var earlier in declared[i].Where(symbol => declared[(i + 1)..].Any(later => later.Any(l => Hides(l, symbol)))))
            {
                var number = 1;
                while (!taken.Add(earlier.Name + number)) number++;
                names[Key(earlier)] = earlier.Name + number;
            }
        return [.. models.Select(model => (CompilationUnitSyntax)new Rename(model, names).Visit(model.SyntaxTree.GetRoot()))];
    }

    /// <summary>The meaning of a submission's own text, which is compiled with polls in its loops.</summary>
    private static SemanticModel AsTyped(Submission submission)
    {
        var compiled = submission.Compilation.SyntaxTrees.Single(tree => tree.FilePath == submission.Tree.FilePath);
        return submission.Compilation.ReplaceSyntaxTree(compiled, submission.Tree).GetSemanticModel(submission.Tree);
    }

    private static bool IsOfTheSession(ISymbol symbol) => symbol is IFieldSymbol or IPropertySymbol or IMethodSymbol { MethodKind: MethodKind.Ordinary } or INamedTypeSymbol && symbol.ContainingType is { IsScriptClass: true };

    /// <summary>Functions of other parameters stand side by side.</summary>
    private static bool Hides(ISymbol later, ISymbol earlier) => later.Name == earlier.Name && (later is not IMethodSymbol || earlier is not IMethodSymbol || Signature(later) == Signature(earlier));

    private static string Signature(ISymbol symbol) => symbol.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat);

    /// <summary>The same for one declaration in all submissions, each of which has a symbol of its own for it.</summary>
    private static string Key(ISymbol symbol) => $"{symbol.ContainingType.MetadataName} {Signature(symbol)}";

    private sealed class Rename(SemanticModel model, Dictionary<string, string> names) : CSharpSyntaxRewriter
    {
        public override SyntaxToken VisitToken(SyntaxToken token)
        {
            if (!token.IsKind(SyntaxKind.IdentifierToken) || token.Parent is not { } node) return token;
            var symbol = model.GetDeclaredSymbol(node) ?? model.GetSymbolInfo(node).Symbol;
            if (symbol is IMethodSymbol { MethodKind: MethodKind.Constructor }) symbol = symbol.ContainingType;
            return symbol is not null && IsOfTheSession(symbol.OriginalDefinition) && names.TryGetValue(Key(symbol.OriginalDefinition), out var name)
                ? SyntaxFactory.Identifier(token.LeadingTrivia, name, token.TrailingTrivia)
                : token;
        }
    }
}
