using Glassbox.Plugins.Tests.Goldens;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests.Faithfulness;

using Faithfulness = Glassbox.Plugins.Faithfulness;

public class FaithfulnessTests
{
    /// <summary>The score is 8 a + 4 b + 2 c + d: deleting takes exactly what was there.</summary>
    private static Model Additive => new("additive", x => x.matmul(tensor(new float[,] { { 8 }, { 4 }, { 2 }, { 1 } })));
    private static readonly Tensor ones4 = ones(1, 4);
    private static readonly Faithfulness.Options plain = new(
        Steps: 4, InsertionFill: Filling.Zero, Score: CurveScore.Score);

    [Theory, InlineData("tinycnn"), InlineData("resnet")]
    public void The_curves_agree_with_the_reference(string network)
    {
        var golden = Golden.Case($"{network}_deletion_insertion");
        var model = golden.Model;
        var explanation = new Attribution(model, golden.Inputs, golden.Target.For(model, golden.Inputs), golden["in.attr"]);
        var options = new Faithfulness.Options(Steps: 32, InsertionFill: Filling.Zero, Absolute: true);
        var values = new Faithfulness().Measure(model, [explanation], options, new Run()).Values;
        golden.Compare("order", values["order"][0]);
        golden.Compare("pixels_per_step", values["pixels-per-step"]);
        foreach (var curve in new[] { "deletion", "insertion" })
        {
            golden.Compare(curve, values[curve][0]);
            golden.Compare($"{curve}_auc", values[$"{curve}-auc"][0]);
        }
    }

    [Fact]
    public void A_texts_words_are_deleted_by_the_sums_of_their_embeddings()
    {
        // Token t counts 2^t: [3, 2, 1, 0] is the additive function above with 8, 4, 2, 1, and the token 4 in place of a word counts nothing.
        var model = new Model("text", tokens => where(tokens == 4, 0.0, tokens.to(ScalarType.Float64).exp2()).sum([1L], keepdim: true));
        var text = tensor(new long[,] { { 3, 2, 1, 0 } });
        var embedded = new Attribution(model, text, Target.Class(0).For(model, text), tensor(new[] { 9.0, -5, 3, 0, 1, 1, 4, -3 }).reshape(1, 4, 2));
        var values = new Faithfulness().Measure(model, [embedded], plain with { Baseline = tensor(4L), InsertionFill = Filling.Auto }, new Run()).Values;
        values["deletion"].ShouldEqual(tensor(new double[] { 15, 7, 3, 1, 0 }).view(1, 1, 5));
    }

    [Fact]
    public void A_signals_steps_are_deleted_in_all_channels_at_once()
    {
        var model = new Model("signal", x => x.sum([1L, 2L]).unsqueeze(1));
        var x = tensor(new[] { 5f, 3, 1, 1, 1, 1 }).reshape(1, 2, 3);
        var target = Target.Class(0).For(model, x);
        // A value a step, and a value an element whose sums rank the steps alike.
        Attribution[] both = [new(model, x, target, tensor(new[] { 3f, 2, 1 }).reshape(1, 1, 3)), new(model, x, target, tensor(new[] { 0f, 0, 1, 3, 2, 0 }).reshape(1, 2, 3))];
        new Faithfulness().Measure(model, both, plain with { Steps = 3 }, new Run()).Values["deletion"].ShouldEqual(tensor(new double[] { 12, 6, 2, 0 }).view(1, 1, 4).expand(2, 1, 4));
        new Glassbox.Plugins.Agreement().Measure(model, both, new(), new Run()).Values["rank-correlation"].min().item<double>().ShouldBe(1, 1e-9);
    }

    [Fact]
    public void Curves_of_an_additive_function_by_hand()
    {
        var values = new Faithfulness().Measure(Additive, [Explain(Additive, ones4, new float[,] { { 4, 3, 2, 1 } })], plain, new Run()).Values;
        values["deletion"].ShouldEqual(tensor(new double[] { 15, 7, 3, 1, 0 }).view(1, 1, 5));
        values["insertion"].ShouldEqual(tensor(new double[] { 0, 8, 12, 14, 15 }).view(1, 1, 5));
        values["deletion-auc"].item<double>().ShouldBe((15 / 2.0 + 7 + 3 + 1) / 4, 1e-6);
        values["insertion-auc"].item<double>().ShouldBe((8 + 12 + 14 + 15 / 2.0) / 4, 1e-6);
    }

    [Fact]
    public void The_true_weights_are_at_least_as_faithful_as_every_other_order()
    {
        var orders = from a in Enumerable.Range(0, 4) from b in Enumerable.Range(0, 4) from c in Enumerable.Range(0, 4) from d in Enumerable.Range(0, 4)
                     where new[] { a, b, c, d }.Distinct().Count() == 4
                     select Explain(Additive, ones4, new float[,] { { a, b, c, d } });
        Attribution[] all = [Explain(Additive, ones4, new float[,] { { 8, 4, 2, 1 } }), .. orders];
        var values = new Faithfulness().Measure(Additive, all, plain, new Run()).Values;
        values["deletion-auc"].argmin().ToInt64().ShouldBe(0);
        values["insertion-auc"].argmax().ToInt64().ShouldBe(0);
        values["deletion-auc"].size(0).ShouldBe(25);
    }

    [Fact]
    public void Evidence_against_goes_last_unless_magnitudes_are_asked_for()
    {
        var explanation = Explain(Additive, ones4, new float[,] { { 1, -9, 3, 2 } });
        new Faithfulness().Measure(Additive, [explanation], plain, new Run()).Values["order"].ShouldEqual(tensor(new long[] { 2, 3, 0, 1 }).view(1, 1, 4));
        new Faithfulness().Measure(Additive, [explanation], plain with { Absolute = true }, new Run()).Values["order"].ShouldEqual(tensor(new long[] { 1, 2, 3, 0 }).view(1, 1, 4));
    }

    [Fact]
    public void Equal_pixels_go_in_an_order_that_the_seed_decides()
    {
        var model = new Model("sum", x => x.sum(1, keepdim: true));
        var constant = Explain(model, ones(1, 100), new float[1, 100]);
        Tensor Order(long seed) => new Faithfulness().Measure(model, [constant], plain, new Run(seed)).Values["order"];
        Order(1).Equals(Order(1)).ShouldBeTrue();
        Order(1).Equals(Order(2)).ShouldBeFalse();
        Order(1).Equals(arange(100).view(1, 1, 100)).ShouldBeFalse();
        Order(1).sort(2).Values.Equals(arange(100).view(1, 1, 100)).ShouldBeTrue();
    }

    [Fact]
    public void Fills()
    {
        // A 2 x 2 image of two channels; the model gives the sum of the first channel, and everything is deleted in one step.
        var model = new Model("first channel", x => x.select(1, 0).flatten(1).sum(1, keepdim: true));
        var image = tensor(new float[] { 1, 2, 3, 6, 10, 10, 10, 10 }).view(1, 2, 2, 2);
        var explanation = new Attribution(model, image, ((Target)0).For(model, image), ones(1, 1, 2, 2));
        double Emptied(Faithfulness.Options options) => new Faithfulness().Measure(model, [explanation], options, new Run()).Values["deletion"][0, 0, -1].item<double>();
        var one = plain with { Steps = 1 };
        Emptied(one).ShouldBe(0, 1e-6);
        Emptied(one with { DeletionFill = Filling.Mean }).ShouldBe(12, 1e-5);
        Emptied(one with { DeletionFill = Filling.Auto, InsertionFill = Filling.Auto, Baseline = tensor(new float[] { 7, 0 }).view(2, 1, 1) }).ShouldBe(28, 1e-5);
    }

    [Fact]
    public void An_explanation_of_a_trained_network_is_more_faithful_than_noise()
    {
        var golden = Golden.Case("tinycnn_deletion_insertion");
        var model = golden.Model;
        var explanation = new Attribution(model, golden.Inputs, golden.Target.For(model, golden.Inputs), golden["in.attr"].abs());
        var noise = new RandomControl().Attribute(model, golden.Inputs, golden.Target, new(), new Run());
        var score = new Faithfulness().Measure(model, [explanation, noise], new(Steps: 16), new Run());
        score.Measures.Select(m => (m.Name, m.Better)).ShouldBe([("deletion", Better.Less), ("insertion", Better.More)]);
        var deletion = score.Measures[0].Means();
        deletion[0].ShouldBeLessThan(deletion[1]);
        score.Curves.Count.ShouldBe(4);
    }

    [Fact]
    public void Explanations_of_a_probability_are_measured_by_it()
    {
        var model = new Model("three classes", x => cat([x.sum(1, keepdim: true), x.narrow(1, 0, 2)], 1));
        Tensor Deletion(Target target) => new Faithfulness().Measure(model, [new Attribution(model, ones4, target.For(model, ones4), tensor(new float[,] { { 1, 2, 3, 4 } }))],
            plain with { Score = CurveScore.Probability }, new Run()).Values["deletion"];
        Deletion(Target.Class(0).Probability()).ShouldEqual(Deletion(0));
        Deletion(Target.Class(0).LogProbability()).ShouldEqual(Deletion(0));
    }

    [Fact]
    public void What_cannot_be_measured_is_one_sentence()
    {
        var one = Explain(Additive, ones4, new float[,] { { 1, 2, 3, 4 } });
        var other = Explain(Additive, ones4 * 2, new float[,] { { 1, 2, 3, 4 } });
        Message([], plain).ShouldContain("no explanation");
        Message([one, other], plain).ShouldContain("other inputs");
        Message([one], plain with { InsertionFill = Filling.Blur }).ShouldContain("cannot be blurred");
        Message([new Attribution(Additive, ones4, one.Target, ones(1, 3))], plain).ShouldContain("[1, 3]");
        var neuron = new Attribution(Additive, ones4, Target.Scalar("sum", o => o.sum(1)).For(Additive, ones4), ones(1, 4));
        Message([neuron], plain with { Score = CurveScore.Probability }).ShouldContain("no probability");

        static string Message(Attribution[] explanations, Faithfulness.Options options) =>
            Should.Throw<GlassboxException>(() => new Faithfulness().Measure(Additive, explanations, options, new Run())).Message;
    }

    private static Attribution Explain(Model model, Tensor inputs, float[,] values) => new(model, inputs, ((Target)0).For(model, inputs), tensor(values));

    [Fact]
    public void A_curve_whose_ends_are_near_says_that_it_measures_nothing()
    {
        // Without pixels the score is 140 everywhere.
        var model = new Model("biased", x => x.matmul(tensor(new float[,] { { 8 }, { 4 }, { 2 }, { 1 } })) + 140);
        IReadOnlyList<string> Notes(Tensor inputs, Faithfulness.Options options) =>
            new Faithfulness().Measure(model, [new Attribution(model, inputs, Target.Class(0).For(model, inputs), zeros_like(inputs))], options, new Run()).Notes;

        Notes(ones4, plain).ShouldBe([
            "The score of the input without features is near that of the input, or above it (140 against 155): deletion measures next to nothing there, whatever the explanation; try another deletionFill.",
            "The score of the input that features are inserted into is near that of the input, or above it (140 against 155): insertion measures next to nothing there, whatever the explanation; try another insertionFill."]);
        Notes(ones4 * 2, plain).ShouldBeEmpty();
        Notes(cat([ones4 * -2, ones4 * 2], 0), plain)[0].ShouldStartWith("For 1 of 2 inputs the score of the input without features is near that of the input, or above it (140 against 110): deletion");
        Notes(ones4, plain with { InsertionFill = Filling.Auto, Baseline = tensor(-1f) }).ShouldBeEmpty();
    }
}
