using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Glassbox.Host.Scripts;

/// <summary>A module stands where a model is wanted, or makes one though it has several inputs or outputs: how a model is made of it.</summary>
internal static class ModuleMistake
{
    /// <summary>What to write instead; null where the argument is no module, or none where a model would be.</summary>
    /// <param name="wanted">The type of the parameter, or the type that is made.</param>
    /// <param name="given">The argument's type.</param>
    /// <param name="argument">The argument.</param>
    public static string? Instead(ITypeSymbol? wanted, ITypeSymbol given, ExpressionSyntax argument)
    {
        if (wanted?.ToDisplayString() != typeof(Model).FullName || TypesOf(given) is not [.. var inputs, var result]) return null;
        var name = argument is IdentifierNameSyntax { Identifier.Text: var variable } ? variable : "net";
        if (inputs is [{ Name: nameof(TorchSharp.torch.Tensor) }] && result.Name == nameof(TorchSharp.torch.Tensor)) return $"new Model(\"{name}\", {name})";
        var call = $"{name}.call({string.Join(", ", inputs.Select((_, i) => i == 0 ? "x" : inputs.Length == 2 ? "other" : $"other{i}"))})";
        return $"new Model(\"{name}\", x => {call}{(result.IsTupleType ? ".Item1" : "")}, {name}.state_dict())";
    }

    /// <summary>What a module takes and, last, what it gives; none where it is no module.</summary>
    private static ITypeSymbol[] TypesOf(ITypeSymbol type)
    {
        for (var at = type as INamedTypeSymbol; at is not null; at = at.BaseType)
            if (at is { Name: "Module", IsGenericType: true, ContainingType.Name: nameof(TorchSharp.torch.nn) }) return [.. at.TypeArguments];
        return [];
    }
}
