using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Glassbox.Analyzers;

/// <summary>What would keep an unloaded plugin in memory. Plain statics of the plugin itself do not: they go with it.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class KeptAliveAnalyzer : DiagnosticAnalyzer
{
    /// <summary>Types whose instances the runtime holds while they run, and with them what they call.</summary>
    private static readonly string[] Running =
    [
        "System.Threading.Timer", "System.Timers.Timer", "System.Threading.PeriodicTimer", "System.Threading.Thread", "System.IO.FileSystemWatcher",
        "System.Runtime.InteropServices.GCHandle", "System.Runtime.InteropServices.PosixSignalRegistration", "System.Threading.RegisteredWaitHandle",
    ];

    /// <summary>Calls after which the runtime holds what it was given, and the call that ends it; none where nothing does.</summary>
    private static readonly (string Type, string Method, string End)[] Holding =
    [
        ("System.Runtime.InteropServices.GCHandle", "Alloc", "Free"),
        ("System.AppDomain", "SetData", ""),
        ("System.Threading.Thread", "AllocateNamedDataSlot", "FreeNamedDataSlot"),
        ("System.Threading.Thread", "GetNamedDataSlot", "FreeNamedDataSlot"),
        ("System.Threading.ThreadPool", "RegisterWaitForSingleObject", "Unregister"),
        ("System.Runtime.InteropServices.PosixSignalRegistration", "Create", "Dispose"),
        ("System.ComponentModel.TypeDescriptor", "", ""),
    ];

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.KeptAlive];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            if (Contract.Of(start.Compilation) is null) return;
            start.RegisterSymbolAction(symbol => Static(symbol, ((IFieldSymbol)symbol.Symbol).Type), SymbolKind.Field);
            start.RegisterSymbolAction(symbol =>
            {
                // A property that computes holds nothing.
                if (symbol.Symbol.ContainingType.GetMembers().OfType<IFieldSymbol>().Any(f => SymbolEqualityComparer.Default.Equals(f.AssociatedSymbol, symbol.Symbol)))
                    Static(symbol, ((IPropertySymbol)symbol.Symbol).Type);
            }, SymbolKind.Property);
            start.RegisterOperationAction(Event, OperationKind.EventAssignment);
            start.RegisterOperationAction(Call, OperationKind.Invocation);
            start.RegisterOperationAction(Dynamic, OperationKind.DynamicInvocation, OperationKind.DynamicMemberReference, OperationKind.DynamicObjectCreation, OperationKind.DynamicIndexerAccess);
        });
    }

    private static void Static(SymbolAnalysisContext context, ITypeSymbol type)
    {
        var member = context.Symbol;
        if (member.IsStatic && Running.Contains(type.WithNullableAnnotation(NullableAnnotation.None).ToDisplayString()))
            context.ReportDiagnostic(Diagnostic.Create(Rules.KeptAlive, member.Locations.FirstOrDefault(), $"The static {member.Name}", $"make the {type.Name} in the method, with `using`, so that it ends with the call"));
    }

    private static void Event(OperationAnalysisContext context)
    {
        var assignment = (IEventAssignmentOperation)context.Operation;
        if (!assignment.Adds || assignment.EventReference is not IEventReferenceOperation { Event: var added } reference) return;
        var outlives = added.IsStatic || reference.Instance is IMemberReferenceOperation { Member.IsStatic: true };
        if (!outlives || SymbolEqualityComparer.Default.Equals(added.ContainingAssembly, context.Compilation.Assembly)) return;
        var removed = Enclosing(assignment).DescendantsAndSelf().OfType<IEventAssignmentOperation>()
            .Any(e => !e.Adds && e.EventReference is IEventReferenceOperation other && SymbolEqualityComparer.Default.Equals(other.Event, added));
        if (!removed) Report(context, $"The handler added to {added.ContainingType.Name}.{added.Name}", "take it off again with -= before the method returns");
    }

    private static void Call(OperationAnalysisContext context)
    {
        var call = (IInvocationOperation)context.Operation;
        var (type, name) = (call.TargetMethod.ContainingType?.ToDisplayString(), call.TargetMethod.Name);
        var held = Holding.FirstOrDefault(h => h.Type == type && (h.Method == "" || h.Method == name));
        if (held.Type is null) return;
        // A `using` ends it too.
        if (held.End == "Dispose" && call.Syntax.Ancestors().Any(a => a is Microsoft.CodeAnalysis.CSharp.Syntax.UsingStatementSyntax or Microsoft.CodeAnalysis.CSharp.Syntax.LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 })) return;
        if (held.End != "" && Enclosing(call).DescendantsAndSelf().OfType<IInvocationOperation>().Any(i => i.TargetMethod.Name == held.End)) return;
        Report(context, $"{call.TargetMethod.ContainingType!.Name}.{name}", held.End == "" ? "do without it" : $"end it with {held.End} before the method returns");
    }

    private static void Dynamic(OperationAnalysisContext context)
    {
        if (context.Operation.Parent is not (IDynamicInvocationOperation or IDynamicMemberReferenceOperation))
            Report(context, "A dynamic call", "its binder keeps every type that it has seen; call the member by its type");
    }

    private static void Report(OperationAnalysisContext context, string what, string cure) =>
        context.ReportDiagnostic(Diagnostic.Create(Rules.KeptAlive, context.Operation.Syntax.GetLocation(), what, cure));

    private static IOperation Enclosing(IOperation operation)
    {
        while (operation.Parent is { } parent) operation = parent;
        return operation;
    }
}
