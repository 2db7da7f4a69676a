using Glassbox.Host.Plugins;

namespace Glassbox.Host.Verbs;

/// <summary>
/// The names under which scripts see the enums of options. A plugin's own enum is declared again among the verbs, so that scripts never hold the
/// plugin; where two plugins' enums share a name, or the name is taken by a verb or by the SDK, the verb's name goes before it.
/// </summary>
internal sealed class EnumNames
{
    private static readonly HashSet<string> Taken =
        [.. PluginDependencies.Shared.Values.SelectMany(a => a.GetExportedTypes()).Where(t => t.Namespace == "Glassbox" && !t.IsNested).Select(t => t.Name.Split('`')[0])];

    private readonly Dictionary<(string Plugin, string FullName), string> names = [];
    private readonly List<(string Name, EnumDescription Description)> declared = [];

    public EnumNames(IReadOnlyList<MethodDescription> methods)
    {
        var used = (
            from method in methods
            from option in method.Options
            where option.Choices is { Shared: null }
            select (Method: method, Choices: option.Choices!, Key: Key(method, option.Choices!))).DistinctBy(u => u.Key).ToArray();
        foreach (var (method, choices, key) in used)
        {
            var contested = Taken.Contains(choices.Name) || methods.Any(m => m.VerbName == choices.Name) || used.Count(u => u.Choices.Name == choices.Name) > 1;
            names[key] = contested ? method.VerbName + choices.Name : choices.Name;
            declared.Add((names[key], choices));
        }
    }

    /// <summary>The enums to declare.</summary>
    public IReadOnlyList<(string Name, EnumDescription Description)> Declared => declared;

    /// <summary>An enum as a method's verb writes it.</summary>
    public string NameOf(MethodDescription method, EnumDescription choices) =>
        choices.Shared is { } shared ? VerbSource.CSharpType(shared) : names[Key(method, choices)];

    private static (string, string) Key(MethodDescription method, EnumDescription choices) => (method.PluginName, choices.FullName);
}
