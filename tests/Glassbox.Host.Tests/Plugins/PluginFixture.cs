using Glassbox.Host.Plugins;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TorchSharp;

namespace Glassbox.Host.Tests.Plugins;

/// <summary>A folder of plugins that are compiled from source while a test runs, as a third party would: against the SDK and nothing else of Glassbox.</summary>
public sealed class PluginFixture : IDisposable
{
    private static readonly MetadataReference[] Framework =
    [
        .. Directory.GetFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "*.dll")
            .Where(f => Path.GetFileName(f) is var n && (n.StartsWith("System.", StringComparison.Ordinal) || n.StartsWith("Microsoft.CSharp", StringComparison.Ordinal)))
            .Select(f => MetadataReference.CreateFromFile(f)),
    ];

    private const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.Threading;
        using Glassbox;
        using TorchSharp;
        using static TorchSharp.torch;
        """;

    /// <summary>The temporary folder whose subfolders are the plugins.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("glassbox-plugins-").FullName;

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    public PluginCatalogue Catalogue() => new([Folder]);

    /// <summary>Compiles a plugin into its own subfolder.</summary>
    /// <returns>The subfolder.</returns>
    public string Plugin(string name, string source, params string[] references)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Folder, name)).FullName;
        Compile(Path.Combine(folder, name + ".dll"), Usings + source, [typeof(Result).Assembly.Location, typeof(torch).Assembly.Location, .. references]);
        return folder;
    }

    /// <summary>A plugin with one method that gives back the points it is given.</summary>
    /// <param name="name">The plugin's and the class's name; the id is the same in kebab case.</param>
    /// <param name="body">Statements before the result.</param>
    /// <param name="options">The parameters of the options record.</param>
    /// <param name="members">More members of the class.</param>
    /// <param name="types">More types.</param>
    public string Echo(string name, string body = "", string options = "int Count = 3", string members = "", string types = "", string[]? references = null, string quality = "0") =>
        Plugin(name, $$"""
            namespace Fixtures;
            [Method("{{Spelling.Kebab(name)}}", "{{name}} of the fixtures")]
            public sealed class {{name}} : IProjector<{{name}}.Options>
            {
                public sealed record Options({{options}});
                {{members}}
                public Embedding Project(Tensor points, Options options, Run run)
                {
                    {{body}}
                    return new Embedding(points) { Quality = new Dictionary<string, double> { ["quality"] = {{quality}} } };
                }
            }
            {{types}}
            """, references ?? []);

    /// <summary>Compiles an assembly and its documentation, written beside and renamed as a careful build does.</summary>
    public static string Compile(string path, string source, params string[] references)
    {
        var compilation = CSharpCompilation.Create(
            Path.GetFileNameWithoutExtension(path),
            [CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.Latest, DocumentationMode.Parse))],
            Framework.Concat(references.Select(f => MetadataReference.CreateFromFile(f))),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true));
        using var code = new MemoryStream();
        using var documentation = new MemoryStream();
        var emitted = compilation.Emit(code, xmlDocumentationStream: documentation);
        emitted.Success.ShouldBeTrue(string.Join('\n', emitted.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(Path.ChangeExtension(path, ".xml"), documentation.ToArray());
        File.WriteAllBytes(path + ".new", code.ToArray());
        File.Move(path + ".new", path, overwrite: true);
        return path;
    }
}

/// <summary>Calls of fixtures.</summary>
internal static class FixtureCalls
{
    private static readonly Dictionary<string, object?> NoOptions = [];

    /// <summary>Calls a projector on one point.</summary>
    public static Embedding Project(this PluginCatalogue catalogue, string id, Dictionary<string, object?>? options = null, Run? run = null) =>
        (Embedding)catalogue.Invoke(id, [torch.zeros(1, 1)], options ?? NoOptions, run ?? new Run());

    /// <summary>What <see cref="PluginFixture.Echo"/>'s <c>quality</c> evaluated to.</summary>
    public static double Quality(this PluginCatalogue catalogue, string id) => catalogue.Project(id).Quality["quality"];

    /// <summary>The state of the build in use: one before it may not have been collected yet.</summary>
    public static PluginState State(this PluginCatalogue catalogue, string name) => catalogue.Plugins.Single(p => p.Name == name && p.Status != PluginStatus.RetiredButAlive);
}
