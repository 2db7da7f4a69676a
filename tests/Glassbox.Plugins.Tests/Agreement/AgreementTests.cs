using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests.Agreement;

using Agreement = Glassbox.Plugins.Agreement;

public class AgreementTests
{
    private static readonly Model model = new("any", x => x);

    [Fact]
    public void Rank_correlation_by_hand()
    {
        // Differences of ranks 0, 1, 1, 1, 1 of five positions: 1 - 6 * 4 / (5 * 24) = 0.8.
        var correlation = Measure(new(), [1, 2, 3, 4, 5], [10, 30, 20, 50, 40], [5, 4, 3, 2, 1]).Values["rank-correlation"].squeeze(2);
        correlation.ShouldEqual(tensor(new double[,] { { 1, 0.8, -1 }, { 0.8, 1, -0.8 }, { -1, -0.8, 1 } }));
    }

    [Fact]
    public void Equal_values_share_the_mean_of_their_ranks()
    {
        Ranks.Of(tensor(new double[,] { { 7, 1, 7, 3, 7 } })).ShouldEqual(tensor(new double[,] { { 4, 1, 4, 2, 4 } }));
        // Ranks 1.5, 1.5, 3 and 1, 2, 3: covariance 1.5, variances 1.5 and 2.
        Measure(new(), [0, 0, 1], [1, 2, 3]).Values["rank-correlation"][0, 1, 0].item<double>().ShouldBe(1.5 / Math.Sqrt(3), 1e-12);
    }

    [Fact]
    public void A_monotone_change_of_an_explanation_changes_nothing()
    {
        var x = randn(1, 50, generator: new Generator(5));
        var score = new Agreement().Measure(model, [Explain(x), Explain(x.exp() * 3)], new(), new Run());
        score.Values["rank-correlation"][0, 1, 0].item<double>().ShouldBe(1, 1e-12);
        score.Values["overlap"][0, 1, 0].item<double>().ShouldBe(1);
    }

    [Fact]
    public void Overlap_is_the_share_of_the_most_important_positions_in_common()
    {
        var options = new Agreement.Options(Top: 0.4);
        float[] a = [9, 8, 7, 6, 0, 0, 0, 0, 0, 0], b = [9, 0, 0, 6, 0, 5, 8, 0, 0, 0];
        Measure(options, a, b).Values["overlap"][0, 1, 0].item<double>().ShouldBe(0.5);
        // By magnitude, -10 is the most important.
        Measure(new(Top: 0.1), [1, -10, 0, 0, 0, 0, 0, 0, 0, 0], [0, 1, 0, 0, 0, 0, 0, 0, 0, 0]).Values["overlap"][0, 1, 0].item<double>().ShouldBe(0);
        Measure(new(Top: 0.1, Absolute: true), [1, -10, 0, 0, 0, 0, 0, 0, 0, 0], [0, 1, 0, 0, 0, 0, 0, 0, 0, 0]).Values["overlap"][0, 1, 0].item<double>().ShouldBe(1);
    }

    [Fact]
    public void A_constant_map_has_no_rank_correlation()
    {
        Measure(new(), [1, 1, 1], [1, 2, 3]).Values["rank-correlation"][0, 1, 0].item<double>().ShouldBe(double.NaN);
    }

    [Fact]
    public void Maps_of_images_are_compared_summed_over_channels_and_in_the_mean_over_inputs()
    {
        var inputs = zeros(2, 3, 2, 2);
        var target = ((Target)Target.Scalar("sum", o => o.flatten(1).sum(1))).For(model, inputs);
        var map = tensor(new float[] { 1, 2, 3, 4, 4, 3, 2, 1 }).view(2, 1, 2, 2);
        var perChannel = cat([map * 5, map * -2, map * -2], 1);
        var reversed = tensor(new float[] { 1, 2, 3, 4, 1, 2, 3, 4 }).view(2, 1, 2, 2);
        Attribution[] explanations = [new(model, inputs, target, map), new(model, inputs, target, perChannel), new(model, inputs, target, reversed)];
        var table = new Agreement().Measure(model, explanations, new(), new Run()).Table()!;
        table.Columns[1].ShouldBe("explanation (1)");
        table.Rows[0][2].Number!.Value.ShouldBe(1, 1e-9);
        table.Rows[0][3].Number!.Value.ShouldBe(0, 1e-9);
        // The most important of four places: always shared with the second, with the third for one input of two.
        table.Columns[4].ShouldBe("overlap");
        table.Rows[0][4].Number!.Value.ShouldBe(0.75, 1e-9);
    }

    [Fact]
    public void Maps_of_different_size_are_one_sentence()
    {
        var x = zeros(1, 4);
        var target = Target.Scalar("sum", o => o.sum(1)).For(model, x);
        Should.Throw<GlassboxException>(() => new Agreement().Measure(model, [new(model, x, target, zeros(1, 4)), new(model, x, target, zeros(1, 2))], new(), new Run()))
            .Message.ShouldContain("[1, 2]");
    }

    private static Score Measure(Agreement.Options options, params float[][] maps) =>
        new Agreement().Measure(model, [.. maps.Select(m => Explain(tensor(m).unsqueeze(0)))], options, new Run());

    private static Attribution Explain(Tensor values)
    {
        var inputs = zeros_like(values);
        return new(model, inputs, Target.Scalar("sum", o => o.sum(1)).For(model, inputs), values);
    }
}
