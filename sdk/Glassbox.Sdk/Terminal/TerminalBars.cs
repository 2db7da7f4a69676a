namespace Glassbox.Terminal;

/// <summary>Horizontal bars in block characters.</summary>
internal static class TerminalBars
{
    private const string Eighths = " ▏▎▍▌▋▊▉█";

    public static CellGrid Of(BarsPanel panel, int width)
    {
        var bars = panel.Bars;
        var written = bars.Select(b => b.Value).Select(Numbers.Column(bars.Select(b => b.Value))).ToArray();
        var names = Math.Min(Math.Min(24, width / 3), bars.Select(b => CellGrid.ColumnsOf(b.Name)).DefaultIfEmpty(0).Max());
        var numbers = written.Select(w => w.Length).DefaultIfEmpty(0).Max();
        var room = Math.Max(8, width - names - numbers - 3);
        var finite = bars.Select(b => b.Value).Where(double.IsFinite).DefaultIfEmpty(0).ToArray();
        var (low, high) = (Math.Min(0, finite.Min()), Math.Max(0, finite.Max()));
        var unit = high > low ? room / (high - low) : 0;
        var zero = names + numbers + 2 + (int)Math.Round(-low * unit);

        var grid = new CellGrid(names + numbers + 2 + room + 1, bars.Count);
        for (var i = 0; i < bars.Count; i++)
        {
            var name = CellGrid.Fit(bars[i].Name, names);
            grid.Put(names - CellGrid.ColumnsOf(name), i, name);
            grid.Put(names + 1 + numbers - written[i].Length, i, written[i], TerminalFigure.Faint);
            if (!double.IsFinite(bars[i].Value)) continue;
            var length = Math.Abs(bars[i].Value) * unit;
            if (bars[i].Value < 0)
                grid.Put(zero - (int)Math.Round(length), i, new string('▒', (int)Math.Round(length)), ColourMap.Diverging.At(0.15));
            else
                grid.Put(zero, i, new string('█', (int)length) + Eighths[(int)(length % 1 * 8)], ColourMap.Diverging.At(0.85));
        }
        return grid;
    }
}
