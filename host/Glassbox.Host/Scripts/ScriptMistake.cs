using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Glassbox.Host.Scripts;

/// <summary>The mistakes that scripts are likely to make and that the compiler words for others: what is wrong in the script's own terms, and what to write.</summary>
internal static class ScriptMistake
{
    private const int MostMembers = 8;
    private static readonly string[] OfEveryRecord = ["Equals", "Deconstruct", "<Clone>$"];

    /// <summary>The mistake in words; null where the compiler's are as good.</summary>
    public static string? InWords(SemanticModel model, Diagnostic diagnostic)
    {
        var node = model.SyntaxTree.GetRoot().FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        return diagnostic.Id switch
        {
            "CS1503" => OfArgument(model, node),
            "CS7036" => OfMissingArgument(model, node) ?? OfConstructor(model, node),
            "CS1729" => OfConstructor(model, node),
            "CS1739" => OfRun(model, node),
            "CS1061" when diagnostic.GetMessage().Contains("'GetAwaiter'", StringComparison.Ordinal) => OfAwait(model, node),
            "CS1061" or "CS0117" => OfMember(model, node),
            "CS8098" => "#load stands at the top of the script, before its first statement",
            "CS7009" => "#r stands at the top of the script, before its first statement",
            "CS1504" when node.FindToken(diagnostic.Location.SourceSpan.Start, findInsideTrivia: true).ValueText is { Length: > 0 } file => $"there is no file \"{file}\" to load",
            _ => null,
        };
    }

    /// <summary>An argument of another type than its parameter.</summary>
    private static string? OfArgument(SemanticModel model, SyntaxNode node)
    {
        if (node.FirstAncestorOrSelf<ArgumentSyntax>() is not { Parent: ArgumentListSyntax { Parent: var whole } list } argument || model.GetTypeInfo(argument.Expression).Type is not { } given) return null;
        if (whole is ObjectCreationExpressionSyntax made)
            return ModuleMistake.Instead(model.GetTypeInfo(made).Type, given, argument.Expression) is { } right
                ? $"{given.Name} does not make one tensor of one: say what is explained, as in {right}"
                : null;
        if (whole is not InvocationExpressionSyntax call) return null;
        if (model.GetMemberGroup(call.Expression).OfType<IMethodSymbol>().ToArray() is not [var method]) return null;
        var parameter = argument.NameColon is { Name.Identifier.Text: var name }
            ? method.Parameters.FirstOrDefault(p => p.Name == name)
            : method.Parameters.ElementAtOrDefault(list.Arguments.IndexOf(argument));
        if (parameter is null) return null;
        var wanted = parameter.Type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } optional ? optional.TypeArguments[0] : parameter.Type;
        return $"{parameter.Name} of {method.Name} takes {InWords(wanted)} and is given {InWords(given)}" +
            ((ModuleMistake.Instead(wanted, given, argument.Expression) ?? BatchOf(wanted, given, argument.Expression)) is { } instead ? $": write {instead}" : Instead(wanted, model.GetConstantValue(argument.Expression).Value));
    }

    /// <summary>What to write instead, where the value itself tells.</summary>
    private static string Instead(ITypeSymbol wanted, object? value)
    {
        switch (value)
        {
            case string text when wanted.TypeKind == TypeKind.Enum:
                string[] members = [.. wanted.GetMembers().OfType<IFieldSymbol>().Select(f => f.Name)];
                var near = Nearest.To(text.Replace("-", "").Replace("_", ""), members);
                return near is null ? $": there are {string.Join(", ", members.Select(m => $"{wanted.Name}.{m}"))}" : $": write {wanted.Name}.{near}";
            case string text when IsNumber(wanted) && double.TryParse(text, CultureInfo.InvariantCulture, out _):
                return $": write {text}, without quotes";
            case double number when wanted.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64 && number == Math.Floor(number) && Math.Abs(number) < 1e15:
                return string.Create(CultureInfo.InvariantCulture, $": write {number:0}");
            default:
                return "";
        }
    }

    /// <summary>A batch of a data set, where the whole of it stands for a tensor.</summary>
    private static string? BatchOf(ITypeSymbol wanted, ITypeSymbol given, ExpressionSyntax argument)
    {
        if (wanted.Name != nameof(TorchSharp.torch.Tensor)) return null;
        for (var type = given; type is not null; type = type.BaseType)
            if (type.ToDisplayString() == typeof(Dataset).FullName) return $"{argument}.Batches(16).First().Inputs, or {argument}[0]";
        return null;
    }

    private static string? OfMissingArgument(SemanticModel model, SyntaxNode node)
    {
        if (node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call || model.GetMemberGroup(call.Expression).OfType<IMethodSymbol>().ToArray() is not [var method]) return null;
        var given = call.ArgumentList.Arguments;
        var byPlace = given.TakeWhile(a => a.NameColon is null).Count();
        if (method.Parameters.Where((p, i) => !p.IsOptional && !p.IsParams && i >= byPlace && given.All(a => a.NameColon?.Name.Identifier.Text != p.Name)).FirstOrDefault() is not { } lacking) return null;
        return $"{method.Name} lacks its argument {lacking.Name}: {method.Name}{Required(method)}";
    }

    /// <summary>What belongs to a call of a method rather than to the method stands in its run, and where it runs with its model or its input.</summary>
    private static string? OfRun(SemanticModel model, SyntaxNode node)
    {
        if (node.FirstAncestorOrSelf<ArgumentSyntax>() is not { NameColon.Name.Identifier.Text: var name, Parent.Parent: InvocationExpressionSyntax call } argument) return null;
        if (model.GetMemberGroup(call.Expression).OfType<IMethodSymbol>().FirstOrDefault(m => m.Parameters.Any(p => p.Type.ToDisplayString(NullableFlowState.None) == typeof(Run).FullName)) is not { } verb) return null;
        if (name == "device")
            return $"{verb.Name} runs where its {(verb.Parameters[0].Type.Name == nameof(Model) ? $"model is: write Models.Load(..., device: {argument.Expression})" : $"input is: write {call.ArgumentList.Arguments[0].Expression}.to({argument.Expression})")}";
        var run = verb.Parameters.Select(p => p.Type).OfType<INamedTypeSymbol>().First(t => t.Name == nameof(Run));
        return run.InstanceConstructors.Any(c => c.Parameters.Any(p => p.Name == name)) ? $"{name} is said of the run: write run: new Run({argument})" : null;
    }

    /// <summary>The constructors of a type of Glassbox's, where it has none for so many arguments.</summary>
    private static string? OfConstructor(SemanticModel model, SyntaxNode node)
    {
        if (node.FirstAncestorOrSelf<ObjectCreationExpressionSyntax>() is not { } made || model.GetTypeInfo(made).Type is not INamedTypeSymbol type || !IsOfGlassbox(type)) return null;
        var ways = type.InstanceConstructors.Where(c => c.DeclaredAccessibility == Accessibility.Public && !c.IsImplicitlyDeclared).Select(c => $"new {type.Name}{Required(c)}");
        return $"{type.Name} is made in another way: {string.Join(", or ", ways)}";
    }

    /// <summary>The arguments that a call must have, in brackets.</summary>
    private static string Required(IMethodSymbol method) =>
        $"({string.Join(", ", method.Parameters.Where(p => !p.IsOptional).Select(p => p.Name))}{(method.Parameters.Any(p => p.IsOptional) ? ", ..." : "")})";

    private static string? OfAwait(SemanticModel model, SyntaxNode node)
    {
        var waits = node.FirstAncestorOrSelf<AwaitExpressionSyntax>() ?? node.DescendantNodes().OfType<AwaitExpressionSyntax>().FirstOrDefault();
        return waits is not null && model.GetTypeInfo(waits.Expression).Type is { } there ? $"{InWords(there)} is no task to wait for: leave await out" : null;
    }

    /// <summary>What a type of Glassbox's has, where the name is near to none of it.</summary>
    private static string? OfMember(SemanticModel model, SyntaxNode node)
    {
        if (node is not SimpleNameSyntax { Parent: MemberAccessExpressionSyntax { Expression: var owner } } name) return null;
        if ((model.GetSymbolInfo(owner).Symbol as ITypeSymbol ?? model.GetTypeInfo(owner).Type) is not { } type || !IsOfGlassbox(type)) return null;
        string[] members =
        [
            .. type.GetMembers().Where(m => m is { DeclaredAccessibility: Accessibility.Public, IsImplicitlyDeclared: false } and (IPropertySymbol { IsIndexer: false } or IFieldSymbol or IMethodSymbol { MethodKind: MethodKind.Ordinary }))
                .Where(m => m is not IMethodSymbol { IsOverride: true } && !OfEveryRecord.Contains(m.Name)).Select(m => m.Name).Distinct(),
        ];
        return members.Length == 0 || Nearest.To(name.Identifier.Text, members) is not null ? null
            : $"{type.Name} has no {name.Identifier.Text}; it has {string.Join(", ", members.Take(MostMembers))}{(members.Length > MostMembers ? " and more" : "")}";
    }

    private static bool IsOfGlassbox(ITypeSymbol type) => type.ToDisplayString().StartsWith("Glassbox", StringComparison.Ordinal);

    private static bool IsNumber(ITypeSymbol type) => type.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_Double or SpecialType.System_Single;

    private static string InWords(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_String => "a text",
        SpecialType.System_Int32 or SpecialType.System_Int64 => "a whole number",
        SpecialType.System_Double or SpecialType.System_Single => "a number",
        SpecialType.System_Boolean => "true or false",
        _ => $"{("AEIOU".Contains(type.Name.FirstOrDefault('x')) ? "an" : "a")} {type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}",
    };
}
