using System.Collections.Immutable;
using System.Reflection;
using System.Text;
using Glassbox.Host.Scripts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;

namespace Glassbox.Host.Prompt;

/// <summary>
/// A chain of submissions: each sees what those before it declared. Roslyn's own scripting would load a second copy of collectible assemblies and keep it,
/// so its compilations are emitted and loaded here, into one collectible context a session.
/// </summary>
/// <param name="surface">What every submission sees.</param>
/// <param name="packages">Where packages come from.</param>
internal sealed class Session(ScriptSurface surface, PackageRestore packages)
{
    private static readonly EmitOptions Emit = new(debugInformationFormat: DebugInformationFormat.Embedded);

    private readonly List<Submission> submissions = [];
    private readonly List<Package> restored = [];
    private readonly SubmissionContext context = New(surface);
    private ImmutableArray<MetadataReference> references = [.. ScriptCompiler.FrameworkAssemblies().Concat(surface.Shared).Select(path => MetadataReference.CreateFromFile(path))];
    private MetadataReference verbs = MetadataReference.CreateFromFile(surface.Verbs);
    private object?[] states = [new ScriptGlobals([]), null];
    private CSharpCompilation? last;
    private int typed;

    /// <summary>What ran, in order.</summary>
    public IReadOnlyList<Submission> Submissions => submissions;

    /// <summary>The variables that the next submission sees, the oldest first.</summary>
    public IReadOnlyList<Variable> Variables
    {
        get
        {
            var variables = new OrderedDictionary<string, Variable>();
            foreach (var (declared, value) in submissions.SelectMany(s => s.Variables))
            {
                variables.Remove(declared.Name);
                variables.Add(declared.Name, new Variable(declared.Name, declared.FieldType, value));
            }
            return [.. variables.Values];
        }
    }

    /// <summary>
    /// Takes up another generation of the verbs for what is typed from now on. The imports of earlier submissions would still mean the verbs before, so the chain is bound anew:
    /// its code stays as it was compiled.
    /// </summary>
    public void UseVerbs(string path)
    {
        context.AddVerbs(path);
        var (before, after) = (verbs, MetadataReference.CreateFromFile(path));
        verbs = after;
        CSharpCompilation? previous = null;
        for (var i = 0; i < submissions.Count; i++)
        {
            var bound = submissions[i].Compilation;
            previous = bound.ReplaceReference(before, after).WithScriptCompilationInfo(bound.ScriptCompilationInfo!.WithPreviousScriptCompilation(previous));
            submissions[i] = submissions[i] with { Compilation = previous };
        }
        last = last?.ReplaceReference(before, after).WithScriptCompilationInfo(last.ScriptCompilationInfo!.WithPreviousScriptCompilation(previous));
    }

    /// <summary>The text as the next submission would see it, for completion.</summary>
    public CSharpCompilation Sketch(SyntaxTree tree) => Compilation(tree, "sketch");

    /// <summary>Parses a text as a submission.</summary>
    /// <param name="text">What was typed.</param>
    /// <param name="path">The file it comes from; where relative names in it begin.</param>
    public static SyntaxTree Parse(string text, string path) => CSharpSyntaxTree.ParseText(text, ScriptSource.Dialect, path, Encoding.UTF8);

    /// <summary>Compiles a submission; the session is as it was until the submission runs.</summary>
    /// <exception cref="PromptErrorsException">It does not compile.</exception>
    /// <exception cref="ScriptErrorsException">A package cannot be restored.</exception>
    public CompiledSubmission Compile(string text, string path, CancellationToken cancellation)
    {
        var tree = Parse(text, path);
        Restore(tree, cancellation);
        var name = $"submission-{++typed}";
        var polled = PollRewriter.Rewrite(tree);
        var compilation = Compilation(polled, name);
        var original = polled == tree ? compilation : Compilation(tree, name);
        if (polled != tree) Refuse(original, original.GetDiagnostics(cancellation));
        RefuseOverloads(original);

        using var code = new MemoryStream();
        if (HasCode(tree))
        {
            var emitted = compilation.Emit(code, options: Emit, cancellationToken: cancellation);
            if (!emitted.Success) Refuse(compilation, emitted.Diagnostics);
        }
        else Refuse(original, original.GetDiagnostics(cancellation));
        return new CompiledSubmission(tree, compilation, code.Length > 0 ? context.Add(code) : null, ValueType(original, tree));
    }

    /// <summary>Runs a submission. It becomes part of the session unless it throws before any of its variables has a value, or it would hide one that has.</summary>
    /// <returns>The value of its last expression.</returns>
    public async Task<object?> RunAsync(CompiledSubmission submission)
    {
        if (submission.Assembly is null)
        {
            Accept(submission, null);
            return null;
        }
        var slot = states[^1] is null ? states.Length - 1 : states.Length;
        if (slot == states.Length) Array.Resize(ref states, slot + 1);
        // The compiler's convention: the factory of the submission's class takes the states of those before it, and puts its own behind them.
        var factory = submission.Assembly.GetType(ClassName(submission.Assembly.GetName().Name!), throwOnError: true)!
            .GetMethod("<Factory>", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!
            .CreateDelegate<Func<object?[], Task<object?>>>();
        var now = states;
        try
        {
            var value = await factory(now);
            Accept(submission, now[slot]);
            return value;
        }
        catch
        {
            var left = new Submission(submission.Tree, submission.Compilation, now[slot], submission.ValueType);
            var known = Variables.Where(v => v.Value is not null).Select(v => v.Name).ToHashSet();
            if (left.Variables.Any(v => HasValue(v.Value)) && !left.Variables.Any(v => !HasValue(v.Value) && known.Contains(v.Field.Name))) Accept(submission, now[slot]);
            else now[slot] = null;
            throw;
        }
    }

    /// <summary>Lets the session's code and values go.</summary>
    public void End()
    {
        submissions.Clear();
        (states, last) = ([], null);
        context.Unload();
    }

    private void Accept(CompiledSubmission submission, object? state)
    {
        submissions.Add(new Submission(submission.Tree, submission.Compilation, state, submission.ValueType));
        references = [.. references, .. submission.Compilation.DirectiveReferences.Except(references)];
        // The compiler looks for errors in the whole of the submission before, each time a new one is made: behind an empty one, that costs nothing.
        last = submission.Compilation;
        last = Compilation(Parse("", ""), $"behind-{typed}");
    }

    private CSharpCompilation Compilation(SyntaxTree tree, string name)
    {
        var options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, scriptClassName: ClassName(name), usings: surface.Usings, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true, concurrentBuild: false,
            sourceReferenceResolver: PolledFiles.Instance, metadataReferenceResolver: new ScriptCompiler.ReferenceResolver(),
            assemblyIdentityComparer: DesktopAssemblyIdentityComparer.Default);
        return CSharpCompilation.CreateScriptCompilation(
            name, tree, references.Add(verbs), options, last, returnType: typeof(object), globalsType: typeof(ScriptGlobals));
    }

    private void Restore(SyntaxTree tree, CancellationToken cancellation)
    {
        var source = ScriptSource.Of(tree);
        context.Libraries.Add(source.Libraries, []);
        if (source.Packages.Count == 0) return;
        var wanted = restored.Concat(source.Packages).Distinct().ToArray();
        PackageRestore.Restored found;
        try { found = packages.Restore(wanted, cancellation); }
        catch (GlassboxException exception) { throw new ScriptErrorsException([$"error: {exception.Message}"]); }
        restored.AddRange(source.Packages.Except(restored));
        context.Libraries.Add(found.Libraries, found.NativeLibraries);
        var known = references.OfType<PortableExecutableReference>().Select(r => r.FilePath).ToHashSet();
        references = [.. references, .. found.CompileLibraries.Where(path => !known.Contains(path)).Select(path => MetadataReference.CreateFromFile(path))];
    }

    private static void Refuse(CSharpCompilation compilation, IEnumerable<Diagnostic> diagnostics)
    {
        var errors = diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).OrderBy(d => d.Location.SourceSpan.Start).ToArray();
        if (errors.Length > 0) throw new PromptErrorsException(compilation, errors);
    }

    private static bool HasCode(SyntaxTree tree) =>
        tree.GetCompilationUnitRoot() is var root && (root.Members.Count > 0 || root.GetLoadDirectives().Count > 0);

    /// <summary>
    /// Fails where a function stands beside one of the same name and other parameters that was typed before. The compiler would accept it, and call the older function on the newer one's
    /// variables: it takes the receiver for a whole group of functions from one of them.
    /// </summary>
    private void RefuseOverloads(CSharpCompilation compilation)
    {
        IMethodSymbol[] now = [.. FunctionsOf(compilation)];
        var hidden = now.Select(Signature).ToHashSet();
        var seen = submissions.SelectMany(s => FunctionsOf(s.Compilation)).Where(f => !hidden.Contains(Signature(f))).ToLookup(f => f.Name);
        foreach (var function in now)
            if (seen[function.Name].FirstOrDefault() is { } other)
                throw new ScriptErrorsException([$"error: {Signature(other)} was typed before: type it once more together with {Signature(function)}, in several lines, or give one of them another name"]);
    }

    private static IEnumerable<IMethodSymbol> FunctionsOf(CSharpCompilation compilation) =>
        compilation.ScriptClass?.GetMembers().OfType<IMethodSymbol>().Where(m => m is { MethodKind: MethodKind.Ordinary, IsImplicitlyDeclared: false, CanBeReferencedByName: true }) ?? [];

    private static string Signature(IMethodSymbol function) => function.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat);

    /// <summary>The type of the expression without a semicolon that a submission ends in; null where it ends otherwise, or the expression has no value.</summary>
    private static ITypeSymbol? ValueType(CSharpCompilation compilation, SyntaxTree tree) =>
        tree.GetCompilationUnitRoot().Members.LastOrDefault() is GlobalStatementSyntax { Statement: ExpressionStatementSyntax { SemicolonToken.IsMissing: true } last }
            && compilation.GetSemanticModel(tree).GetTypeInfo(last.Expression) is { Type: var own, ConvertedType: var converted } && (own ?? converted) is { SpecialType: not SpecialType.System_Void } type
                ? type
                : null;

    private static bool HasValue(object? value) => value is not null && !(value.GetType().IsValueType && value.Equals(Activator.CreateInstance(value.GetType())));

    private static string ClassName(string submission) => submission.Replace('-', '#');

    private static SubmissionContext New(ScriptSurface surface)
    {
        var context = new SubmissionContext(surface.Shared.Select(path => Path.GetFileName(path)).ToHashSet());
        context.AddVerbs(surface.Verbs);
        return context;
    }
}

/// <summary>A submission that compiles.</summary>
/// <param name="Tree">As it was typed.</param>
/// <param name="Compilation">What later submissions see.</param>
/// <param name="Assembly">Its code; null where it has none.</param>
/// <param name="ValueType">The type of the expression that it ends in, whose value is to be shown; null where it ends otherwise.</param>
internal sealed record CompiledSubmission(SyntaxTree Tree, CSharpCompilation Compilation, Assembly? Assembly, ITypeSymbol? ValueType);

/// <summary>What was typed does not compile.</summary>
/// <param name="compilation">What was compiled.</param>
/// <param name="errors">The errors in the order of their places.</param>
internal sealed class PromptErrorsException(CSharpCompilation compilation, IReadOnlyList<Diagnostic> errors) : Exception("What was typed does not compile.")
{
    /// <summary>What was compiled.</summary>
    public CSharpCompilation Compilation { get; } = compilation;

    /// <summary>The errors in the order of their places.</summary>
    public IReadOnlyList<Diagnostic> Errors { get; } = errors;
}
