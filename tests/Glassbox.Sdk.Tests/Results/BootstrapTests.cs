using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Sdk.Tests.Results;

public class BootstrapTests
{
    [Fact]
    public void The_interval_of_a_mean_is_that_of_the_normal_distribution()
    {
        var values = randn([1, 400], dtype: ScalarType.Float64, generator: new Generator(1)) * 3 + 5;
        var (low, high) = new Bootstrap(400, new Run()).Intervals(values)[0];
        var (mean, error) = (values.mean().item<double>(), values.std(unbiased: false).item<double>() / 20);
        low.ShouldBe(mean - 1.96 * error, 0.1 * error);
        high.ShouldBe(mean + 1.96 * error, 0.1 * error);
    }

    [Fact]
    public void What_is_not_defined_counts_for_nothing()
    {
        var values = tensor(new double[,] { { 2, double.NaN, 2, 2 }, { double.NaN, double.NaN, double.NaN, double.NaN } });
        var intervals = new Bootstrap(4, new Run()).Intervals(values);
        intervals[0].ShouldBe((2.0, 2.0));
        double.IsNaN(intervals[1].Low).ShouldBeTrue();
        var probabilities = new Bootstrap(4, new Run()).Probabilities(values);
        probabilities[0].ShouldBeLessThan(0.01);
        double.IsNaN(probabilities[1]).ShouldBeTrue();
    }

    [Fact]
    public void The_probability_is_that_of_the_other_side()
    {
        // Of two inputs with 1 and -1, a draw has the mean 1 with probability 1/4, 0 with 1/2, -1 with 1/4; with 3 and -1, no less than 0 in 3 of 4 draws.
        var bootstrap = new Bootstrap(2, new Run());
        bootstrap.Probabilities(tensor(new double[,] { { 1, -1 }, { 3, -1 }, { 0, 0 } })).ShouldBe([1, 0.5, 1], 0.03);
    }

    [Fact]
    public void Holm_rejects_from_the_least_probable_on_until_one_stands()
    {
        // 0.01 <= 0.05/4, 0.015 <= 0.05/3, 0.03 > 0.05/2: the last stands though it is below 0.05.
        Bootstrap.Rejected([0.03, 0.01, 0.04, 0.015, double.NaN]).ShouldBe([false, true, false, true, false]);
    }

    [Fact]
    public void Significance_in_sentences()
    {
        var noise = randn([30], dtype: ScalarType.Float64, generator: new Generator(2));
        noise -= noise.mean();
        var shared = noise * 10;
        var measure = new Measure("deletion", stack([shared, shared + 1 + noise * 0.1, shared + 1.01 - noise * 0.1, shared + 0.5], 0), Better.Less);
        Significance.Of(measure, ["a", "b", "c", "chance"], 3, new Bootstrap(30, new Run()))
            .ShouldBe("deletion: a is best; not significant: b and c; not significantly better than chance: b, c.");
        Significance.Of(measure with { Better = Better.Neither }, ["a", "b", "c", "chance"], 3, new Bootstrap(30, new Run())).ShouldBeNull();
        var many = new Measure("insertion", stack([.. Enumerable.Range(0, 8).Select(i => shared + (i > 5 ? 1 + noise * (i - 6.5) : noise * 0.1))], 0), Better.More);
        Significance.Of(many, [.. "abcdefgh".Select(c => c.ToString())], 8, new Bootstrap(30, new Run()))!.ShouldMatch("^insertion: [gh] is best; not significantly better than [gh]\\.$");
    }

    [Fact]
    public void The_table_holds_the_means_of_what_is_defined()
    {
        var score = new Score("Title", "Caption.", ["a", "b"], new Measure("m", tensor(new double[,] { { 1, 2, double.NaN }, { double.NaN, double.NaN, double.NaN } })));
        score.Table().Rows[0].ShouldBe(["a", 1.5]);
        score.Table().Rows[1].ShouldBe(["b", Cell.Empty]);
    }
}
