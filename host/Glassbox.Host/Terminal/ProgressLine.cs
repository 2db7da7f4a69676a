using System.Diagnostics;
using System.Globalization;
using Glassbox.Terminal;

namespace Glassbox.Host.Terminal;

/// <summary>
/// How far a method is, on stderr: one line that is redrawn and wiped at the end on a terminal; now and then a plain line elsewhere.
/// Work that is soon done is not mentioned; what was reported too soon is shown when it is time, if nothing came since, so that a step that never ends has its name there.
/// </summary>
/// <param name="title">What is running: <c>LIME</c>.</param>
/// <param name="error">Where to write.</param>
/// <param name="columns">How wide that is now, where it is a terminal; null where it is none.</param>
internal sealed class ProgressLine(string title, TextWriter error, Func<int>? columns) : IProgress<Progress>, IDisposable
{
    private const int BarWidth = 24;
    private const int NarrowBar = 8;
    private static readonly TimeSpan Silent = TimeSpan.FromSeconds(0.5);

    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly TimeSpan every = columns is not null ? TimeSpan.FromSeconds(0.1) : TimeSpan.FromSeconds(5);
    private TimeSpan next = columns is not null ? Silent : TimeSpan.FromSeconds(5);
    private readonly Lock drawing = new();
    private Timer? late;
    private Progress? waiting;
    private int drawn;

    /// <summary>A line on this process's stderr.</summary>
    /// <param name="title">What is running.</param>
    public static ProgressLine OnError(string title) => new(title, Console.Error, Console.IsErrorRedirected ? null : Screen.ColumnsOfTerminal);

    /// <inheritdoc/>
    public void Report(Progress value)
    {
        lock (drawing)
        {
            if (clock.Elapsed >= next) Draw(value);
            else
            {
                if (waiting is null) (late ??= new Timer(_ => DrawWaiting())).Change(next - clock.Elapsed, Timeout.InfiniteTimeSpan);
                waiting = value;
            }
        }
    }

    private void DrawWaiting()
    {
        lock (drawing)
            if (waiting is { } value) Draw(value);
    }

    private void Draw(Progress value)
    {
        waiting = null;
        next = clock.Elapsed + every;
        if (columns is null) error.WriteLine($"{title}: {Count(value)}");
        else
        {
            var line = Bar(value, columns() - 1);
            error.Write('\r' + line.PadRight(drawn));
            drawn = line.Length;
        }
    }

    /// <summary>Takes the line off the terminal, to make room for something else; the next report draws it again.</summary>
    public void Wipe()
    {
        lock (drawing)
        {
            waiting = null;
            if (drawn > 0) error.Write('\r' + new string(' ', drawn) + '\r');
            drawn = 0;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Wipe();
        late?.Dispose();
    }

    /// <summary>The line, no wider than there is room: one that wraps could not be drawn over. The bar gives way first, then the title.</summary>
    private string Bar(Progress value, int room)
    {
        if (value.Total <= 0) return Cut($"{title}  {Count(value)}", room);
        var share = Math.Clamp((double)value.Done / value.Total, 0, 1);
        var left = share > 0 ? $"  {InWords(clock.Elapsed * ((1 - share) / share))} left" : "";
        var told = $"  {Count(value)}{left}";
        var width = Math.Clamp(room - told.Length - title.Length - 2, NarrowBar, BarWidth);
        var filled = (int)(share * width);
        return Cut($"{Cut(title, Math.Max(1, room - told.Length - width - 2))}  {new string('█', filled)}{new string('░', width - filled)}{told}", room);
    }

    private static string Cut(string text, int room) => text.Length <= room ? text : string.Concat(text.AsSpan(0, Math.Max(0, room - 1)), "…");

    private static string Count(Progress value) => FormattableString.Invariant(
        value.Total > 0 ? (FormattableString)$"{value.Done:N0} of {value.Total:N0} {value.Unit}" : $"{value.Done:N0} {value.Unit}");

    private static string InWords(TimeSpan time) => time.TotalMinutes < 1 ? $"{time.TotalSeconds:0} s" : time.TotalHours < 1 ? $"{time.TotalMinutes:0} min" : $"{time.TotalHours:0.0} h";
}
