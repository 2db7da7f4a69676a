using System.Globalization;

namespace Glassbox.Host.Records;

/// <summary>Calls that are alike, as they come.</summary>
/// <param name="first">The first of them.</param>
internal sealed class Calls(Provenance first)
{
    public List<double> Seconds { get; } = [];

    public List<string> Results { get; } = [];

    public static string KeyOf(Provenance call) => Key(call.Method, call.Options, call.Target, call.Model, call.Seed);

    public static string KeyOf(RecordedCalls calls) => Key(calls.Method, calls.Options, calls.Target, calls.Model, calls.Seed);

    public static TimeSpan Time(double seconds) => TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond));

    public RecordedCalls Record() => new(first.Method, first.Options, first.Target, first.Model, first.Seed, [.. Seconds], [.. Results]);

    private static string Key(string method, IReadOnlyDictionary<string, string> options, string target, string model, long seed) =>
        string.Create(CultureInfo.InvariantCulture, $"{method} {seed} {model} {target} {string.Join(' ', options.Select(o => $"{o.Key}={o.Value}"))}");
}
