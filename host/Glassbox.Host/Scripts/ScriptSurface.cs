using Glassbox.Host.Verbs;

namespace Glassbox.Host.Scripts;

/// <summary>What every script sees without asking for it.</summary>
/// <param name="Shared">The assemblies of the host that it is compiled against, besides the framework's.</param>
/// <param name="Verbs">The assembly of generated verbs.</param>
/// <param name="Usings">The namespaces and static classes that are open.</param>
internal sealed record ScriptSurface(IReadOnlyList<string> Shared, string Verbs, IReadOnlyList<string> Usings)
{
    /// <summary>The SDK, the tensors, the models and data, the verbs, and what C# programs open by themselves.</summary>
    public static ScriptSurface With(VerbAssembly verbs) => new(
        [typeof(Result).Assembly.Location, typeof(TorchSharp.torch).Assembly.Location, typeof(Models).Assembly.Location, typeof(ScriptGlobals).Assembly.Location],
        verbs.Path,
        ["System", "System.IO", "System.Linq", "System.Collections.Generic", "System.Threading.Tasks", "Glassbox", "TorchSharp", "TorchSharp.torch", "Glassbox.Training", VerbAssembly.ClassName]);

    /// <summary>All assemblies that a script is compiled against, besides the framework's.</summary>
    public IEnumerable<string> Assemblies => Shared.Append(Verbs);
}

/// <summary>What a script finds beside the verbs: its arguments. Its members are in scope by their bare names.</summary>
/// <param name="arguments">What followed the script's name on the command line.</param>
public sealed class ScriptGlobals(string[] arguments)
{
    /// <summary>What followed the script's name on the command line.</summary>
    public string[] Args { get; } = arguments;

    /// <summary>The same under the name that C# programs give it.</summary>
    public string[] args => Args;

    /// <summary>Says that the script writes this file by itself, so that it is among what the run made: <c>File.WriteAllText(Output("out/numbers.txt"), text)</c>.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Where to write it: the same path, or another place while the run is replayed.</returns>
    public string Output(string path) => TorchSharp.FileTraffic.Writes(path);

    /// <summary>Says that the script reads this file by itself, so that its hash is on record: <c>File.ReadAllLines(Input("names.txt"))</c>.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The same path, or where the run wrote it before while it is replayed.</returns>
    public string Input(string path) => TorchSharp.FileTraffic.Reads(path, "data");
}
