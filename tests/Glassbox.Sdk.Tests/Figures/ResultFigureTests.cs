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
    public void A_check_of_a_batch_stands_once_in_the_caption_and_under_no_single_input()
    {
        var inputs = ones(2, 1, 4, 4);
        var explained = new Attribution(Sums(), inputs, Target.Class(0).For(Sums(), inputs), inputs) { Checks = [new Check("sum = f(x)", 1e-7, 1e-5)] };
        var figure = explained.Figure();
        figure.Panels[1].Caption.ShouldBe("plus, score 16\nscale ±1");
        figure.Caption.ShouldEndWith("Largest over the 2 inputs, sum = f(x): error 1e-7.");
    }

    [Fact]
    public void Colours_are_told_of_each_kind_of_map_that_is_there()
    {
        var inputs = ones(1, 1, 4, 4);
        var (signed, unsigned) = (Explained(Sums(), inputs, inputs), Explained(Sums(), inputs, inputs, signed: false));
        signed.Figure().Caption.ShouldBe("Red speaks for the target, blue against it.");
        unsigned.Figure().Caption.ShouldBe("Yellow is most, violet least.");
        AttributionFigure.Of([signed, unsigned]).Caption.ShouldStartWith("Red speaks for the target, blue against it. In maps without a sign yellow is most, violet least.");
        // A gradient's sign is no evidence.
        var slopes = new Attribution(Sums(), inputs, Target.Class(0).For(Sums(), inputs), inputs) { Slopes = true };
        slopes.Figure().Caption.ShouldBe("Red is a positive slope, blue a negative one: how the score changes, not what it is made of.");
        AttributionFigure.Of([signed, slopes]).Caption.ShouldStartWith("Red speaks for the target, blue against it. In attribution (2) red is a positive slope, blue a negative one");
    }

    [Fact]
    public void The_layer_that_was_asked_for_is_told_unless_a_note_does()
    {
        var inputs = ones(1, 1, 4, 4);
        Attribution At(string layer, params string[] notes) => new(Sums(), inputs, Target.Class(0).For(Sums(), inputs), inputs)
        {
            Notes = notes,
            Provenance = new("saliency", "Saliency map", new Dictionary<string, string> { ["layer"] = layer }, "", "", 0, TimeSpan.Zero, new Dictionary<string, string>()),
        };
        At("conv2").Figure().Panels[1].Caption.ShouldStartWith("plus, score 16, at layer conv2\n");
        At("none").Figure().Panels[1].Caption.ShouldStartWith("plus, score 16\n");
        At("conv2", "The map is of layer conv2, 4 x 4.").Figure().Panels[1].Caption.ShouldStartWith("plus, score 16\n");
    }

    [Fact]
    public void A_row_of_a_table_becomes_bars_by_size_with_names_and_values()
    {
        var inputs = tensor(new[] { 29f, 1f, 7.25f }, [1, 3]);
        var figure = AttributionFigure.Of([Explained(Sums().WithFeatureNames(["age", "female", "fare"]), inputs, tensor(new[] { -0.25f, 2f, 0.5f }, [1, 3]))]);
        figure.Panels.Single().ShouldBeOfType<BarsPanel>().Bars.ShouldBe([("female = 1", 2), ("fare = 7.25", 0.5), ("age = 29", -0.25)]);
    }

    [Fact]
    public void What_is_explained_at_a_layer_has_the_layers_names_and_not_the_tables()
    {
        var inputs = tensor(new[] { 29f, 1f, 7.25f }, [1, 3]);
        var named = Sums().WithFeatureNames(["age", "female", "fare"]);
        AttributionFigure.Of([Explained(named, inputs, tensor(new[] { 1f, -2f }, [1, 2]))]).Panels.Single().ShouldBeOfType<BarsPanel>().Bars.ShouldBe([("neuron 1", -2), ("neuron 0", 1)]);
        AttributionFigure.Of([Explained(named, inputs, tensor(new[] { 0f, 3f, 0f, 0f }, [1, 2, 2]))]).Panels.Single().ShouldBeOfType<BarsPanel>().Bars[0].ShouldBe(("neuron [0, 1]", 3));
        Should.Throw<GlassboxException>(() => AttributionFigure.Of([Explained(Sums().WithFeatureNames(["age"]), inputs, inputs)])).Message.ShouldBe("sums has names for 1 features, and its inputs have 3.");
    }

    [Fact]
    public void A_text_is_its_words_in_the_colours_of_their_embeddings_sums()
    {
        var tokens = tensor(new[] { 2L, 0L, 7L }, [1, 3]);
        var model = new Model("length", x => x.to(ScalarType.Float32).sum([1L], keepdim: true));
        Attribution At(Model of, Tensor values) => new(of, tokens, Target.Class(0).For(of, tokens), values);
        var embeddings = tensor(new[] { 1f, 2f, 0f, -4f, 0.5f, 0.5f }, [1, 3, 2]);
        var figure = At(model.WithVocabulary(["the", "a", "film"]), embeddings).Figure();
        var text = figure.Panels.Single().ShouldBeOfType<TextPanel>();
        text.Words.ShouldBe([("film", 3), ("the", -4), ("7", 1)]);
        (text.ColoursOf(0).Paper.R > text.ColoursOf(0).Paper.B, text.ColoursOf(1).Paper.R > text.ColoursOf(1).Paper.B).ShouldBe((true, false));
        // A convolution over words has its channels first.
        At(model, embeddings.transpose(1, 2)).Map.ShouldBe(At(model, embeddings).Map);
        At(model, embeddings).Figure().Panels.Single().Caption.ShouldContain("WithVocabulary");
    }

    [Fact]
    public void A_signal_is_a_line_over_the_colours_of_its_steps()
    {
        var inputs = tensor(new[] { 0f, 1f, 0f, 5f, 5f, 5f }, [1, 2, 3]);
        var panel = AttributionFigure.Of([Explained(Sums(), inputs, tensor(new[] { 0f, 2f, -1f }, [1, 1, 3]))]).Panels.Single().ShouldBeOfType<SignalPanel>();
        panel.Signal[0].ShouldBe([0, 1, 0]);
        panel.Contributions[1].ShouldBe([0, 2, -1]);
        panel.ColourOf(1, 1).ShouldBe(ColourMap.Diverging.At(1));
        panel.Caption.ShouldContain("scale ±2");
    }

    [Fact]
    public void A_volume_is_its_slices_row_by_row()
    {
        var inputs = arange(16, dtype: ScalarType.Float32).reshape(1, 1, 4, 2, 2);
        var figure = AttributionFigure.Of([Explained(Sums(), inputs, inputs)]);
        var map = figure.Panels[1].ShouldBeOfType<PicturePanel>().Heatmap!;
        (map.Width, map.Height).ShouldBe((4, 4));
        // Slice 0 holds 0 to 3, slice 1 beside it 4 to 7, slice 2 below 8 to 11.
        new[] { map.At(1, 0), map.At(2, 0), map.At(0, 2), map.At(3, 3) }.ShouldBe([1 / 15.0, 4 / 15.0, 8 / 15.0, 1], 1e-6);
        figure.Panels[0].Caption.ShouldBe("All 4 slices, row by row.");
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
        // What several have to say is said once.
        AttributionFigure.Of([attribution, attribution]).Caption.ShouldEndWith("attribution (1), attribution (2): Layer conv2 was chosen.");
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
