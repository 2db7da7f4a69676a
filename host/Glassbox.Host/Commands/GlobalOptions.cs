using System.CommandLine;
using System.Globalization;

namespace Glassbox.Host.Commands;

/// <summary>The options that every command takes. What is not said on the command line is taken from <c>GLASSBOX_SEED</c> and the like.</summary>
internal static class GlobalOptions
{
    public static readonly Option<bool> Quiet = new("--quiet", "-q") { Description = "No progress and no remarks on stderr.", Recursive = true };

    public static readonly Option<bool> Trace = new("--trace") { Description = "Show the whole stack of a failure.", Recursive = true };

    public static readonly Option<long> Seed = new("--seed")
    {
        Description = "What everything random draws from.",
        Recursive = true,
        DefaultValueFactory = _ => Variable("SEED") is { } text ? Number("GLASSBOX_SEED", text) : 0,
    };

    public static readonly Option<string?> Device = new("--device")
    {
        Description = "Where to compute: cpu, cuda or cuda:1. The CPU unless said.",
        Recursive = true,
        DefaultValueFactory = _ => Variable("DEVICE"),
    };

    public static readonly Option<int?> Threads = new("--threads")
    {
        Description = "How many threads to compute with; as many as there are cores unless said.",
        Recursive = true,
        DefaultValueFactory = _ => Variable("THREADS") is { } text ? checked((int)Number("GLASSBOX_THREADS", text)) : null,
    };

    public static readonly Option<string?> Colour = new("--color")
    {
        Description = "Colour on stdout: always or never. Unless said, NO_COLOR, FORCE_COLOR and the terminal decide.",
        HelpName = "always|never",
        Recursive = true,
    };

    public static IEnumerable<Option> All => [Quiet, Trace, Seed, Device, Threads, Colour];

    /// <summary>A command line without these options and their values.</summary>
    public static IReadOnlyList<string> Without(IReadOnlyList<string> arguments)
    {
        var rest = new List<string>();
        for (var i = 0; i < arguments.Count; i++)
        {
            var name = arguments[i].Split('=', 2)[0];
            if (All.FirstOrDefault(o => o.Name == name || o.Aliases.Contains(name)) is not { } option) rest.Add(arguments[i]);
            else if (option.ValueType != typeof(bool) && name == arguments[i]) i++;
        }
        return rest;
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable("GLASSBOX_" + name) is { Length: > 0 } value ? value : null;

    private static long Number(string variable, string text) => long.TryParse(text, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new GlassboxException($"{variable} takes a whole number; it is \"{text}\".");
}

/// <summary>What the user said with <see cref="GlobalOptions"/>.</summary>
/// <param name="Quiet">No progress and no remarks.</param>
/// <param name="Seed">What everything random draws from.</param>
/// <param name="Device">Where to compute; null for the CPU.</param>
/// <param name="Threads">How many threads to compute with; null for as many as there are cores.</param>
/// <param name="Colour"><c>always</c>, <c>never</c>, or null to see for oneself.</param>
internal sealed record Settings(bool Quiet, long Seed, string? Device, int? Threads, string? Colour)
{
    public static Settings From(ParseResult parsed) => new(
        parsed.GetValue(GlobalOptions.Quiet), parsed.GetValue(GlobalOptions.Seed),
        parsed.GetValue(GlobalOptions.Device), parsed.GetValue(GlobalOptions.Threads), parsed.GetValue(GlobalOptions.Colour));
}
