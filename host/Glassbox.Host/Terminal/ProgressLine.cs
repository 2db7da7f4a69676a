using System.Diagnostics;
using System.Globalization;

namespace Glassbox.Host.Terminal;

/// <summary>
/// How far a method is, on stderr: one line that is redrawn and wiped at the end on a terminal; now and then a plain line elsewhere.
/// Work that is soon done is not mentioned.
/// </summary>
/// <param name="title">What is running: <c>LIME</c>.</param>
/// <param name="error">Where to write.</param>
/// <param name="terminal">Whether that is a terminal.</param>
internal sealed class ProgressLine(string title, TextWriter error, bool terminal) : IProgress<Progress>, IDisposable
{
    private const int BarWidth = 24;
    private static readonly TimeSpan Silent = TimeSpan.FromSeconds(0.5);

    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly TimeSpan every = terminal ? TimeSpan.FromSeconds(0.1) : TimeSpan.FromSeconds(5);
    private TimeSpan next = terminal ? Silent : TimeSpan.FromSeconds(5);
    private int drawn;

    /// <inheritdoc/>
    public void Report(Progress value)
    {
        if (clock.Elapsed < next) return;
        next = clock.Elapsed + every;
        var line = terminal ? Bar(value) : $"{title}: {Count(value)}";
        if (!terminal) error.WriteLine(line);
        else
        {
            error.Write('\r' + line.PadRight(drawn));
            drawn = line.Length;
        }
    }

    /// <summary>Takes the line off the terminal, to make room for something else; the next report draws it again.</summary>
    public void Wipe()
    {
        if (drawn > 0) error.Write('\r' + new string(' ', drawn) + '\r');
        drawn = 0;
    }

    /// <inheritdoc/>
    public void Dispose() => Wipe();

    private string Bar(Progress value)
    {
        if (value.Total <= 0) return $"{title}  {Count(value)}";
        var share = Math.Clamp((double)value.Done / value.Total, 0, 1);
        var filled = (int)(share * BarWidth);
        var left = share > 0 ? $"  {InWords(clock.Elapsed * ((1 - share) / share))} left" : "";
        return $"{title}  {new string('█', filled)}{new string('░', BarWidth - filled)}  {Count(value)}{left}";
    }

    private static string Count(Progress value) => FormattableString.Invariant(
        value.Total > 0 ? (FormattableString)$"{value.Done:N0} of {value.Total:N0} {value.Unit}" : $"{value.Done:N0} {value.Unit}");

    private static string InWords(TimeSpan time) => time.TotalMinutes < 1 ? $"{time.TotalSeconds:0} s" : time.TotalHours < 1 ? $"{time.TotalMinutes:0} min" : $"{time.TotalHours:0.0} h";
}
