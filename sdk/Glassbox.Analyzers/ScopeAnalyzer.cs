using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Glassbox.Analyzers;

/// <summary>
/// Loops that make intermediate tensors and have no scope for them. Two cases: a loop that no scope surrounds, on any way from the method that the host calls,
/// leaves them to that method's caller; a loop that reports progress, and is long therefore, piles them up until the scope around it ends.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ScopeAnalyzer : DiagnosticAnalyzer
{
    /// <summary>Calls whose functions run in a scope of their own.</summary>
    private static readonly string[] Scoping = ["EachBatch", "InBatches", "WrappedTensorDisposeScope"];

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.LoopWithoutScope];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            if (Contract.Of(start.Compilation) is not { } contract) return;
            var methods = new ConcurrentDictionary<IMethodSymbol, Seen>(SymbolEqualityComparer.Default);
            start.RegisterOperationBlockAction(block =>
            {
                if (block.OwningSymbol is IMethodSymbol method) methods[method.OriginalDefinition] = Look(block.OperationBlocks, contract);
            });
            start.RegisterCompilationEndAction(end => Report(end, methods, contract));
        });
    }

    /// <summary>What one method holds: loops that make tensors, and calls that no scope surrounds.</summary>
    private sealed class Seen
    {
        public List<(Location Place, bool Long, bool Covered)> Loops { get; } = [];

        public List<IMethodSymbol> Uncovered { get; } = [];
    }

    private static void Report(CompilationAnalysisContext context, ConcurrentDictionary<IMethodSymbol, Seen> methods, Contract contract)
    {
        var exposed = new HashSet<IMethodSymbol>(SymbolEqualityComparer.Default);
        var next = new Stack<IMethodSymbol>(methods.Keys.Where(contract.IsEntry));
        while (next.Count > 0)
            if (next.Pop() is var method && exposed.Add(method) && methods.TryGetValue(method, out var seen))
                foreach (var called in seen.Uncovered) next.Push(called.OriginalDefinition);

        foreach (var method in methods)
            foreach (var loop in method.Value.Loops)
                if (loop.Long) context.ReportDiagnostic(Diagnostic.Create(Rules.LoopWithoutScope, loop.Place, "pile up with each of its many turns"));
                else if (!loop.Covered && exposed.Contains(method.Key)) context.ReportDiagnostic(Diagnostic.Create(Rules.LoopWithoutScope, loop.Place, "are left to the method's caller"));
    }

    private static Seen Look(ImmutableArray<IOperation> blocks, Contract contract)
    {
        var seen = new Seen();
        foreach (var operation in blocks.SelectMany(b => b.DescendantsAndSelf()))
            switch (operation)
            {
                case ILoopOperation loop when !HasScope(loop.Body, contract) && Own(loop).Any(o => IsIntermediate(o, loop, contract)):
                    seen.Loops.Add((loop.Syntax.GetFirstToken().GetLocation(), Own(loop).Any(o => IsStep(o, contract)), IsCovered(loop, contract)));
                    break;
                case IInvocationOperation { TargetMethod.DeclaringSyntaxReferences.Length: > 0 } call when !IsCovered(call, contract):
                    seen.Uncovered.Add(call.TargetMethod);
                    break;
                case IObjectCreationOperation { Constructor: { DeclaringSyntaxReferences.Length: > 0 } constructor } made when !IsCovered(made, contract):
                    seen.Uncovered.Add(constructor);
                    break;
            }
        return seen;
    }

    /// <summary>The operations of a loop's body, without those of loops, functions and scopes within it, which are looked at by themselves.</summary>
    private static IEnumerable<IOperation> Own(ILoopOperation loop)
    {
        var next = new Stack<IOperation>([loop.Body]);
        while (next.Count > 0)
        {
            var operation = next.Pop();
            yield return operation;
            foreach (var child in operation.ChildOperations)
                if (child is not (ILoopOperation or IAnonymousFunctionOperation or ILocalFunctionOperation or IUsingOperation)) next.Push(child);
        }
    }

    /// <summary>A tensor that is made in this turn of the loop and that nothing keeps: what another operator takes up, or what a variable of the turn holds.</summary>
    private static bool IsIntermediate(IOperation operation, ILoopOperation loop, Contract contract)
    {
        if (!contract.IsTensor(operation.Type)) return false;
        var made = operation switch
        {
            IInvocationOperation call => IsTensorCode(call.TargetMethod) && !call.TargetMethod.Name.EndsWith("_", StringComparison.Ordinal) && !call.TargetMethod.Name.Contains("DisposeScope"),
            IBinaryOperation binary => binary.OperatorMethod is not null,
            IUnaryOperation unary => unary.OperatorMethod is not null,
            IPropertyReferenceOperation indexer => indexer.Property.IsIndexer && IsTensorCode(indexer.Property),
            ICompoundAssignmentOperation => true,
            _ => false,
        };
        if (!made) return false;
        var (child, parent) = (operation, operation.Parent);
        while (parent is IConversionOperation or IParenthesizedOperation or IConditionalOperation or ICoalesceOperation) (child, parent) = (parent, parent.Parent);
        return operation is ICompoundAssignmentOperation || parent switch
        {
            IInvocationOperation call => call.Instance == child && !call.TargetMethod.Name.Contains("DisposeScope") && call.TargetMethod.Name != "Dispose",
            IArgumentOperation { Parent: IInvocationOperation { TargetMethod.IsExtensionMethod: true } moved } when moved.TargetMethod.Name.Contains("DisposeScope") => false,
            IArgumentOperation { Parent: IInvocationOperation call } => contract.IsTensor(call.Type) && IsTensorCode(call.TargetMethod),
            IPropertyReferenceOperation property => property.Instance == child,
            IBinaryOperation or IUnaryOperation or ICompoundAssignmentOperation => true,
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => !IsReleased(declarator, loop),
            ISimpleAssignmentOperation assignment => assignment.Target is ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation,
            _ => false,
        };
    }

    /// <summary>Whether a variable is declared with <c>using</c>, disposed by name, or handed on.</summary>
    private static bool IsReleased(IVariableDeclaratorOperation declarator, ILoopOperation loop)
    {
        for (var parent = declarator.Parent; parent is not null && parent != loop; parent = parent.Parent)
            if (parent is IUsingDeclarationOperation) return true;
        return Own(loop).OfType<ILocalReferenceOperation>().Where(r => SymbolEqualityComparer.Default.Equals(r.Local, declarator.Symbol)).Any(r => r.Parent switch
        {
            IInvocationOperation call => call.TargetMethod.Name == "Dispose" || call.TargetMethod.Name.Contains("DisposeScope"),
            // Kept in a list, or what the loop gives back.
            IArgumentOperation { Parent: IInvocationOperation call } => call.TargetMethod.Name == "Add",
            IReturnOperation or ISimpleAssignmentOperation { Value: ILocalReferenceOperation } => true,
            _ => false,
        });
    }

    private static bool IsTensorCode(ISymbol symbol) => symbol.ContainingAssembly.Name is "Glassbox.Torch" or "Glassbox.Sdk";

    private static bool IsStep(IOperation operation, Contract contract) =>
        operation is IInvocationOperation { TargetMethod: { Name: "Step" } step } && SymbolEqualityComparer.Default.Equals(step.ContainingType, contract.Run);

    private static bool HasScope(IOperation body, Contract contract) => body.ChildOperations.Prepend(body).Any(o => IsScope(o, contract));

    private static bool IsScope(IOperation operation, Contract contract) => operation switch
    {
        IUsingDeclarationOperation declaration => declaration.DeclarationGroup.Declarations.SelectMany(d => d.Declarators)
            .Any(d => SymbolEqualityComparer.Default.Equals(d.Symbol.Type, contract.Scope)),
        IUsingOperation { Resources: var resources } => resources.DescendantsAndSelf().Any(r => SymbolEqualityComparer.Default.Equals(r.Type, contract.Scope)),
        _ => false,
    };

    /// <summary>Whether a scope of the same method surrounds an operation: declared before it in a block around it, or opened by what a function around it is given to.</summary>
    private static bool IsCovered(IOperation operation, Contract contract)
    {
        for (var (child, parent) = (operation, operation.Parent); parent is not null; (child, parent) = (parent, parent.Parent))
        {
            if (parent is IUsingOperation && IsScope(parent, contract)) return true;
            if (parent is IBlockOperation block && block.Operations.TakeWhile(o => o != child).Any(o => IsScope(o, contract))) return true;
            if (parent is IInvocationOperation call && Scoping.Contains(call.TargetMethod.Name)) return true;
        }
        return false;
    }
}
