namespace Glassbox.Terminal;

/// <summary>Curves and scatters: dots of braille, eight a character, in colour; a character a series where there is none.</summary>
internal static class TerminalPlot
{
    private const string Symbols = "*+ox#@%&$=";
    private const string GroupSymbols = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcd";

    public static CellGrid Of(CurvesPanel panel, ColourDepth colours, int width)
    {
        var curves = panel.Curves;
        var (x, y) = (Axis.Over(curves.SelectMany(c => c.X), 6), Axis.Over(curves.SelectMany(c => c.Y), 4, 0.05));
        var plot = new Dots(x, y, width, 14, colours);
        for (var i = 0; i < curves.Count; i++)
            for (var k = 0; k < curves[i].X.Length; k++)
            {
                plot.Dot(curves[i].X[k], curves[i].Y[k], Palette.ColourOf(i), Symbols[i % Symbols.Length]);
                if (k > 0) plot.Line(curves[i].X[k - 1], curves[i].Y[k - 1], curves[i].X[k], curves[i].Y[k], Palette.ColourOf(i), Symbols[i % Symbols.Length]);
            }
        var titles = curves[0] is { XTitle: "", YTitle: "" } ? "" : $"{curves[0].YTitle} over {curves[0].XTitle}";
        var legend = curves.Count == 1 ? [] : curves.Select((c, i) => (Symbols[i % Symbols.Length], Palette.ColourOf(i), c.Name)).ToArray();
        return CellGrid.Stack(plot.Framed(), CellGrid.Paragraph(titles, width, TerminalFigure.Faint), Legend(legend, colours, width));
    }

    /// <summary>A channel below the other, each line on the colours of what its steps contribute; the contributions as curves where there are no colours.</summary>
    public static CellGrid Of(SignalPanel panel, ColourDepth colours, int width)
    {
        if (colours == ColourDepth.None)
            return Of(new CurvesPanel([.. panel.Contributions.Select((c, i) => Curve.Steps($"channel {i}", c) with { XTitle = "time step", YTitle = "contribution" })]), colours, width);
        var channels = new List<CellGrid>();
        for (var c = 0; c < panel.Signal.Length; c++)
        {
            var signal = panel.Signal[c];
            var plot = new Dots(Axis.Between(-0.5, signal.Length - 0.5, 6), Axis.Over(signal, 3, 0.05), width, panel.Signal.Length == 1 ? 12 : 6, colours, (from, to) =>
                panel.ColourOf(c, Enumerable.Range(0, signal.Length).Skip((int)(from * signal.Length)).Take(Math.Max(1, (int)Math.Ceiling((to - from) * signal.Length))).MaxBy(t => Math.Abs(panel.Contributions[c][t]))));
            for (var t = 0; t < signal.Length; t++)
            {
                plot.Dot(t, signal[t], Colour.Of(0x1f2328), '*');
                if (t > 0) plot.Line(t - 1, signal[t - 1], t, signal[t], Colour.Of(0x1f2328), '*');
            }
            channels.Add(plot.Framed());
        }
        return CellGrid.Stack([.. channels, CellGrid.Paragraph(panel.Signal.Length == 1 ? "input over time step" : "channels over time step", width, TerminalFigure.Faint)]);
    }

    public static CellGrid Of(ScatterPanel panel, ColourDepth colours, int width)
    {
        // A character is about twice as high as wide: as many rows as keep the units of both axes alike.
        var (x, y) = (Axis.Over(panel.X, 6, 0.02), Axis.Over(panel.Y, 4, 0.02));
        var rows = (int)Math.Clamp((width - 8) * (y.High - y.Low) / (x.High - x.Low) / 2, 8, 32);
        var plot = new Dots(x, y, width, rows, colours);
        for (var i = 0; i < panel.X.Count; i++)
            if (ScatterPanel.Placed(panel.X[i], panel.Y[i]))
                plot.Dot(panel.X[i], panel.Y[i], panel.ColourOf(i), panel.Colour?.GroupOf is { } group ? GroupSymbols[group[i] % GroupSymbols.Length] : '*');
        var legend = panel.Colour?.Groups.Select((name, g) => (GroupSymbols[g % GroupSymbols.Length], Palette.ColourOf(g), name)).ToArray() ?? [];
        return CellGrid.Stack(plot.Framed(), Legend(legend, colours, width));
    }

    private static CellGrid Legend((char Symbol, Colour Colour, string Name)[] entries, ColourDepth colours, int width)
    {
        var lines = new List<CellGrid>();
        var at = width;
        foreach (var (symbol, colour, name) in entries)
        {
            var text = CellGrid.Fit(name, width - 2);
            if (at + 2 + CellGrid.ColumnsOf(text) > width)
            {
                lines.Add(new CellGrid(width, 1));
                at = 0;
            }
            lines[^1].Put(at, 0, colours == ColourDepth.None ? symbol.ToString() : "●", colour);
            lines[^1].Put(at + 2, 0, text);
            at += 5 + CellGrid.ColumnsOf(text);
        }
        return CellGrid.Stack(lines);
    }

    private sealed class Dots
    {
        private readonly Axis x, y;
        private readonly int left, width, height;
        private readonly bool braille;
        private readonly byte[] dots;
        private readonly CellGrid plot;
        private readonly Colour?[] papers;

        // paper: the colour behind a stretch of the horizontal axis, from 0 to 1.
        public Dots(Axis x, Axis y, int outerWidth, int height, ColourDepth colours, Func<double, double, Colour>? paper = null)
        {
            (this.x, this.y, this.height) = (x, y, height);
            left = y.Labels.Select(l => l.Length).DefaultIfEmpty(0).Max() + 1;
            width = Math.Max(8, outerWidth - left - 1);
            braille = colours != ColourDepth.None;
            dots = new byte[width * height];
            plot = new CellGrid(width, height);
            papers = [.. Enumerable.Range(0, width).Select(i => paper?.Invoke(i / (double)width, (i + 1) / (double)width))];
            if (paper is null) return;
            for (var i = 0; i < width; i++)
                for (var r = 0; r < height; r++) plot.Put(i, r, " ", null, papers[i]);
        }

        public void Dot(double atX, double atY, Colour colour, char symbol)
        {
            if (!double.IsFinite(atX) || !double.IsFinite(atY)) return;
            var column = (int)Math.Clamp(x.Place(atX, 0, 2 * width), 0, 2 * width - 1);
            var row = (int)Math.Clamp(y.Place(atY, 4 * height, 0), 0, 4 * height - 1);
            var cell = row / 4 * width + column / 2;
            // Unicode numbers braille dots down the left column, down the right one, then the bottom row.
            dots[cell] |= (byte)((row % 4, column % 2) switch { (3, 0) => 0x40, (3, 1) => 0x80, (var r, 0) => 1 << r, var (r, _) => 8 << r });
            plot.Put(column / 2, row / 4, braille ? ((char)(0x2800 + dots[cell])).ToString() : symbol.ToString(), colour, papers[column / 2]);
        }

        public void Line(double x1, double y1, double x2, double y2, Colour colour, char symbol)
        {
            if (!double.IsFinite(x1 + y1 + x2 + y2)) return;
            var steps = (int)Math.Ceiling(Math.Max(Math.Abs(x.Place(x2, 0, 2 * width) - x.Place(x1, 0, 2 * width)), Math.Abs(y.Place(y2, 0, 4 * height) - y.Place(y1, 0, 4 * height))));
            for (var i = 1; i < steps; i++) Dot(x1 + (x2 - x1) * i / steps, y1 + (y2 - y1) * i / steps, colour, symbol);
        }

        /// <summary>The plot with its axes.</summary>
        public CellGrid Framed()
        {
            var grid = new CellGrid(left + 1 + width, height + 2);
            for (var r = 0; r < height; r++) grid.Put(left, r, "│", TerminalFigure.Faint);
            grid.Put(left, height, "└" + new string('─', width), TerminalFigure.Faint);
            for (var i = 0; i < y.Ticks.Length; i++)
            {
                var row = (int)Math.Clamp(y.Place(y.Ticks[i], height, 0), 0, height - 1);
                grid.Put(left - 1 - y.Labels[i].Length, row, y.Labels[i], TerminalFigure.Faint);
                grid.Put(left, row, "┤", TerminalFigure.Faint);
            }
            for (var i = 0; i < x.Ticks.Length; i++)
            {
                var column = left + 1 + (int)Math.Clamp(x.Place(x.Ticks[i], 0, width), 0, width - 1);
                grid.Put(column, height, "┬", TerminalFigure.Faint);
                grid.Put(Math.Clamp(column - x.Labels[i].Length / 2, 0, grid.Width - x.Labels[i].Length), height + 1, x.Labels[i], TerminalFigure.Faint);
            }
            grid.Put(left + 1, 0, plot);
            return grid;
        }
    }
}
