using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Glassbox.Host.Prompt;

/// <summary>The call whose arguments the caret stands among.</summary>
/// <param name="Call">The call: an invocation, or the creation of an object.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Methods">What it may call; the first is the likeliest.</param>
/// <param name="Index">Which argument the caret is in, from 0.</param>
internal sealed record CallContext(SyntaxNode Call, BaseArgumentListSyntax Arguments, IReadOnlyList<IMethodSymbol> Methods, int Index)
{
    /// <summary>The argument that the caret is in, as far as it is typed.</summary>
    public ArgumentSyntax? Argument => Index < Arguments.Arguments.Count ? Arguments.Arguments[Index] : null;

    /// <summary>The parameter that the caret is giving, by its name or its place; null where there is none.</summary>
    public IParameterSymbol? Parameter => Methods.Select(ParameterOf).FirstOrDefault(p => p is not null);

    /// <summary>The call around a place of the text; null where there is none.</summary>
    public static CallContext? At(SemanticModel model, int caret)
    {
        var token = model.SyntaxTree.GetRoot().FindToken(Math.Max(0, caret - 1));
        var list = token.Parent?.AncestorsAndSelf().OfType<BaseArgumentListSyntax>().FirstOrDefault(a => Opening(a).Span.End <= caret && (Closing(a).IsMissing || caret <= Closing(a).SpanStart));
        if (list?.Parent is not { } call || list is BracketedArgumentListSyntax) return null;
        var methods = call switch
        {
            InvocationExpressionSyntax invocation => model.GetMemberGroup(invocation.Expression).OfType<IMethodSymbol>(),
            ObjectCreationExpressionSyntax creation => (model.GetTypeInfo(creation).Type as INamedTypeSymbol)?.InstanceConstructors.Where(c => c.DeclaredAccessibility == Accessibility.Public) ?? [],
            _ => [],
        };
        var index = list.Arguments.GetSeparators().Count(comma => comma.Span.End <= caret);
        // Overloads that have room for what is typed come first.
        var ordered = methods.Where(m => m.CanBeReferencedByName || m.MethodKind == MethodKind.Constructor).OrderBy(m => m.Parameters.Length > index || m.Parameters.LastOrDefault() is { IsParams: true } ? 0 : 1).ToArray();
        return ordered.Length == 0 ? null : new CallContext(call, list, ordered, index);
    }

    /// <summary>The parameter of one overload that the caret is giving.</summary>
    public IParameterSymbol? ParameterOf(IMethodSymbol method) => Argument?.NameColon is { Name.Identifier.Text: var name }
        ? method.Parameters.FirstOrDefault(p => p.Name == name)
        : Index < method.Parameters.Length ? method.Parameters[Index] : method.Parameters.LastOrDefault() is { IsParams: true } rest ? rest : null;

    /// <summary>The expression that is given for the first parameter of a type; for an extension or a member, what stands before the dot counts too.</summary>
    public ExpressionSyntax? Given(SemanticModel model, Func<ITypeSymbol, bool> isType)
    {
        if (Call is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var owner } } && model.GetTypeInfo(owner).Type is { } ownType && isType(ownType)) return owner;
        return Arguments.Arguments.Select(a => a.Expression).FirstOrDefault(e => model.GetTypeInfo(e).Type is { } type && isType(type));
    }

    private static SyntaxToken Opening(BaseArgumentListSyntax list) => list is ArgumentListSyntax round ? round.OpenParenToken : ((BracketedArgumentListSyntax)list).OpenBracketToken;

    private static SyntaxToken Closing(BaseArgumentListSyntax list) => list is ArgumentListSyntax round ? round.CloseParenToken : ((BracketedArgumentListSyntax)list).CloseBracketToken;
}
