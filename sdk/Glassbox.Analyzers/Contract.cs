using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Glassbox.Analyzers;

/// <summary>What a compilation refers to of the Glassbox SDK.</summary>
internal sealed class Contract
{
    private readonly INamedTypeSymbol method, kind;

    private Contract(INamedTypeSymbol method, INamedTypeSymbol kind, INamedTypeSymbol tensor, INamedTypeSymbol? range, INamedTypeSymbol? run, INamedTypeSymbol? scope) =>
        (this.method, this.kind, Tensor, Range, Run, Scope) = (method, kind, tensor, range, run, scope);

    public INamedTypeSymbol Tensor { get; }

    public INamedTypeSymbol? Range { get; }

    public INamedTypeSymbol? Run { get; }

    public INamedTypeSymbol? Scope { get; }

    /// <summary>The contract; null where the compilation is no plugin.</summary>
    public static Contract? Of(Compilation compilation) =>
        compilation.GetTypeByMetadataName("Glassbox.MethodAttribute") is { } method
        && compilation.GetTypeByMetadataName("Glassbox.KindAttribute") is { } kind
        && compilation.GetTypeByMetadataName("TorchSharp.torch+Tensor") is { } tensor
            ? new Contract(method, kind, tensor, compilation.GetTypeByMetadataName("Glassbox.RangeAttribute"),
                compilation.GetTypeByMetadataName("Glassbox.Run"), compilation.GetTypeByMetadataName("TorchSharp.DisposeScope"))
            : null;

    public bool IsMethod(INamedTypeSymbol type) => Has(type, method);

    /// <summary>The kinds of method that a class implements, with their options as type argument.</summary>
    public IEnumerable<INamedTypeSymbol> Kinds(INamedTypeSymbol type) => type.AllInterfaces.Where(i => i.TypeArguments.Length == 1 && Has(i.OriginalDefinition, kind));

    /// <summary>Whether a method of a class is the one that the host calls.</summary>
    public bool IsEntry(IMethodSymbol called) =>
        called.ContainingType is { } type && IsMethod(type)
        && Kinds(type).SelectMany(k => k.GetMembers()).Any(m => SymbolEqualityComparer.Default.Equals(type.FindImplementationForInterfaceMember(m), called));

    public bool IsTensor(ITypeSymbol? type) => SymbolEqualityComparer.Default.Equals(type, Tensor);

    public static bool Has(ISymbol symbol, INamedTypeSymbol attribute) =>
        symbol.GetAttributes().Any(a => SymbolEqualityComparer.Default.Equals(a.AttributeClass, attribute));
}
