using Microsoft.CodeAnalysis;

namespace Glassbox.Host.Prompt;

/// <summary>Symbols in one line, as the prompt shows them.</summary>
internal static class SymbolText
{
    private static readonly SymbolDisplayFormat Short = SymbolDisplayFormat.MinimallyQualifiedFormat
        .WithMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.UseSpecialTypes | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier | SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers);

    /// <summary>A type as C# writes it.</summary>
    public static string Type(ITypeSymbol type) => type.ToDisplayString(Short);

    /// <summary>A parameter: <c>double epsilon = 1e-06</c>.</summary>
    public static string Parameter(IParameterSymbol parameter) => $"{(parameter.IsParams ? "params " : "")}{Type(parameter.Type)} {parameter.Name}{(Default(parameter) is { } value ? " = " + value : "")}";

    /// <summary>A parameter's default as C# writes it; null where it has none.</summary>
    public static string? Default(IParameterSymbol parameter)
    {
        if (!parameter.HasExplicitDefaultValue) return null;
        if (parameter.ExplicitDefaultValue is null) return parameter.Type.IsValueType && parameter.Type.OriginalDefinition.SpecialType != SpecialType.System_Nullable_T ? "default" : "null";
        var type = (parameter.Type as INamedTypeSymbol)?.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T ? ((INamedTypeSymbol)parameter.Type).TypeArguments[0] : parameter.Type;
        if (type.TypeKind == TypeKind.Enum && type.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(f => f.HasConstantValue && Equals(f.ConstantValue, parameter.ExplicitDefaultValue)) is { } member)
            return $"{type.Name}.{member.Name}";
        return ValueView.Line(parameter.ExplicitDefaultValue);
    }

    /// <summary>What a symbol is, before its documentation: <c>Model model</c>, <c>(Model model, ...) -> Attribution</c>.</summary>
    public static string Kind(ISymbol symbol) => symbol switch
    {
        IMethodSymbol method => $"({string.Join(", ", method.Parameters.Take(3).Select(p => Type(p.Type)))}{(method.Parameters.Length > 3 ? ", …" : "")}) -> {Type(method.ReturnType)}",
        IPropertySymbol property => Type(property.Type),
        IFieldSymbol { ContainingType.TypeKind: TypeKind.Enum } => "",
        IFieldSymbol field => Type(field.Type),
        ILocalSymbol local => Type(local.Type),
        IParameterSymbol parameter => Type(parameter.Type),
        INamedTypeSymbol type => type.TypeKind.ToString().ToLowerInvariant(),
        INamespaceSymbol => "namespace",
        _ => "",
    };
}
