namespace Glassbox.Terminal;

/// <summary>A figure in characters: panels side by side as far as the width allows.</summary>
internal static class TerminalFigure
{
    private const int Gap = 3;

    public static CellGrid Of(Figure figure, Screen screen)
    {
        var rows = new List<CellGrid>();
        if (figure.Title != "") rows.AddRange([CellGrid.Paragraph(figure.Title, screen.Width), new(0, 1)]);
        // Pictures give way so that a row's panels stay side by side, down to the size where a digit is still read.
        var pictureWidth = Math.Clamp((screen.Width + Gap) / figure.ColumnCount - Gap, 24, 36);
        for (var next = 0; next < figure.Panels.Count;)
        {
            var row = new List<CellGrid>();
            for (var left = screen.Width; next < figure.Panels.Count && row.Count < figure.ColumnCount; next++)
            {
                var panel = Of(figure.Panels[next], screen, left, Math.Min(pictureWidth, screen.Width));
                if (panel is null) break;
                row.Add(panel);
                left -= panel.Width + Gap;
            }
            var beside = new CellGrid(row.Sum(p => p.Width) + Gap * (row.Count - 1), row.Max(p => p.Height) + 1);
            var x = 0;
            foreach (var panel in row)
            {
                beside.Put(x, 0, panel);
                x += panel.Width + Gap;
            }
            rows.Add(beside);
        }
        if (figure.Caption != "") rows.Add(CellGrid.Paragraph(figure.Caption, screen.Width, Faint));
        return CellGrid.Stack(rows);
    }

    /// <summary>Grey on dark and on light terminals.</summary>
    public static readonly Colour Faint = Colour.Of(0x80868c);

    /// <summary>A panel with its title and caption; null where it is wider than what is left of a row that it need not share.</summary>
    private static CellGrid? Of(Panel panel, Screen screen, int left, int pictureWidth)
    {
        var body = panel switch
        {
            PicturePanel p => TerminalPicture.Of(p, screen, pictureWidth),
            CurvesPanel p => TerminalPlot.Of(p, screen.Colours, Math.Min(72, screen.Width)),
            ScatterPanel p => TerminalPlot.Of(p, screen.Colours, Math.Min(72, screen.Width)),
            SignalPanel p => TerminalPlot.Of(p, screen.Colours, Math.Min(72, screen.Width)),
            TextPanel p => TerminalText.Of(p, screen.Colours, Math.Min(72, screen.Width)),
            BarsPanel p => TerminalBars.Of(p, Math.Min(72, screen.Width)),
            TablePanel p => TerminalTable.Of(p.Table, screen.Width),
            _ => throw new InvalidOperationException($"There is no terminal form of {panel.GetType().Name}."),
        };
        if (body.Width > left && left < screen.Width) return null;
        return panel is TablePanel ? body : CellGrid.Stack(CellGrid.Paragraph(panel.Title, body.Width), body, CellGrid.Paragraph(panel.Caption, body.Width, Faint));
    }
}
