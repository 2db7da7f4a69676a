using System.CommandLine;
using Glassbox.Host.Plugins;

namespace Glassbox.Host.Commands;

/// <summary>A method's own options as flags of a command.</summary>
internal sealed class MethodFlags
{
    private readonly List<(OptionDescription Option, Option<string> Flag)> flags = [];

    /// <summary>Adds a flag for each option.</summary>
    /// <param name="method">The method.</param>
    /// <param name="command">The command, which has all its own options already.</param>
    public MethodFlags(MethodDescription method, Command command)
    {
        var taken = command.Options.Concat(GlobalOptions.All).Select(o => o.Name).ToHashSet();
        foreach (var option in method.Options)
        {
            // Where the command itself has an option of that name, the method's is told apart by the method's id: --lrp-seed.
            var name = taken.Contains(option.Flag) ? $"--{method.Id}-{option.Flag[2..]}" : option.Flag;
            var flag = new Option<string>(name)
            {
                Description = Describe(option),
                HelpName = option.Shape.ToString().ToLowerInvariant(),
                Arity = option.Shape == OptionShape.Bool ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
            };
            flags.Add((option, flag));
            command.Options.Add(flag);
        }
    }

    /// <summary>The options that were given, by name, as texts.</summary>
    public IReadOnlyDictionary<string, object?> Given(ParseResult parsed) => flags
        .Where(f => parsed.GetResult(f.Flag) is { Implicit: false })
        .ToDictionary(f => f.Option.Name, f => (object?)(parsed.GetValue(f.Flag) ?? "true"));

    private static string Describe(OptionDescription option)
    {
        var said = option.Documentation == "" ? "" : option.Documentation.TrimEnd('.') + ". ";
        return $"{said}Takes {option.Expects}; {(option.Default is null ? "nothing" : option.DefaultText)} unless said.";
    }
}
