using Glassbox.Host.Plugins;

namespace Glassbox.Host.Verbs;

/// <summary>
/// The methods of a catalogue as typed static functions for scripts (<c>using static Glassbox.Verbs</c>), in an assembly that refers to the SDK
/// and the tensor layer only. It is compiled once and found by the plugins' fingerprint from then on, without loading the compiler.
/// </summary>
public sealed class VerbAssembly
{
    /// <summary>The assembly's name, the same for every generation.</summary>
    public const string AssemblyName = "Glassbox.Verbs";

    /// <summary>The class that scripts import with <c>using static</c>; enums of options are nested in it.</summary>
    public const string ClassName = "Glassbox.Verbs";

    private VerbAssembly(string identity, string path) => (Identity, Path) = (identity, path);

    /// <summary>Changes with any plugin, with the SDK and with the generation; what is compiled against the verbs is as old as this.</summary>
    public string Identity { get; }

    /// <summary>The assembly's file.</summary>
    public string Path { get; }

    /// <summary>The file of its XML documentation.</summary>
    public string DocumentationPath => System.IO.Path.ChangeExtension(Path, ".xml");

    /// <summary>The verbs of a catalogue as it stands, compiled or found.</summary>
    /// <param name="catalogue">The plugins.</param>
    /// <param name="cacheFolder">Where compiled verbs are kept.</param>
    /// <param name="generation">
    /// 0 at start; one more each time a live session takes up changed plugins: the compiler then prefers the later assembly of the same name.
    /// </param>
    public static VerbAssembly For(PluginCatalogue catalogue, string cacheFolder, int generation = 0)
    {
        // What writes the verbs is part of what they are.
        var made = $"{catalogue.Fingerprint()}-{typeof(VerbAssembly).Module.ModuleVersionId.ToString("N")[..8]}";
        var identity = generation == 0 ? made : $"{made}.{generation}";
        var assembly = new VerbAssembly(identity, System.IO.Path.Combine(cacheFolder, identity + ".dll"));
        if (!File.Exists(assembly.Path)) VerbCompiler.Compile(VerbSource.Of(catalogue.Methods, generation), assembly);
        return assembly;
    }
}
