using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Glassbox.Analyzers;

/// <summary>Options of methods: documented, bounded, and never changed.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class OptionsAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.Undocumented, Rules.Mutable, Rules.Unbounded];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            if (Contract.Of(start.Compilation) is not { } contract) return;
            start.RegisterSymbolAction(symbol =>
            {
                var type = (INamedTypeSymbol)symbol.Symbol;
                if (!contract.IsMethod(type)) return;
                foreach (var options in contract.Kinds(type).Select(k => k.TypeArguments[0]).OfType<INamedTypeSymbol>().Where(o => o.DeclaringSyntaxReferences.Length > 0))
                    foreach (var diagnostic in Of(options, contract, symbol.CancellationToken)) symbol.ReportDiagnostic(diagnostic);
            }, SymbolKind.NamedType);
        });
    }

    private static IEnumerable<Diagnostic> Of(INamedTypeSymbol options, Contract contract, System.Threading.CancellationToken cancellation)
    {
        // The copy constructor of a record is no constructor that the host sees.
        var constructor = options.InstanceConstructors.Where(c => c.DeclaredAccessibility == Accessibility.Public && !c.IsImplicitlyDeclared).OrderByDescending(c => c.Parameters.Length).FirstOrDefault();
        var documented = Documented(options, cancellation);
        foreach (var parameter in constructor?.Parameters ?? [])
        {
            var place = parameter.Locations.FirstOrDefault();
            if (!documented.Contains(parameter.Name))
                yield return Diagnostic.Create(Rules.Undocumented, place, $"Option {parameter.Name}", $"write <param name=\"{parameter.Name}\"> above {options.Name}");
            if (IsNumeric(parameter.Type) && contract.Range is { } range && !Contract.Has(parameter, range))
                yield return Diagnostic.Create(Rules.Unbounded, place, $"Option {parameter.Name}");
            foreach (var choice in Choices(parameter.Type))
                if (Xml(choice, cancellation)?.Element("summary") is not { Value: var said } || said.Trim() == "")
                    yield return Diagnostic.Create(Rules.Undocumented, choice.Locations.FirstOrDefault(), $"Choice {choice.Name} of option {parameter.Name}", "write a <summary> above it");
        }
        if (!options.IsRecord)
            yield return Diagnostic.Create(Rules.Mutable, options.Locations.FirstOrDefault(), options.Name, "make it a positional record with a default for each parameter");
        foreach (var member in options.GetMembers().Where(m => !m.IsStatic && !m.IsImplicitlyDeclared))
            if (member is IPropertySymbol { SetMethod: { IsInitOnly: false } } or IFieldSymbol { IsReadOnly: false })
                yield return Diagnostic.Create(Rules.Mutable, member.Locations.FirstOrDefault(), member.Name, "make it a parameter of the record, or { get; init; }");
    }

    private static bool IsNumeric(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable) type = nullable.TypeArguments[0];
        return type.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_Double;
    }

    /// <summary>The members of an enum that the plugin declares.</summary>
    private static IEnumerable<IFieldSymbol> Choices(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable) type = nullable.TypeArguments[0];
        return type is { TypeKind: TypeKind.Enum, DeclaringSyntaxReferences.Length: > 0 } ? type.GetMembers().OfType<IFieldSymbol>().Where(f => f.HasConstantValue) : [];
    }

    private static HashSet<string> Documented(INamedTypeSymbol options, System.Threading.CancellationToken cancellation) =>
        [.. (Xml(options, cancellation)?.Elements("param") ?? []).Where(p => p.Value.Trim() != "" || p.HasElements).Select(p => p.Attribute("name")?.Value ?? "")];

    private static XElement? Xml(ISymbol symbol, System.Threading.CancellationToken cancellation)
    {
        try
        {
            return symbol.GetDocumentationCommentXml(cancellationToken: cancellation) is { Length: > 0 } text ? XElement.Parse(text) : null;
        }
        catch (XmlException)
        {
            return null;
        }
    }
}
