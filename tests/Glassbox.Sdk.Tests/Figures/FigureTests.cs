using System.Globalization;
using System.Xml.Linq;
using Glassbox.Drawing;
using Glassbox.Tests.Pictures;
using static TorchSharp.torch;

namespace Glassbox.Tests.Figures;

public class FigureTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public static TheoryData<string> Kinds => [.. Samples.Keys];

    private static readonly Dictionary<string, Func<Figure>> Samples = new()
    {
        ["empty"] = () => new Figure([]) { Title = "Nothing" },
        ["curves"] = () => new Figure(new CurvesPanel([new Curve("a rather long name of a curve that goes on and on", [0, 1, 2], [1e-5, double.NaN, 3e-5]) { XTitle = "x", YTitle = "a long title of the vertical axis, with its unit (m/s)" }, new("b", [0, 2], [0, 1e-4])])),
        ["one point"] = () => new Figure(new CurvesPanel([new Curve("p", [3], [5])])),
        ["bars"] = () => new Figure(new BarsPanel([("a very long feature name that cannot possibly fit", -0.31), ("b", 1.24), ("c", double.NaN), ("d", 0)]) { Title = "LIME" }),
        ["only negative bars"] = () => new Figure(new BarsPanel([("a", -1000.5), ("b", -3)])),
        ["groups"] = () => new Figure(new ScatterPanel([1, 2, double.NaN], [5, 1, 0], Column.OfNames(["cat", "dog with a very long name indeed, longer than legends are", "cat"])) { Names = ["first one", "second one", "third one"] }),
        ["numbers"] = () => new Figure(new ScatterPanel([1, 1000], [-0.5, 0.5], new[] { 1e-7, 2e-7 }, "component 1 (31.2 %)", "component 2")),
        ["heatmap"] = () => new Figure(new PicturePanel(new Raster(2, 3, new byte[18])) { Title = "input" }, Heat()) { Title = "A title that is much longer than the two small panels below it and so must be broken", Caption = "A caption that is long, too, and is broken into lines as wide as the figure." },
        ["table"] = () => new Figure(new TablePanel(new Table("method", "score") { Title = "T", Caption = "A note below the table that is longer than it." }.Add(new string('w', 90), 1).Highlight())),
        ["grid"] = () => new Figure([.. Enumerable.Range(0, 7).Select(i => new PicturePanel(new Raster(8, 8, new byte[192])) { Title = $"picture {i} & <co>", Caption = "\"quoted\" \u0001" })]),
    };

    private static PicturePanel Heat()
    {
        var heatmap = new Heatmap(2, 3, [1, -1, 0, 0.5f, 0, 0], signed: true);
        return new PicturePanel(heatmap.Over(null), heatmap) { Title = "Layer-wise relevance propagation with a long name", Caption = heatmap.Note };
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Svg_is_well_formed_and_all_its_text_is_inside(string kind)
    {
        var figure = Samples[kind]();
        var root = XDocument.Parse(figure.ToSvg()).Root!;
        root.Attribute("viewBox")!.Value.ShouldBe(string.Create(CultureInfo.InvariantCulture, $"0 0 {figure.Width} {figure.Height}"));
        foreach (var text in root.Descendants(Svg + "text"))
        {
            double Number(string name) => double.Parse(text.Attribute(name)!.Value, CultureInfo.InvariantCulture);
            var (x, y, size) = (Number("x"), Number("y"), Number("font-size"));
            var length = Lettering.Width(text.Value, size);
            // A reader without the font sees wider letters, and no wider lines.
            if (length > 0) Number("textLength").ShouldBe(length, 0.01);
            var start = text.Attribute("text-anchor")?.Value switch { "middle" => -length / 2, "end" => -length, _ => 0 };
            // Turned text runs upwards from its anchor.
            var (left, right, top, bottom) = text.Attribute("transform") is null
                ? (x + start, x + start + length, y - size, y)
                : (x - size, x, y - start - length, y - start);
            left.ShouldBeGreaterThanOrEqualTo(0, $"{text.Value} in {kind}");
            top.ShouldBeGreaterThanOrEqualTo(0, text.Value);
            right.ShouldBeLessThanOrEqualTo(figure.Width, text.Value);
            bottom.ShouldBeLessThanOrEqualTo(figure.Height, text.Value);
        }
        foreach (var rectangle in root.Descendants(Svg + "rect"))
        {
            double Number(string name) => double.Parse(rectangle.Attribute(name)!.Value, CultureInfo.InvariantCulture);
            Number("width").ShouldBeGreaterThanOrEqualTo(0);
            (Number("x") + Number("width")).ShouldBeLessThanOrEqualTo(figure.Width);
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Png_has_the_size_that_was_promised(string kind)
    {
        var figure = Samples[kind]();
        using var picture = Picture.Decode(figure.ToPng(scale: 1.5), kind);
        picture.shape[1..].ShouldBe([(long)Math.Round(figure.Height * 1.5), (long)Math.Round(figure.Width * 1.5)]);
    }

    [Fact]
    public void The_same_figure_gives_the_same_bytes()
    {
        foreach (var make in Samples.Values)
        {
            make().ToSvg().ShouldBe(make().ToSvg());
            make().ToPng().ShouldBe(make().ToPng());
        }
    }

    [Fact]
    public void Text_is_drawn_without_any_font_on_the_machine()
    {
        // The typeface comes from the assembly; ink must appear where the title is.
        using var picture = Picture.Decode(new Figure([]) { Title = "Glassbox" }.ToPng(1), "title");
        var ink = PictureFiles.Interleaved(picture).Count(v => v < 100);
        ink.ShouldBeGreaterThan(150);
        Lettering.Typeface.FamilyName.ShouldBe("Liberation Sans");
    }

    [Fact]
    public void A_tiny_picture_is_enlarged_by_whole_pixels()
    {
        var figure = new Figure(new PicturePanel(new Raster(2, 2, [0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255])));
        figure.Width.ShouldBe(224 + 32);
        using var picture = Picture.Decode(figure.ToPng(1), "tiny");
        // On both sides of the border between the two upper pixels.
        picture[TensorIndex.Colon, TensorIndex.Single(20), TensorIndex.Single(16 + 111)].data<byte>().ToArray()[..3].ShouldBe([0, 0, 0]);
        picture[TensorIndex.Colon, TensorIndex.Single(20), TensorIndex.Single(16 + 112)].data<byte>().ToArray()[..3].ShouldBe([255, 0, 0]);
    }

    [Fact]
    public void Lost_samples_are_counted_and_mistakes_are_one_sentence()
    {
        new ScatterPanel([1, double.NaN, 3], [1, 2, double.PositiveInfinity]).Caption.ShouldBe("2 of 3 samples have no finite place and are not drawn.");
        Should.Throw<GlassboxException>(() => new ScatterPanel([1, 2], [1], null));
        Should.Throw<GlassboxException>(() => new ScatterPanel([1, 2], [1, 2], new long[] { 1 })).Message.ShouldContain("1 colours");
        Should.Throw<GlassboxException>(() => new CurvesPanel([])).Message.ShouldBe("There is no curve to draw.");
        Should.Throw<GlassboxException>(() => new CurvesPanel([new Curve("c", [1], [])])).Message.ShouldContain("1 x and 0 y");
        Should.Throw<GlassboxException>(() => new Figure([]).ToPng(100));
    }

    [Fact]
    public void A_hundred_thousand_points_stay_a_small_svg()
    {
        var random = new Random(1);
        var places = Enumerable.Range(0, 100_000).Select(_ => random.NextDouble()).ToArray();
        var svg = new Figure(new ScatterPanel(places, [.. places.Reverse()])).ToSvg();
        svg.Length.ShouldBeLessThan(2_000_000);
        XDocument.Parse(svg).Root!.Elements(Svg + "image").Count().ShouldBe(1);
    }

    [Fact]
    public void Rare_groups_are_shown_together()
    {
        var names = Enumerable.Range(0, 100).Select(i => $"group {i % 50}").Concat(["group 7"]).ToArray();
        var column = Column.OfNames(names);
        column.Groups.Count.ShouldBe(40);
        column.Groups[^1].ShouldBe("other (11 groups)");
        column.Groups.ShouldContain("group 7");
    }
}
