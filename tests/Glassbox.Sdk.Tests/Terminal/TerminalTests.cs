using Glassbox.Terminal;

namespace Glassbox.Tests.Terminal;

public class TerminalTests
{
    private static Func<string, string?> Environment(params (string Name, string Value)[] set) => name => set.FirstOrDefault(s => s.Name == name).Value;

    [Fact]
    public void Colour_is_decided_by_NO_COLOR_then_FORCE_COLOR_then_the_terminal()
    {
        var xterm = ("TERM", "xterm-256color");
        var direct = ("COLORTERM", "truecolor");
        Screen.Depth(false, Environment(xterm)).ShouldBe(ColourDepth.Indexed256);
        Screen.Depth(false, Environment(xterm, direct)).ShouldBe(ColourDepth.TrueColour);
        Screen.Depth(false, Environment(xterm, direct, ("NO_COLOR", "1"))).ShouldBe(ColourDepth.None);
        Screen.Depth(false, Environment(xterm, ("NO_COLOR", ""))).ShouldBe(ColourDepth.Indexed256);
        Screen.Depth(false, Environment(("NO_COLOR", "1"), ("FORCE_COLOR", "1"))).ShouldBe(ColourDepth.None);
        Screen.Depth(true, Environment(xterm, direct)).ShouldBe(ColourDepth.None);
        Screen.Depth(true, Environment(xterm, direct, ("FORCE_COLOR", "1"))).ShouldBe(ColourDepth.TrueColour);
        Screen.Depth(false, Environment(("TERM", "dumb"))).ShouldBe(ColourDepth.None);
        Screen.Depth(false, Environment()).ShouldBe(ColourDepth.None);
    }

    [Fact]
    public void A_picture_is_two_pixels_a_character()
    {
        var panel = new PicturePanel(new Raster(1, 2, [255, 0, 0, 0, 0, 255]));
        var grid = TerminalPicture.Of(panel, new Screen(2, ColourDepth.TrueColour), 2);
        Drawn(grid, ColourDepth.TrueColour).ShouldBe("\e[0;38;2;255;0;0;48;2;0;0;255m▀\e[0m\n");
        Drawn(grid, ColourDepth.Indexed256).ShouldBe("\e[0;38;5;196;48;5;21m▀\e[0m\n");
    }

    [Fact]
    public void Without_colour_there_is_no_escape_and_a_heatmap_keeps_its_sign()
    {
        var heatmap = new Heatmap(4, 2, [1, 0.6f, 0, -1, 1, 0.6f, 0, -1], signed: true);
        var figure = new Figure(new PicturePanel(heatmap.Over(null), heatmap) { Title = "LRP" });
        var text = Drawn(TerminalFigure.Of(figure, new Screen(4, ColourDepth.None)), ColourDepth.None);
        text.ShouldNotContain("\e");
        text.Split('\n')[1].ShouldBe("#+ =");
    }

    public static TheoryData<int, string> Widths => new() { { 40, "None" }, { 80, "TrueColour" }, { 120, "Indexed256" } };

    [Theory, MemberData(nameof(Widths))]
    public void Nothing_is_wider_than_the_terminal(int width, string depth)
    {
        var colours = Enum.Parse<ColourDepth>(depth);
        var heatmap = new Heatmap(30, 20, [.. Enumerable.Range(0, 600).Select(i => i - 300f)], signed: true);
        var picture = new PicturePanel(heatmap.Over(null), heatmap) { Title = "a title", Caption = string.Join(' ', Enumerable.Repeat("word", 40)) };
        var figures = new[]
        {
            new Figure(picture, picture, picture, picture) { Title = string.Join(' ', Enumerable.Repeat("title", 40)) },
            new Figure(new CurvesPanel([new Curve("first", [0, 1, 2], [1e-5, 5e-5, 3e-5]) { XTitle = "x" }, new("second", [0, 2], [0, 1e-4])])),
            new Figure(new ScatterPanel([0, 1, 2], [5, 6, 9], new long[] { 0, 1, 2 })),
            new Figure(new BarsPanel([("a long name of a feature, longer than fits", -3), ("b", 2.5), ("c", 0)])),
            new Figure(new TablePanel(new Table("a", "b").Add(new string('x', 200), 1))),
        };
        foreach (var figure in figures)
        {
            var grid = TerminalFigure.Of(figure, new Screen(width, colours));
            grid.Width.ShouldBeLessThanOrEqualTo(width);
            foreach (var line in Drawn(grid, ColourDepth.None).Split('\n')) CellGrid.ColumnsOf(line).ShouldBeLessThanOrEqualTo(width);
        }
    }

    [Fact]
    public void A_curve_passes_through_its_points()
    {
        var panel = new CurvesPanel([new Curve("rising", [0, 1], [0, 1])]);
        var lines = Drawn(TerminalPlot.Of(panel, ColourDepth.None, 40), ColourDepth.None).Split('\n');
        var columns = Enumerable.Range(0, 14).Select(r => lines[r].IndexOf('*')).Where(c => c >= 0).ToArray();
        // From the upper right corner down to the lower left one.
        columns.ShouldBe(columns.OrderDescending());
        columns.Length.ShouldBeGreaterThanOrEqualTo(12);
    }

    [Fact]
    public void Wide_characters_take_two_columns()
    {
        CellGrid.ColumnsOf("猫 cat").ShouldBe(6);
        CellGrid.Fit("猫猫猫", 4).ShouldBe("猫…");
        var grid = new CellGrid(6, 1);
        grid.Put(0, 0, "猫|");
        Drawn(grid, ColourDepth.None).ShouldBe("猫|\n");
    }

    private static string Drawn(CellGrid grid, ColourDepth depth)
    {
        using var text = new StringWriter { NewLine = "\n" };
        grid.Write(text, depth);
        return text.ToString();
    }
}
