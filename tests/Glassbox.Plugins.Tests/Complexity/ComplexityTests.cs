using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests.Complexity;

using Complexity = Glassbox.Plugins.Complexity;

public class ComplexityTests
{
    private static readonly Model model = new("sum", x => x.flatten(1).sum(1, keepdim: true));

    [Theory]
    [InlineData(0.0, new float[] { 3, 3, -3, 3 })]
    [InlineData(0.75, new float[] { 0, 0, 0, 2 })]
    // 1 - 2 (1 * 3.5 + 2 * 2.5 + 3 * 1.5 + 4 * 0.5) / 40
    [InlineData(0.25, new float[] { 4, 1, -3, 2 })]
    public void The_Gini_index_by_hand(double expected, float[] values) =>
        new Sparseness().Measure(model, [Explain(tensor(values).unsqueeze(0))], new(), new Run()).Measures[0].Means()[0].ShouldBe(expected, 1e-9);

    [Fact]
    public void It_is_half_the_mean_difference_of_all_pairs_over_the_mean()
    {
        var values = randn(1, 30, generator: new Generator(1));
        var v = values.abs().to(ScalarType.Float64);
        var pairs = (v.t() - v).abs().mean().item<double>() / (2 * v.mean().item<double>());
        new Sparseness().Measure(model, [Explain(values)], new(), new Run()).Measures[0].Means()[0].ShouldBe(pairs, 1e-9);
        new Sparseness().Measure(model, [Explain(values * -7)], new(), new Run()).Measures[0].Means()[0].ShouldBe(pairs, 1e-6);
    }

    [Fact]
    public void The_entropy_by_hand()
    {
        double Of(params float[] values) => new Complexity().Measure(model, [Explain(tensor(values).unsqueeze(0))], new(), new Run()).Measures[0].Means()[0];
        Of(5, 5, -5, 5).ShouldBe(Math.Log(4), 1e-9);
        Of(0, 9, 0, 0).ShouldBe(0, 1e-12);
        Of(1, -3).ShouldBe(-0.25 * Math.Log(0.25) - 0.75 * Math.Log(0.75), 1e-9);
    }

    [Theory]
    [InlineData(1, "mean of one input;")]
    [InlineData(2, "mean of 2 inputs;")]
    public void A_score_says_how_many_inputs_it_is_of(int inputs, string said) =>
        new Sparseness().Measure(model, [Explain(ones(inputs, 4))], new(), new Run()).Table()!.Caption.ShouldContain(said);

    [Fact]
    public void A_map_of_zeros_has_neither()
    {
        var nothing = Explain(zeros(1, 4));
        double.IsNaN(new Sparseness().Measure(model, [nothing], new(), new Run()).Measures[0].Means()[0]).ShouldBeTrue();
        new Complexity().Measure(model, [nothing], new(), new Run()).Table()!.Rows[0][1].ShouldBe(Cell.Empty);
    }

    private static Attribution Explain(Tensor values) => new(model, zeros_like(values), ((Target)0).For(model, zeros_like(values)), values);
}
