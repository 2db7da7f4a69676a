namespace Glassbox.Terminal;

/// <summary>Words on the colours of what they contribute; their numbers beside them where there are no colours.</summary>
internal static class TerminalText
{
    public static CellGrid Of(TextPanel panel, ColourDepth colours, int width)
    {
        var numbers = panel.Words.Select(w => w.Value).Select(Numbers.Column(panel.Words.Select(w => w.Value))).ToArray();
        var lines = new List<CellGrid>();
        var at = width;
        for (var i = 0; i < panel.Words.Count; i++)
        {
            var text = CellGrid.Fit(colours == ColourDepth.None ? $"{panel.Words[i].Word}({numbers[i]})" : $" {panel.Words[i].Word} ", width);
            var columns = CellGrid.ColumnsOf(text);
            if (at + columns > width)
            {
                lines.Add(new CellGrid(width, 1));
                at = 0;
            }
            var (paper, ink) = panel.ColoursOf(i);
            lines[^1].Put(at, 0, text, colours == ColourDepth.None ? null : ink, colours == ColourDepth.None ? null : paper);
            at += columns + 1;
        }
        return CellGrid.Stack(lines);
    }
}
