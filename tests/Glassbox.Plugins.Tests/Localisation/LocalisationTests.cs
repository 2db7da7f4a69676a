using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests.Localisation;

public class LocalisationTests
{
    private static readonly Model model = new("sum", x => x.flatten(1).sum(1, keepdim: true));

    /// <summary>The thing is the left half of a picture of 4 x 4.</summary>
    private static Tensor Left => cat([ones(4, 2), zeros(4, 2)], 1);

    [Fact]
    public void The_maximum_hits_or_misses()
    {
        Hits(new(Left, Tolerance: 0), Map((1, 1, 5), (0, 3, 4))).ShouldBe(1);
        Hits(new(Left, Tolerance: 0), Map((1, 1, 4), (0, 3, 5))).ShouldBe(0);
        // The largest magnitude speaks against.
        Hits(new(Left, Tolerance: 0), Map((1, 1, 4), (0, 3, -5))).ShouldBe(1);
        Hits(new(Left, Tolerance: 0, Pooling: Pooling.SumMagnitude), Map((1, 1, 4), (0, 3, -5))).ShouldBe(0);
    }

    [Fact]
    public void A_near_miss_is_forgiven_within_the_tolerance()
    {
        // Columns 2 and 3 are one and two pixels away; a quarter of four pixels is one.
        Hits(new(Left, Tolerance: 0.25), Map((2, 2, 1))).ShouldBe(1);
        Hits(new(Left, Tolerance: 0.25), Map((2, 3, 1))).ShouldBe(0);
        Hits(new(Left, Tolerance: 0.5), Map((2, 3, 1))).ShouldBe(1);
        // Across a corner the distance is the square root of 2.
        var corner = zeros(4, 4);
        corner[0, 0] = 1;
        Hits(new(corner, Tolerance: 0.35), Map((1, 1, 1))).ShouldBe(0);
        Hits(new(corner, Tolerance: 0.36), Map((1, 1, 1))).ShouldBe(1);
    }

    [Fact]
    public void Where_the_maximum_is_shared_so_is_the_hit()
    {
        Hits(new(Left, Tolerance: 0), Map((0, 0, 3), (1, 1, 3), (2, 2, 3))).ShouldBe(2 / 3.0, 1e-12);
        Hits(new(Left, Tolerance: 0), ones(1, 1, 4, 4)).ShouldBe(0.5, 1e-12);
        Hits(new(Left, Tolerance: 0), -ones(1, 1, 4, 4)).ShouldBe(0);
    }

    [Fact]
    public void Mass_and_rank_by_hand()
    {
        // 3 of 4 is on the thing; it has 8 pixels: two of them are among the 8 most relevant for certain, one place is taken by a pixel beside it, and 5 of the 13 pixels without relevance are taken, of which 6 are on the thing.
        var (mass, rank) = Accuracy(Map((0, 0, 2), (1, 1, 1), (0, 3, 1), (2, 3, -9)));
        mass.ShouldBe(0.75, 1e-9);
        rank.ShouldBe((2 + 5 * 6 / 13.0) / 8, 1e-9);
        var constant = Accuracy(ones(1, 1, 4, 4) * 7);
        constant.Mass.ShouldBe(0.5, 1e-9);
        constant.Rank.ShouldBe(0.5, 1e-9);
        Accuracy(Left.view(1, 1, 4, 4)).ShouldBe((1.0, 1.0));
        Accuracy(1 - Left.view(1, 1, 4, 4)).ShouldBe((0.0, 0.0));
        Accuracy(-ones(1, 1, 4, 4)).Mass.ShouldBe(0);
    }

    [Fact]
    public void Poolings_of_the_channels_by_hand()
    {
        var inputs = zeros(1, 2, 1, 1);
        var explanation = new Attribution(model, inputs, ((Target)0).For(model, inputs), tensor(new float[] { 3, -4 }).view(1, 2, 1, 1));
        double Of(Pooling pooling) => PooledRelevance.Of(explanation, "", pooling).item<double>();
        Enum.GetValues<Pooling>().ToDictionary(p => p, Of).ShouldBe(new Dictionary<Pooling, double>
        {
            [Pooling.SumPositive] = 0, [Pooling.SumMagnitude] = 1, [Pooling.PositiveSum] = 3, [Pooling.L1] = 7, [Pooling.L2] = 5, [Pooling.L2Squared] = 25, [Pooling.Largest] = 4,
        });
    }

    [Fact]
    public void An_input_without_the_thing_counts_for_nothing()
    {
        var mask = stack([Left, zeros(4, 4)], 0);
        var inputs = zeros(2, 1, 4, 4);
        var explanation = new Attribution(model, inputs, ((Target)0).For(model, inputs), ones(2, 1, 4, 4));
        var hits = new PointingGame().Measure(model, [explanation], new(mask, Tolerance: 0), new Run()).Measures[0];
        hits.Values[0].data<double>().ToArray().ShouldBe([0.5, double.NaN]);
        hits.Means().ShouldBe([0.5]);
        foreach (var measure in new RelevanceAccuracy().Measure(model, [explanation], new(mask), new Run()).Measures) measure.Values[0].data<double>().ToArray().ShouldBe([0.5, double.NaN]);
    }

    [Fact]
    public void Boxes_become_a_mask_of_the_inputs_size()
    {
        // Drawn in a picture twice as wide: x 2 to 6 of 8 are the columns 1 and 2 of 4.
        var mask = GroundTruth.Boxes(zeros(1, 3, 4, 4), 8, 4, [2, 0, 6, 1], [0, 3, 2, 4]);
        mask[0, 0].to(ScalarType.Float32).ShouldEqual(new float[,] { { 0, 1, 1, 0 }, { 0, 0, 0, 0 }, { 0, 0, 0, 0 }, { 1, 0, 0, 0 } });
        Should.Throw<GlassboxException>(() => GroundTruth.Boxes(zeros(1, 3, 4, 4), 8, 4, [2, 0, 1, 1])).Message.ShouldContain("[2, 0, 1, 1]");
    }

    [Fact]
    public void What_does_not_fit_is_one_sentence()
    {
        Should.Throw<GlassboxException>(() => Hits(new(), Map((0, 0, 1)))).Message.ShouldContain("give truth");
        Should.Throw<GlassboxException>(() => Hits(new(ones(3, 3)), Map((0, 0, 1)))).Message.ShouldContain("give [1, 1, 4, 4]");
        Should.Throw<GlassboxException>(() => Hits(new(Left), ones(1, 1, 2, 2))).Message.ShouldContain("does not lie on the inputs");
    }

    private static Tensor Map(params (int Y, int X, float Value)[] points)
    {
        var map = zeros(1, 1, 4, 4);
        foreach (var (y, x, value) in points) map[0, 0, y, x] = value;
        return map;
    }

    private static Attribution Explain(Tensor map)
    {
        var inputs = zeros(1, 1, 4, 4);
        return new(model, inputs, ((Target)0).For(model, inputs), map);
    }

    private static double Hits(PointingGame.Options options, Tensor map) => new PointingGame().Measure(model, [Explain(map)], options, new Run()).Measures[0].Means()[0];

    private static (double Mass, double Rank) Accuracy(Tensor map)
    {
        var measures = new RelevanceAccuracy().Measure(model, [Explain(map)], new(Left), new Run()).Measures;
        return (measures[0].Means()[0], measures[1].Means()[0]);
    }
}
