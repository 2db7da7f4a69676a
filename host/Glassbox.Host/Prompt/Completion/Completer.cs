using Glassbox.Host.Plugins;
using Glassbox.Host.Verbs;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Glassbox.Host.Prompt;

/// <summary>Completion and signatures from the compiler alone: what its names mean at the caret.</summary>
/// <param name="session">The session as it is now.</param>
/// <param name="plugins">The methods behind the verbs.</param>
/// <param name="commands">The prompt's commands.</param>
internal sealed class Completer(Func<Session> session, PluginCatalogue plugins, IReadOnlyList<PromptCommand> commands)
{
    private static readonly string[] Keywords = ["await", "foreach", "for", "if", "else", "while", "new", "return", "true", "false", "null", "var", "using", "throw", "try", "catch", "int", "long", "double", "float", "string", "bool", "static", "void", "record", "class", "is", "not", "switch", "break", "continue"];

    private readonly StringCompletion strings = new(session, plugins);
    private readonly CommandCompletion commandNames = new(plugins, commands);

    /// <summary>What can stand at the caret.</summary>
    public Completions? Complete(string text, int caret)
    {
        if (PromptCommands.IsCommand(text))
        {
            const string timed = ":time ";
            if (!text.StartsWith(timed, StringComparison.Ordinal) || caret < timed.Length) return commandNames.At(text, caret);
            return Complete(text[timed.Length..], caret - timed.Length) is { } inner ? inner with { Start = inner.Start + timed.Length } : null;
        }
        var model = Meaning(text);
        var token = model.SyntaxTree.GetRoot().FindToken(Math.Max(0, caret - 1), findInsideTrivia: true);
        if (InDirective(text, caret) is { } path) return FileCompletion.At(caret - path.Length, path);
        if (InString(token, caret) is { } content) return strings.At(model, caret, content, text[content..caret]);
        if (token.Parent is not null && model.SyntaxTree.GetRoot().FindTrivia(Math.Max(0, caret - 1)) is { RawKind: var kind } && kind is (int)SyntaxKind.SingleLineCommentTrivia or (int)SyntaxKind.MultiLineCommentTrivia) return null;

        var start = caret;
        while (start > 0 && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] == '_')) start--;
        var typed = text[start..caret];
        if (typed.Length > 0 && char.IsDigit(typed[0])) return null;
        var left = model.SyntaxTree.GetRoot().FindToken(Math.Max(0, start - 1));
        var items = left.IsKind(SyntaxKind.DotToken) && left.Span.End <= start
            ? Members(model, left, start)
            : [.. AtArgument(model, caret, start), .. Names(model, start, typed)];
        return new Completions(start, typed.Length, Matching(items, typed));
    }

    /// <summary>The call that the caret stands in.</summary>
    public Signature? Signature(string text, int caret)
    {
        var model = Meaning(text);
        if (CallContext.At(model, caret) is not { } call) return null;
        var method = call.Methods.FirstOrDefault(m => call.ParameterOf(m) is not null) ?? call.Methods[0];
        var active = call.ParameterOf(method);
        var head = $"{(method.MethodKind == MethodKind.Constructor ? method.ContainingType.Name : method.Name)}(";
        var (line, start, length) = (head, -1, 0);
        foreach (var parameter in method.Parameters)
        {
            if (line.Length > head.Length) line += ", ";
            var written = SymbolText.Parameter(parameter);
            if (SymbolEqualityComparer.Default.Equals(parameter, active)) (start, length) = (line.Length, written.Length);
            line += written;
        }
        line += $") -> {SymbolText.Type(method.ReturnType)}{(call.Methods.Count > 1 ? $"   and {call.Methods.Count - 1} more" : "")}";
        return new Signature(line, start, length, active is null ? SymbolDocumentation.Summary(model.Compilation, method) : SymbolDocumentation.Parameter(model.Compilation, active));
    }

    private SemanticModel Meaning(string text)
    {
        var tree = Session.Parse(text, Path.Combine(Environment.CurrentDirectory, "prompt"));
        return session().Sketch(tree).GetSemanticModel(tree);
    }

    /// <summary>What follows a dot.</summary>
    private static IEnumerable<CompletionItem> Members(SemanticModel model, SyntaxToken dot, int position)
    {
        var owner = dot.Parent switch
        {
            MemberAccessExpressionSyntax member => (ExpressionSyntax)member.Expression,
            QualifiedNameSyntax name => name.Left,
            MemberBindingExpressionSyntax binding => binding.Ancestors().OfType<ConditionalAccessExpressionSyntax>().FirstOrDefault()?.Expression,
            _ => null,
        };
        if (owner is null) return [];
        var named = model.GetSymbolInfo(owner).Symbol;
        var type = model.GetTypeInfo(owner).Type;
        var isStatic = named is INamespaceOrTypeSymbol;
        // A name that a property shares with its type may mean either.
        var symbols = named is INamespaceOrTypeSymbol container ? model.LookupSymbols(position, container).Where(s => s is not IMethodSymbol { IsStatic: false } and not IPropertySymbol { IsStatic: false } and not IFieldSymbol { IsStatic: false } and not IEventSymbol { IsStatic: false })
            : type is { TypeKind: not TypeKind.Error } ? model.LookupSymbols(position, type, includeReducedExtensionMethods: true).Where(s => !s.IsStatic && s is not INamedTypeSymbol)
            : [];
        return Items(model, symbols.Where(s => !IsNoise(s, isStatic)));
    }

    /// <summary>What an argument can be: the names of parameters that are not given yet, the members of an enum.</summary>
    private static IEnumerable<CompletionItem> AtArgument(SemanticModel model, int caret, int start)
    {
        if (CallContext.At(model, caret) is not { } call) return [];
        var items = new List<CompletionItem>();
        var value = call.Parameter is { } parameter ? Values(model, parameter, start) : [];
        var isAtStart = call.Argument is not { } argument || argument.SpanStart >= start && argument.NameColon is null;
        if (call.Argument?.NameColon is not null) return value;
        items.AddRange(value);
        if (!isAtStart) return items;
        var given = call.Arguments.Arguments.Select(a => a.NameColon?.Name.Identifier.Text).ToHashSet();
        foreach (var option in call.Methods.SelectMany(m => m.Parameters.Skip(call.Index)).Where(p => !given.Contains(p.Name) && p.Name != "run").DistinctBy(p => p.Name))
            items.Add(new CompletionItem($"{option.Name}: ", $"{option.Name}: {SymbolText.Type(option.Type)}{(SymbolText.Default(option) is { } standard ? " = " + standard : "")}", () => SymbolDocumentation.Parameter(model.Compilation, option)));
        return items;
    }

    private static IEnumerable<CompletionItem> Values(SemanticModel model, IParameterSymbol parameter, int position)
    {
        var type = (parameter.Type as INamedTypeSymbol)?.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T ? ((INamedTypeSymbol)parameter.Type).TypeArguments[0] : parameter.Type;
        if (type.SpecialType == SpecialType.System_Boolean) return new[] { "true", "false" }.Select(v => new CompletionItem(v, v, () => ""));
        if (type.TypeKind != TypeKind.Enum) return [];
        var name = type.ToMinimalDisplayString(model, position);
        return type.GetMembers().OfType<IFieldSymbol>().Where(f => f.HasConstantValue)
            .Select(f => new CompletionItem($"{name}.{f.Name}", $"{name}.{f.Name}", () => SymbolDocumentation.Summary(model.Compilation, f)));
    }

    /// <summary>Names that are in scope: what was typed, the verbs, then all else once it is begun.</summary>
    private IEnumerable<CompletionItem> Names(SemanticModel model, int position, string typed)
    {
        var own = session().Variables.Select(v => v.Name).ToHashSet();
        var symbols = model.LookupSymbols(position).Where(s => s.CanBeReferencedByName && !IsNoise(s, isStatic: true)).ToArray();
        int Rank(ISymbol s) => s is ILocalSymbol or IParameterSymbol || own.Contains(s.Name) || s.ContainingType?.IsScriptClass == true ? 0
            : s is IMethodSymbol { ContainingType.Name: var owner } && VerbAssembly.ClassName.EndsWith("." + owner, StringComparison.Ordinal) ? 1
            : s is INamedTypeSymbol { ContainingNamespace: { Name: nameof(Glassbox), ContainingNamespace.IsGlobalNamespace: true } } ? 2 : 3;
        var ranked = symbols.Where(s => typed != "" || Rank(s) < 2 || s is INamedTypeSymbol { Name: nameof(Models) or nameof(Data) }).OrderBy(Rank).ThenBy(s => s.Name, StringComparer.OrdinalIgnoreCase);
        return [.. Items(model, ranked), .. typed == "" ? [] : Keywords.Select(k => new CompletionItem(k, k, () => ""))];
    }

    private static IEnumerable<CompletionItem> Items(SemanticModel model, IEnumerable<ISymbol> symbols) => symbols.GroupBy(s => s.Name).Select(overloads =>
    {
        var first = overloads.First();
        return new CompletionItem(first.Name, first.Name, () => Described(model.Compilation, first, overloads.Count()));
    });

    private static string Described(Compilation compilation, ISymbol symbol, int overloads)
    {
        var (kind, said) = (SymbolText.Kind(symbol), SymbolDocumentation.Summary(compilation, symbol));
        return $"{kind}{(overloads > 1 ? $" and {overloads - 1} more" : "")}{(kind != "" && said != "" ? "  " : "")}{said}";
    }

    /// <summary>The names that begin with what is typed; where none does, those that contain it.</summary>
    private static CompletionItem[] Matching(IEnumerable<CompletionItem> items, string typed)
    {
        var all = items.DistinctBy(i => i.Text).ToArray();
        // What follows the last dot counts as well: "eps" begins Composite.EpsilonPlus.
        CompletionItem[] starting = [.. all.Where(i => i.Text.StartsWith(typed, StringComparison.OrdinalIgnoreCase) || i.Text[(i.Text.LastIndexOf('.') + 1)..].StartsWith(typed, StringComparison.OrdinalIgnoreCase))];
        return starting.Length > 0 ? starting : [.. all.Where(i => i.Text.Contains(typed, StringComparison.OrdinalIgnoreCase))];
    }

    /// <summary>What nobody looks for at a prompt: hidden members, and those of every object.</summary>
    private static bool IsNoise(ISymbol symbol, bool isStatic) =>
        symbol.GetAttributes().Any(a => a.AttributeClass?.Name == nameof(System.ComponentModel.EditorBrowsableAttribute) && a.ConstructorArguments is [{ Value: 1 }])
        || symbol.GetAttributes().Any(a => a.AttributeClass?.Name == nameof(ObsoleteAttribute))
        || symbol.ContainingType?.SpecialType is SpecialType.System_Object or SpecialType.System_Enum or SpecialType.System_ValueType && (isStatic || symbol.Name is not nameof(ToString))
        || symbol is IMethodSymbol { MethodKind: not MethodKind.Ordinary and not MethodKind.ReducedExtension and not MethodKind.LocalFunction and not MethodKind.DelegateInvoke };

    /// <summary>Where the content of the string begins that the caret is in; null where it is in none.</summary>
    private static int? InString(SyntaxToken token, int caret)
    {
        if (!token.IsKind(SyntaxKind.StringLiteralToken) || caret <= token.SpanStart) return null;
        var opening = token.Text.IndexOf('"') + 1;
        var isEnded = token.Text.Length > opening && token.Text.EndsWith('"') && !token.ContainsDiagnostics;
        return caret >= token.SpanStart + opening && (!isEnded || caret < token.Span.End) ? token.SpanStart + opening : null;
    }

    /// <summary>The path typed so far in <c>#load "..."</c> or <c>#r "..."</c>.</summary>
    private static string? InDirective(string text, int caret)
    {
        var line = text[(caret == 0 ? 0 : text.LastIndexOf('\n', caret - 1) + 1)..caret].TrimStart();
        var quote = line.IndexOf('"');
        return (line.StartsWith("#load ", StringComparison.Ordinal) || line.StartsWith("#r ", StringComparison.Ordinal)) && quote > 0 && line.IndexOf('"', quote + 1) < 0 ? line[(quote + 1)..] : null;
    }
}
