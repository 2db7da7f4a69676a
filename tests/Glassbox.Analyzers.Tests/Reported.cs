using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using TorchSharp;

namespace Glassbox.Analyzers.Tests;

/// <summary>What the analyzers report of a plugin's source.</summary>
internal static class Reported
{
    private static readonly MetadataReference[] References =
    [
        .. Directory.GetFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "*.dll")
            .Where(f => Path.GetFileName(f) is var n && (n.StartsWith("System.", StringComparison.Ordinal) || n.StartsWith("Microsoft.CSharp", StringComparison.Ordinal)))
            .Append(typeof(Result).Assembly.Location).Append(typeof(torch).Assembly.Location)
            .Select(f => MetadataReference.CreateFromFile(f)),
    ];

    private static readonly ImmutableArray<DiagnosticAnalyzer> Analyzers = [new OptionsAnalyzer(), new KeptAliveAnalyzer(), new ScopeAnalyzer()];

    /// <summary>The reports, each with its id and the source it stands at, in order of their places.</summary>
    public static async Task<string[]> Of(string source)
    {
        const string usings = """
            using System;
            using System.Collections.Generic;
            using System.Linq;
            using System.Threading;
            using Glassbox;
            using TorchSharp;
            using static TorchSharp.torch;

            """;
        var tree = CSharpSyntaxTree.ParseText(usings + source, new CSharpParseOptions(LanguageVersion.Latest, DocumentationMode.Diagnose));
        var compilation = CSharpCompilation.Create("Plugin", [tree], References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).ShouldBeEmpty();
        var found = await compilation.WithAnalyzers(Analyzers).GetAnalyzerDiagnosticsAsync();
        return [.. found.OrderBy(d => d.Location.SourceSpan.Start).Select(d => $"{d.Id} {tree.GetText().ToString(d.Location.SourceSpan)}: {d.GetMessage()}")];
    }

    /// <summary>The ids of the reports.</summary>
    public static async Task<string[]> Ids(string source) => [.. (await Of(source)).Select(r => r.Split(' ')[0])];

    /// <summary>A projector with a body, members and types.</summary>
    public static string Plugin(string body, string members = "", string types = "", string options = "[Range(1, 9)] int Count = 3") => $$"""
        /// <summary>A fixture.</summary>
        [Method("fixture", "Fixture")]
        public sealed class Fixture : IProjector<Fixture.Options>
        {
            /// <summary>The options.</summary>
            /// <param name="Count">How many.</param>
            public sealed record Options({{options}});
            {{members}}
            public Embedding Project(Tensor points, Options options, Run run)
            {
                {{body}}
                return new Embedding(points);
            }
        }
        {{types}}
        """;
}
