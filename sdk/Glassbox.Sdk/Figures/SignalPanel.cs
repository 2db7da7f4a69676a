using Glassbox.Drawing;

namespace Glassbox;

/// <summary>A signal's channels as lines below each other, each over the colours of what its time steps contribute.</summary>
internal sealed class SignalPanel : Panel
{
    private const double PlotWidth = 440, Gap = 10;
    private const int MostColours = 880;
    private readonly PlotArea[] areas;
    private readonly double left;
    private readonly Raster colours;

    /// <summary>A signal.</summary>
    /// <param name="signal">Its values, a row a channel.</param>
    /// <param name="contributions">What each contributes: of the same size.</param>
    /// <param name="heatmap">The contributions as colours, as <see cref="HeatmapOf"/> makes them.</param>
    public SignalPanel(double[][] signal, double[][] contributions, Heatmap heatmap)
    {
        (Signal, Contributions, Heatmap) = (signal, contributions, heatmap);
        colours = Heatmap.Over(null);
        areas = [.. signal.Select((s, c) => new PlotArea(
            Axis.Between(-0.5, s.Length - 0.5), Axis.Over(s, signal.Length == 1 ? 5 : 3, 0.05), c == signal.Length - 1 ? "time step" : "", signal.Length == 1 ? "input" : $"channel {c}"))];
        left = areas.Max(a => a.Left);
    }

    /// <summary>Contributions as colours on one scale.</summary>
    /// <param name="contributions">A row a channel.</param>
    /// <param name="signed">Whether negative ones mean evidence against.</param>
    public static Heatmap HeatmapOf(double[][] contributions, bool signed) =>
        new(contributions[0].Length, contributions.Length, [.. contributions.SelectMany(c => c).Select(v => (float)v)], signed);

    /// <summary>The signal's values, a row a channel.</summary>
    public double[][] Signal { get; }

    /// <summary>What each contributes.</summary>
    public double[][] Contributions { get; }

    /// <summary>The contributions as colours, a row a channel, on one scale.</summary>
    public Heatmap Heatmap { get; }

    internal override double Width => Math.Ceiling(left + PlotWidth + Math.Max(PlotArea.Over, Heatmap.Bar?.Width ?? 0));

    internal override double BodyHeight => PlotArea.Over + areas.Sum(a => Height + a.Bottom + Gap) - Gap;

    private double Height => Signal.Length == 1 ? 180 : 96;

    /// <summary>The colour below one time step of a channel.</summary>
    public Colour ColourOf(int channel, int step) => colours[step, channel];

    private protected override void DrawBody(Canvas canvas, double x, double y)
    {
        var top = y + PlotArea.Over;
        for (var c = 0; c < areas.Length; c++)
        {
            var box = new Box(x + left, top, PlotWidth, Height);
            canvas.Picture(Colours(c), box, crisp: true);
            areas[c].Draw(canvas, box);
            Point[] line = [.. Signal[c].Select((v, t) => areas[c].Place(box, t, v))];
            // Seen on dark colours too.
            if (Heatmap.Bar?.Map == ColourMap.Sequential) canvas.Line(line, Colour.Of(0xffffff), 3.5);
            canvas.Line(line, Colour.Of(0x1f2328), 1.3);
            top += Height + areas[c].Bottom + Gap;
        }
        Heatmap.Bar?.Draw(canvas, x + left + PlotWidth, y + PlotArea.Over, Height);
    }

    /// <summary>A channel's contributions as a picture one pixel high; of more steps than can be seen, the strongest of those that share a pixel.</summary>
    private Raster Colours(int channel)
    {
        var (steps, width) = (Signal[channel].Length, Math.Min(Signal[channel].Length, MostColours));
        var strongest = Enumerable.Range(0, width).Select(i => Enumerable.Range((int)((long)i * steps / width), (int)((i + 1L) * steps / width - (long)i * steps / width)).MaxBy(t => Math.Abs(Contributions[channel][t])));
        return new Raster(width, 1, [.. strongest.Select(t => colours[t, channel]).SelectMany(p => new[] { p.R, p.G, p.B })]);
    }
}
