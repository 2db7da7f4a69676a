using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Tests.Figures;

public class ResultFigureTests
{
    private static readonly Preprocessing Halves = new([0.5], [0.5]);

    private static Model Sums(Preprocessing? preprocessing = null) =>
        new("sums", x => stack([x.flatten(1).sum([1L]), -x.flatten(1).sum([1L])], 1), preprocessing: preprocessing, classNames: ["plus, positive", "minus"]);

    private static Attribution Explained(Model model, Tensor inputs, Tensor values, bool signed = true) =>
        new(model, inputs, Target.Class("plus").For(model, inputs), values) { Signed = signed };

    [Fact]
    public void An_attribution_stands_beside_its_input_with_score_and_scale()
    {
        var inputs = tensor(new[] { -1f, 1f, 0f, 0.5f }, [1, 1, 2, 2]);
        var attribution = new Attribution(Sums(Halves), inputs, Target.Class(0).For(Sums(), inputs), inputs * 2) { Checks = [new Check("sum = f(x)", 1e-7, 1e-5)] };
        var figure = attribution.Figure();
        figure.Panels.Count.ShouldBe(2);
        // The input's pixels are x * 0.5 + 0.5.
        var input = figure.Panels[0].ShouldBeOfType<PicturePanel>().Raster;
        (input[0, 0].R, input[1, 0].R, input[0, 1].R, input[1, 1].R).ShouldBe(((byte)0, (byte)255, (byte)128, (byte)191));
        figure.Panels[1].Caption.ShouldBe("plus, score 0.5\nscale ±2\nsum = f(x): error 1e-7");
        figure.Title.ShouldBe("sums: plus, positive");
    }

    [Fact]
    public void Each_of_several_attributions_has_its_own_scale_and_the_figure_says_so()
    {
        var inputs = ones(6, 3, 4, 4);
        var first = Explained(Sums(), inputs, inputs * 1);
        var second = Explained(Sums(), inputs, ones(6, 1, 2, 2) * 5, signed: false);
        var figure = AttributionFigure.Of([first, second]);
        figure.Panels.Count.ShouldBe(4 * 3);
        figure.Panels[1].Caption.ShouldContain("±3");
        figure.Panels[2].Caption.ShouldContain("0 to 5");
        figure.Panels[2].ShouldBeOfType<PicturePanel>().Raster.Width.ShouldBe(4);
        figure.Caption.ShouldContain("Each map has its own scale.");
        figure.Caption.ShouldContain("The first 4 of 6 inputs.");
    }

    [Fact]
    public void A_row_of_a_table_becomes_bars_by_size_with_names_and_values()
    {
        var inputs = tensor(new[] { 29f, 1f, 7.25f }, [1, 3]);
        var figure = AttributionFigure.Of([Explained(Sums(), inputs, tensor(new[] { -0.25f, 2f, 0.5f }, [1, 3]))], ["age", "female", "fare"]);
        figure.Panels.Single().ShouldBeOfType<BarsPanel>().Bars.ShouldBe([("female = 1", 2), ("fare = 7.25", 0.5), ("age = 29", -0.25)]);
    }

    [Fact]
    public void Attributions_of_other_inputs_are_refused()
    {
        var (small, large) = (ones(1, 1, 2, 2), ones(1, 1, 3, 3));
        Should.Throw<GlassboxException>(() => AttributionFigure.Of([Explained(Sums(), small, small), Explained(Sums(), large, large)])).Message.ShouldContain("[1, 1, 3, 3]");
        Should.Throw<GlassboxException>(() => AttributionFigure.Of([])).Message.ShouldBe("There is no attribution to draw.");
    }

    [Fact]
    public void Notes_reach_the_figure()
    {
        var inputs = ones(1, 1, 2, 2);
        var attribution = new Attribution(Sums(), inputs, Target.Class(0).For(Sums(), inputs), inputs) { Notes = ["Layer conv2 was chosen."] };
        attribution.Figure().Caption.ShouldContain("Layer conv2 was chosen.");
        attribution.NotesBeside(attribution.Figure()).ShouldBeEmpty();
    }

    [Fact]
    public void Pictures_before_and_after_stand_in_rows()
    {
        var inputs = zeros(9, 1, 2, 2);
        var figure = new Perturbation(Sums(Halves), inputs, inputs + 1, ones(9, dtype: ScalarType.Bool)).Figure();
        figure.Panels.Count.ShouldBe(12);
        figure.ColumnCount.ShouldBe(6);
        figure.Caption.ShouldBe("The first 6 of 9.");
        figure.Panels[6].ShouldBeOfType<PicturePanel>().Raster[0, 0].R.ShouldBe((byte)255);
    }

    [Fact]
    public void Curves_share_a_panel_where_they_share_their_axes()
    {
        Curve Of(string name, string y) => new(name, [0, 1], [0, 1]) { YTitle = y };
        var figure = CurvesFigure.Of([Of("a", "loss"), Of("b", "accuracy"), Of("c", "loss")]);
        figure.Panels.Cast<CurvesPanel>().Select(p => string.Join(",", p.Curves.Select(c => c.Name))).ShouldBe(["a,c", "b"]);
    }

    [Fact]
    public void An_embedding_tells_its_quality_and_leaves_dimensions_out_aloud()
    {
        var embedding = new Embedding(randn(5, 3)) { Quality = new Dictionary<string, double> { ["KL divergence"] = 0.6123 } };
        embedding.Figure().Caption.ShouldBe("5 samples; the first 2 of 3 dimensions; KL divergence 0.612.");
        Should.Throw<GlassboxException>(() => EmbeddingFigure.Of(embedding, new long[] { 1, 2 }));
    }
}
