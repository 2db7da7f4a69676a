using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Input = Glassbox.Host.Scripts.ScriptCache.Input;
using Role = Glassbox.Host.Scripts.ScriptCache.Role;

namespace Glassbox.Host.Scripts;

/// <summary>Compiles scripts into the cache. Nothing else touches the compiler's assemblies, so that a cached script starts without them.</summary>
internal sealed class ScriptCompiler(ScriptSurface surface, ScriptCache cache, PackageRestore packages)
{
    private static readonly Lazy<MetadataReference[]> Framework = new(() => [.. FrameworkAssemblies().Select(path => MetadataReference.CreateFromFile(path))]);

    /// <summary>Compiles a script and keeps the result.</summary>
    /// <param name="script">The script's full path.</param>
    /// <param name="cancellation">Stops a compilation or a restore of packages.</param>
    /// <exception cref="ScriptErrorsException">The script does not compile.</exception>
    public CompiledScript Compile(string script, CancellationToken cancellation)
    {
        var source = ScriptSource.Read(script);
        var lockFile = PackageLock.PathOf(script);
        var restored = Restore(source, lockFile, cancellation);
        List<Input> inputs =
        [
            .. source.Files.Select(path => Input.Of(Role.Source, path)),
            .. surface.Assemblies.Select(path => Input.Of(Role.Surface, path)),
            .. source.Libraries.Concat(restored.Libraries).Distinct().Select(path => Input.Of(Role.Library, path)),
            .. restored.NativeLibraries.Select(path => Input.Of(Role.Native, path)),
            .. source.Packages.Count > 0 && File.Exists(lockFile) ? [Input.Of(Role.Lock, lockFile)] : Array.Empty<Input>(),
        ];
        var options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, usings: surface.Usings, allowUnsafe: true,
            // In optimised code an index out of range, or a division by zero, has no line: the checks of a method share their end.
            optimizationLevel: OptimizationLevel.Debug,
            sourceReferenceResolver: new SourceFileResolver(ImmutableArray<string>.Empty, baseDirectory: null),
            metadataReferenceResolver: new ReferenceResolver(), assemblyIdentityComparer: DesktopAssemblyIdentityComparer.Default);
        var compilation = CSharpCompilation.CreateScriptCompilation(
            "script-" + Path.GetFileNameWithoutExtension(script), source.Tree,
            Framework.Value.Concat(surface.Assemblies.Concat(restored.CompileLibraries).Select(path => MetadataReference.CreateFromFile(path))),
            options, returnType: typeof(object), globalsType: typeof(ScriptGlobals));

        using var assembly = new MemoryStream();
        var result = compilation.Emit(assembly, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.Embedded), cancellationToken: cancellation);
        if (!result.Success)
            throw new ScriptErrorsException([.. from error in result.Diagnostics
                                                where error.Severity == DiagnosticSeverity.Error
                                                orderby error.Location.SourceTree?.FilePath, error.Location.SourceSpan.Start
                                                select ScriptDiagnostic.Describe(compilation, error)]);
        return cache.Store(script, assembly.ToArray(), inputs);
    }

    private PackageRestore.Restored Restore(ScriptSource source, string lockFile, CancellationToken cancellation)
    {
        try { return packages.Restore(source.Packages, lockFile, cancellation); }
        catch (GlassboxException exception) { throw new ScriptErrorsException([$"error: {exception.Message}"]); }
    }

    /// <summary>The framework's assemblies; those of this application are not for scripts.</summary>
    internal static IEnumerable<string> FrameworkAssemblies()
    {
        var folder = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        return ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(path => Path.GetDirectoryName(path) == folder);
    }

    /// <summary>Finds what <c>#r</c> names: a file beside the script, an assembly of the framework, or a package (already among the references).</summary>
    internal sealed class ReferenceResolver : MetadataReferenceResolver
    {
        public override ImmutableArray<PortableExecutableReference> ResolveReference(string reference, string? baseFilePath, MetadataReferenceProperties properties)
        {
            if (reference.StartsWith(ScriptSource.NuGetPrefix, StringComparison.Ordinal))
                return [MetadataReference.CreateFromFile(typeof(object).Assembly.Location, properties)];
            var path = Path.GetFullPath(reference, Path.GetDirectoryName(baseFilePath)!);
            if (!File.Exists(path)) path = Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, reference + ".dll");
            return File.Exists(path) ? [MetadataReference.CreateFromFile(path, properties)] : [];
        }

        public override bool Equals(object? other) => other is ReferenceResolver;

        public override int GetHashCode() => 0;
    }
}

/// <summary>A script does not compile.</summary>
/// <param name="errors">Each error as it is shown: place, message, source line and caret.</param>
internal sealed class ScriptErrorsException(IReadOnlyList<string> errors) : Exception(string.Join('\n', errors))
{
    /// <summary>Each error as it is shown.</summary>
    public IReadOnlyList<string> Errors { get; } = errors;
}
