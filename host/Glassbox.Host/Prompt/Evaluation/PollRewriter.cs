using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Glassbox.Host.Prompt;

/// <summary>Puts a <see cref="Poll"/> at the head of each loop and function, without adding lines, so that Ctrl-C stops any of them.</summary>
internal sealed class PollRewriter : CSharpSyntaxRewriter
{
    private static readonly StatementSyntax AtLoop = Call(nameof(Poll.Loop));
    private static readonly StatementSyntax AtFunction = Call(nameof(Poll.Function));

    private PollRewriter() { }

    /// <summary>The same code with polls; the same tree where it has neither loops nor functions.</summary>
    public static SyntaxTree Rewrite(SyntaxTree tree)
    {
        var root = tree.GetRoot();
        var rewritten = new PollRewriter().Visit(root);
        return rewritten == root ? tree : CSharpSyntaxTree.Create((CSharpSyntaxNode)rewritten, (CSharpParseOptions)tree.Options, tree.FilePath, System.Text.Encoding.UTF8);
    }

    public override SyntaxNode? VisitWhileStatement(WhileStatementSyntax node)
    {
        var loop = (WhileStatementSyntax)base.VisitWhileStatement(node)!;
        return loop.WithStatement(Polled(loop.Statement, AtLoop));
    }

    public override SyntaxNode? VisitDoStatement(DoStatementSyntax node)
    {
        var loop = (DoStatementSyntax)base.VisitDoStatement(node)!;
        return loop.WithStatement(Polled(loop.Statement, AtLoop));
    }

    public override SyntaxNode? VisitForStatement(ForStatementSyntax node)
    {
        var loop = (ForStatementSyntax)base.VisitForStatement(node)!;
        return loop.WithStatement(Polled(loop.Statement, AtLoop));
    }

    public override SyntaxNode? VisitForEachStatement(ForEachStatementSyntax node)
    {
        var loop = (ForEachStatementSyntax)base.VisitForEachStatement(node)!;
        return loop.WithStatement(Polled(loop.Statement, AtLoop));
    }

    public override SyntaxNode? VisitForEachVariableStatement(ForEachVariableStatementSyntax node)
    {
        var loop = (ForEachVariableStatementSyntax)base.VisitForEachVariableStatement(node)!;
        return loop.WithStatement(Polled(loop.Statement, AtLoop));
    }

    public override SyntaxNode? VisitGotoStatement(GotoStatementSyntax node) => node.IsKind(SyntaxKind.GotoStatement) ? SyntaxFactory.Block(AtLoop, node.WithoutTrivia()).WithTriviaFrom(node) : node;

    public override SyntaxNode? VisitLocalFunctionStatement(LocalFunctionStatementSyntax node)
    {
        var function = (LocalFunctionStatementSyntax)base.VisitLocalFunctionStatement(node)!;
        if (function.Body is { } body) return function.WithBody(Polled(body));
        return AsBlock(function.ExpressionBody, function.ReturnType, function.Modifiers) is { } block
            ? function.WithExpressionBody(null).WithSemicolonToken(default).WithBody(block.WithTrailingTrivia(function.SemicolonToken.TrailingTrivia))
            : function;
    }

    public override SyntaxNode? VisitMethodDeclaration(MethodDeclarationSyntax node)
    {
        var method = (MethodDeclarationSyntax)base.VisitMethodDeclaration(node)!;
        if (method.Body is { } body) return method.WithBody(Polled(body));
        return AsBlock(method.ExpressionBody, method.ReturnType, method.Modifiers) is { } block
            ? method.WithExpressionBody(null).WithSemicolonToken(default).WithBody(block.WithTrailingTrivia(method.SemicolonToken.TrailingTrivia))
            : method;
    }

    public override SyntaxNode? VisitParenthesizedLambdaExpression(ParenthesizedLambdaExpressionSyntax node)
    {
        var lambda = (ParenthesizedLambdaExpressionSyntax)base.VisitParenthesizedLambdaExpression(node)!;
        return lambda.Block is { } block ? lambda.WithBlock(Polled(block)) : lambda;
    }

    public override SyntaxNode? VisitSimpleLambdaExpression(SimpleLambdaExpressionSyntax node)
    {
        var lambda = (SimpleLambdaExpressionSyntax)base.VisitSimpleLambdaExpression(node)!;
        return lambda.Block is { } block ? lambda.WithBlock(Polled(block)) : lambda;
    }

    public override SyntaxNode? VisitAnonymousMethodExpression(AnonymousMethodExpressionSyntax node)
    {
        var method = (AnonymousMethodExpressionSyntax)base.VisitAnonymousMethodExpression(node)!;
        return method.WithBlock(Polled(method.Block));
    }

    private static BlockSyntax Polled(BlockSyntax body) => body.WithStatements(body.Statements.Insert(0, AtFunction));

    private static StatementSyntax Polled(StatementSyntax body, StatementSyntax poll) => body is BlockSyntax block
        ? block.WithStatements(block.Statements.Insert(0, poll))
        : SyntaxFactory.Block(poll, body);

    /// <summary>An expression body as a block on the same lines; null where that would change its meaning.</summary>
    private static BlockSyntax? AsBlock(ArrowExpressionClauseSyntax? arrow, TypeSyntax returns, SyntaxTokenList modifiers)
    {
        if (arrow is null || returns is RefTypeSyntax) return null;
        var isAsync = modifiers.Any(SyntaxKind.AsyncKeyword);
        var givesNothing = returns is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword } || isAsync && returns is not GenericNameSyntax and not QualifiedNameSyntax;
        StatementSyntax statement = arrow.Expression is ThrowExpressionSyntax thrown ? SyntaxFactory.ThrowStatement(Spaced(SyntaxKind.ThrowKeyword), thrown.Expression, SyntaxFactory.Token(SyntaxKind.SemicolonToken))
            : givesNothing ? SyntaxFactory.ExpressionStatement(arrow.Expression)
            : SyntaxFactory.ReturnStatement(Spaced(SyntaxKind.ReturnKeyword), arrow.Expression, SyntaxFactory.Token(SyntaxKind.SemicolonToken));
        return SyntaxFactory.Block(AtFunction, statement).WithOpenBraceToken(SyntaxFactory.Token(arrow.ArrowToken.LeadingTrivia, SyntaxKind.OpenBraceToken, arrow.ArrowToken.TrailingTrivia));
    }

    private static SyntaxToken Spaced(SyntaxKind keyword) => SyntaxFactory.Token(default, keyword, SyntaxFactory.TriviaList(SyntaxFactory.Space));

    private static StatementSyntax Call(string poll) => SyntaxFactory.ParseStatement($"global::{typeof(Poll).FullName}.{poll}();");
}
