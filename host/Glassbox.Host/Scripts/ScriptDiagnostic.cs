using Glassbox.Host.Verbs;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Glassbox.Host.Scripts;

/// <summary>A compiler's error as a reader wants it: where, what, the source line with a caret, and the name that was probably meant.</summary>
internal static class ScriptDiagnostic
{
    /// <summary>The error in words, over several lines.</summary>
    public static string Describe(Compilation compilation, Diagnostic diagnostic)
    {
        var message = Message(compilation, diagnostic);
        return diagnostic.Location.SourceTree is null ? message : SourceLine.Mark(diagnostic.Location, message);
    }

    /// <summary>The error in one sentence, without its place.</summary>
    public static string Message(Compilation compilation, Diagnostic diagnostic)
    {
        var message = $"error {diagnostic.Id}: {Plain(diagnostic.GetMessage())}";
        if (diagnostic.Location.SourceTree is not { } tree || !compilation.ContainsSyntaxTree(tree)) return message;
        var model = compilation.GetSemanticModel(tree);
        if (ScriptMistake.InWords(model, diagnostic) is { } words) return $"error {diagnostic.Id}: {words}";
        return Suggestion(model, diagnostic) is { } name ? $"{message.TrimEnd('.')}. Did you mean '{name}'?" : message;
    }

    /// <summary>The compiler's words without its own guesses at namespaces, which give way to a name, and without the class that the verbs stand in.</summary>
    private static string Plain(string message) => message
        .Split(" (are you missing")[0].Split(" and no accessible extension method")[0]
        .Replace(VerbAssembly.ClassName + ".", "").Replace("Verbs.", "");

    private static string? Suggestion(SemanticModel model, Diagnostic diagnostic)
    {
        var root = model.SyntaxTree.GetRoot();
        var token = root.FindToken(diagnostic.Location.SourceSpan.Start);
        if (token.Parent is not SimpleNameSyntax { Identifier.Text: var given } name) return null;
        return Nearest.To(given, Candidates(model, diagnostic.Id, name).Where(symbol => symbol.CanBeReferencedByName).Select(symbol => symbol.Name).Distinct());
    }

    private static IEnumerable<ISymbol> Candidates(SemanticModel model, string id, SimpleNameSyntax name) => id switch
    {
        // A name that does not exist, as a value or as a type.
        "CS0103" or "CS0246" => model.LookupSymbols(name.SpanStart),
        // No such member of a value, of a type or of a namespace.
        "CS1061" or "CS0117" or "CS0234" when name.Parent is MemberAccessExpressionSyntax { Expression: var owner } => MembersOf(model, owner, name.SpanStart),
        // No such parameter.
        "CS1739" when name.FirstAncestorOrSelf<ArgumentListSyntax>()?.Parent is { } call => ParametersOf(model, call),
        _ => [],
    };

    private static IEnumerable<ISymbol> MembersOf(SemanticModel model, ExpressionSyntax owner, int position) =>
        model.GetSymbolInfo(owner).Symbol is INamespaceOrTypeSymbol type
            ? model.LookupSymbols(position, type)
            : model.GetTypeInfo(owner).Type is { } valueType ? model.LookupSymbols(position, valueType, includeReducedExtensionMethods: true) : [];

    private static IEnumerable<ISymbol> ParametersOf(SemanticModel model, SyntaxNode call)
    {
        var methods = call is InvocationExpressionSyntax invocation ? model.GetMemberGroup(invocation.Expression) : model.GetMemberGroup(call);
        return methods.OfType<IMethodSymbol>().SelectMany(method => method.Parameters);
    }
}
