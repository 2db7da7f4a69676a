using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Glassbox.Host.Verbs;

/// <summary>Compiles the verbs. It is apart from <see cref="VerbAssembly"/> so that the compiler is loaded only where it is needed.</summary>
internal static class VerbCompiler
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    public static void Compile(string source, VerbAssembly target)
    {
        var compilation = CSharpCompilation.Create(
            VerbAssembly.AssemblyName,
            [CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.Latest, DocumentationMode.Parse))],
            References(),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, deterministic: true));
        using var code = new MemoryStream();
        using var documentation = new MemoryStream();
        var emitted = compilation.Emit(code, xmlDocumentationStream: documentation);
        if (!emitted.Success)
            throw new InvalidOperationException("The generated verbs do not compile: " + emitted.Diagnostics.First(d => d.Severity == DiagnosticSeverity.Error));

        var folder = Path.GetDirectoryName(target.Path)!;
        Directory.CreateDirectory(folder);
        // The assembly comes last: where it lies, the entry is whole.
        Write(target.DocumentationPath, documentation);
        Write(target.Path, code);
        foreach (var old in Directory.GetFiles(folder).Where(f => DateTime.UtcNow - File.GetLastWriteTimeUtc(f) > Kept)) File.Delete(old);
    }

    private static IEnumerable<MetadataReference> References()
    {
        var core = typeof(object).Assembly.Location;
        string[] paths = [core, Path.Combine(Path.GetDirectoryName(core)!, "System.Runtime.dll"), .. Plugins.PluginDependencies.Shared.Values.Select(a => a.Location)];
        return paths.Select(p => MetadataReference.CreateFromFile(p));
    }

    private static void Write(string path, MemoryStream content)
    {
        var unfinished = $"{path}.{Environment.ProcessId}";
        File.WriteAllBytes(unfinished, content.ToArray());
        File.Move(unfinished, path, overwrite: true);
    }
}
