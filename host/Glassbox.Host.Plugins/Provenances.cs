namespace Glassbox.Host.Plugins;

/// <summary>What a result's provenance says of the call that made it.</summary>
internal static class Provenances
{
    public static Provenance Of(
        MethodDescription method, string pluginVersion, object?[] operands, IReadOnlyDictionary<string, object?> options, Run run, TimeSpan duration) =>
        new(method.Id, method.Title,
            method.Options.ToDictionary(o => o.Name, o => OptionValues.Text(o, options[o.Name])),
            operands.OfType<Target>().FirstOrDefault()?.Description ?? "",
            operands.OfType<Model>().FirstOrDefault()?.Name ?? "",
            run.Seed, duration,
            new Dictionary<string, string>
            {
                ["Glassbox"] = Versions.Glassbox,
                [method.PluginName] = pluginVersion,
                ["libtorch"] = Versions.Libtorch,
            });
}
