namespace Glassbox.Host.Scripts;

/// <summary>What every script sees without asking for it.</summary>
/// <param name="Assemblies">The assemblies it is compiled against besides the framework's: the SDK, the tensors, the models, the verbs.</param>
/// <param name="Usings">The namespaces and static classes that are open.</param>
internal sealed record ScriptSurface(IReadOnlyList<string> Assemblies, IReadOnlyList<string> Usings);

/// <summary>What a script finds beside the verbs: its arguments. Its members are in scope by their bare names.</summary>
/// <param name="arguments">What followed the script's name on the command line.</param>
public sealed class ScriptGlobals(string[] arguments)
{
    /// <summary>What followed the script's name on the command line.</summary>
    public string[] Args { get; } = arguments;

    /// <summary>The same under the name that C# programs give it.</summary>
    public string[] args => Args;
}
