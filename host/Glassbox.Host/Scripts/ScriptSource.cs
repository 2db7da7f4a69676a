using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Glassbox.Host.Scripts;

/// <summary>A package that a script asks for: <c>#r "nuget: Name, 1.2.3"</c> or <c>#:package Name@1.2.3</c>.</summary>
internal sealed record Package(string Name, string Version)
{
    /// <summary>The package a directive's text asks for; null where it names no version: the script would mean something else every month.</summary>
    /// <param name="text"><c>Name, 1.2.3</c> or <c>Name@1.2.3</c>.</param>
    public static Package? Parse(string text) =>
        text.Split([',', '@'], 2, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is [var name, var version] ? new Package(name, version) : null;
}

/// <summary>A script, the files that it loads, and what their directives ask for.</summary>
internal sealed class ScriptSource
{
    public const string NuGetPrefix = "nuget:";

    /// <summary>C# as scripts have it; <c>FileBasedProgram</c> allows <c>#:package</c>.</summary>
    public static readonly CSharpParseOptions Dialect =
        new CSharpParseOptions(LanguageVersion.Latest, kind: SourceCodeKind.Script).WithFeatures([new("FileBasedProgram", "true")]);

    private readonly List<string> files = [];
    private readonly List<string> libraries = [];
    private readonly List<string> missing = [];
    private readonly List<Package> packages = [];

    private ScriptSource(SyntaxTree tree) => Tree = tree;

    /// <summary>The script itself.</summary>
    public SyntaxTree Tree { get; }

    /// <summary>The full paths of the script and all that it loads, itself first.</summary>
    public IReadOnlyList<string> Files => files;

    /// <summary>The full paths of the assemblies named by <c>#r "path.dll"</c>.</summary>
    public IReadOnlyList<string> Libraries => libraries;

    /// <summary>The full paths of files that directives name and that are not there.</summary>
    public IReadOnlyList<string> Missing => missing;

    /// <summary>The packages asked for.</summary>
    public IReadOnlyList<Package> Packages => packages;

    /// <summary>Reads a script and follows its <c>#load</c> directives. What a directive names and is not there is left to the compiler to report.</summary>
    /// <param name="script">The script's full path.</param>
    /// <exception cref="ScriptErrorsException">A package has no version.</exception>
    public static ScriptSource Read(string script) => Of(Parse(script));

    /// <summary>A script that is parsed already. Its path says where relative names begin; there need not be such a file.</summary>
    /// <exception cref="ScriptErrorsException">A package has no version.</exception>
    public static ScriptSource Of(SyntaxTree tree)
    {
        var source = new ScriptSource(tree);
        source.Follow(tree);
        return source;
    }

    private static SyntaxTree Parse(string path)
    {
        using var stream = File.OpenRead(path);
        return CSharpSyntaxTree.ParseText(SourceText.From(stream), Dialect, path);
    }

    private void Follow(SyntaxTree tree)
    {
        if (files.Contains(tree.FilePath)) return;
        files.Add(tree.FilePath);
        var folder = Path.GetDirectoryName(tree.FilePath)!;
        for (var directive = tree.GetCompilationUnitRoot().GetFirstDirective(); directive is not null; directive = directive.GetNextDirective())
            switch (directive)
            {
                case ReferenceDirectiveTriviaSyntax { File.ValueText: var reference } when reference.StartsWith(NuGetPrefix, StringComparison.Ordinal):
                    Add(reference[NuGetPrefix.Length..], directive);
                    break;
                case ReferenceDirectiveTriviaSyntax { File.ValueText: { Length: > 0 } reference }:
                    var library = Path.GetFullPath(reference, folder);
                    (File.Exists(library) ? libraries : missing).Add(library);
                    break;
                case IgnoredDirectiveTriviaSyntax { Content.Text: var content } when content.StartsWith("package ", StringComparison.Ordinal):
                    Add(content["package ".Length..], directive);
                    break;
                case LoadDirectiveTriviaSyntax { File.ValueText: { Length: > 0 } name }:
                    var loaded = Path.GetFullPath(name, folder);
                    if (File.Exists(loaded)) Follow(Parse(loaded));
                    else missing.Add(loaded);
                    break;
            }
    }

    private void Add(string package, DirectiveTriviaSyntax directive) => packages.Add(Package.Parse(package) ?? throw new ScriptErrorsException(
        [SourceLine.Mark(directive.GetLocation(), $"error: the package needs a version: #r \"nuget: {package.Trim()}, 1.2.3\"")]));
}
