using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests.Faithfulness;

public class PixelFlippingTests
{
    private static readonly PixelFlipping.Options plain = new(Fill: Filling.Zero);

    /// <summary>The score is 8 a + 4 b + 2 c + d.</summary>
    private static Model Additive => new("additive", x => x.matmul(tensor(new float[,] { { 8 }, { 4 }, { 2 }, { 1 } })));

    [Fact]
    public void Curves_of_an_additive_function_by_hand()
    {
        var right = Measure(Additive, ones(1, 4), tensor(new float[,] { { 8, 4, 2, 1 } }), plain);
        right["most-first"].ShouldEqual(tensor(new double[] { 15, 7, 3, 1, 0 }).view(1, 1, 5));
        right["least-first"].ShouldEqual(tensor(new double[] { 15, 14, 12, 8, 0 }).view(1, 1, 5));
        right["aopc"].item<double>().ShouldBe((0 + 8 + 12 + 14 + 15) / 5.0, 1e-6);
        right["abpc"].item<double>().ShouldBe((0 + 7 + 9 + 7 + 0) / 5.0, 1e-6);
        Measure(Additive, ones(1, 4), tensor(new float[,] { { -8, -4, -2, -1 } }), plain)["abpc"].item<double>().ShouldBe(-23 / 5.0, 1e-6);
    }

    [Fact]
    public void Only_so_many_regions_are_flipped()
    {
        var values = Measure(Additive, ones(1, 4), tensor(new float[,] { { 8, 4, 2, 1 } }), plain with { Steps = 2 });
        values["most-first"].ShouldEqual(tensor(new double[] { 15, 7, 3 }).view(1, 1, 3));
        values["aopc"].item<double>().ShouldBe((0 + 8 + 12) / 3.0, 1e-6);
    }

    [Fact]
    public void Regions_go_whole_by_the_sum_of_their_relevance()
    {
        // A 4 x 4 picture of ones in patches of 3: regions of 9, 3, 3 and 1 pixels. The lower right one has the most relevance, then the upper left.
        var map = zeros(1, 1, 4, 4);
        map[0, 0, 3, 3] = 5;
        map.narrow(2, 0, 3).narrow(3, 0, 3).fill_(0.5f);
        var values = Measure(new Model("sum", x => x.flatten(1).sum(1, keepdim: true)), ones(1, 1, 4, 4), map, plain with { Patch = 3 });
        values["most-first"][0, 0].narrow(0, 0, 3).ShouldEqual(tensor(new double[] { 16, 15, 6 }));
        values["most-first"].size(2).ShouldBe(5);
        values["most-first"][0, 0, 4].item<double>().ShouldBe(0);
    }

    [Fact]
    public void Noise_is_drawn_between_the_extremes_of_each_channel()
    {
        var input = cat([full(1, 1, 8, 8, 3f), rand(1, 1, 8, 8, generator: new Generator(1)) + 10], 1);
        var seen = new List<Tensor>();
        var model = new Model("looks", x => { seen.Add(x.clone().DetachFromDisposeScope()); return x.flatten(1).sum(1, keepdim: true); });
        Measure(model, input, ones(1, 1, 8, 8), new(Steps: 64, Patch: 1));
        var last = seen[^1][-1];
        last[0].ShouldEqual(full(8, 8, 3f));
        last[1].min().item<float>().ShouldBeGreaterThanOrEqualTo(input[0, 1].min().item<float>());
        last[1].max().item<float>().ShouldBeLessThanOrEqualTo(input[0, 1].max().item<float>());
        last[1].Equals(input[0, 1]).ShouldBeFalse();
    }

    [Fact]
    public void A_batch_equals_its_samples()
    {
        var (x, map) = (rand(3, 2, 6, 6, generator: new Generator(1)), randn(3, 2, 6, 6, generator: new Generator(2)));
        var model = new Model("bent", i => i.square().flatten(1).sum(1, keepdim: true));
        var together = Measure(model, x, map, new(Patch: 2, BatchSize: 4))["aopc"];
        for (var i = 0; i < 3; i++) Measure(model, x.narrow(0, i, 1), map.narrow(0, i, 1), new(Patch: 2))["aopc"][0, 0].item<double>().ShouldBe(together[0, i].item<double>(), 1e-4);
    }

    [Fact]
    public void Only_pictures_have_patches() =>
        Should.Throw<GlassboxException>(() => Measure(Additive, ones(1, 4), ones(1, 4), plain with { Patch = 2 })).Message.ShouldContain("leave patch out");

    private static IReadOnlyDictionary<string, Tensor> Measure(Model model, Tensor inputs, Tensor values, PixelFlipping.Options options) =>
        new PixelFlipping().Measure(model, [new Attribution(model, inputs, ((Target)0).For(model, inputs), values)], options, new Run()).Values;

    [Fact]
    public void A_score_that_every_region_flipped_leaves_as_it_is_gets_a_note()
    {
        var biased = new Model("biased", x => x.matmul(tensor(new float[,] { { 8 }, { 4 }, { 2 }, { 1 } })) + 140);
        IReadOnlyList<string> Notes(Model model, int steps)
        {
            var inputs = ones(1, 4);
            var explanation = new Attribution(model, inputs, Target.Class(0).For(model, inputs), tensor(new float[,] { { 8, 4, 2, 1 } }));
            return new PixelFlipping().Measure(model, [explanation], plain with { Steps = steps }, new Run()).Notes;
        }
        Notes(biased, 100).ShouldBe(["The score of the input with every region flipped is near that of the input, or above it (140 against 155): pixel flipping measures next to nothing there, whatever the explanation; try another fill."]);
        Notes(biased, 1).Count.ShouldBe(1);
        // The first region alone, the least one here, takes little: what counts is what all would take.
        Notes(new Model("reversed", x => Additive.Logits(x.flip(1))), 1).ShouldBeEmpty();
    }
}
