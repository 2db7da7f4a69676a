using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests.Faithfulness;

public class SensitivityNTests
{
    private static readonly Tensor weights = randn(12, 1, generator: new Generator(1));

    [Fact]
    public void Gradient_times_input_of_a_linear_model_correlates_perfectly_for_every_size()
    {
        var model = new Model("linear", x => x.matmul(weights));
        var x = randn(3, 12, generator: new Generator(2));
        var (right, wrong) = (x * weights.t(), randn(3, 12, generator: new Generator(3)));
        var score = Measure(model, x, [right, -right, wrong, ones(3, 12)], new(Subsets: 40));
        score.Values["sizes"].data<long>().ToArray().ShouldBe([1, 2, 3, 4, 5, 6, 7, 9]);
        score.Values["correlation"][0].ShouldEqual(ones(3, 8, dtype: ScalarType.Float64));
        score.Values["correlation"][1].ShouldEqual(-ones(3, 8, dtype: ScalarType.Float64));
        score.Measures[0].Means()[2].ShouldBeInRange(-0.9, 0.9);
        // Sets of one size have one sum of a constant map: there is nothing to correlate.
        double.IsNaN(score.Measures[0].Means()[3]).ShouldBeTrue();
        score.Table()!.Rows[3][1].ShouldBe(Cell.Empty);
    }

    [Fact]
    public void Sets_of_one_feature_by_hand()
    {
        // Of the score a * b each feature takes everything, 6; where the attributions are equal too, nothing varies. Of a + 2 b they take 2 and 6, as 1 and 2 say in proportion.
        var x = tensor(new float[,] { { 2, 3 } });
        var sum = new Model("sum", i => (i.select(1, 0) + i.select(1, 1) * 2).unsqueeze(1));
        Measure(sum, x, [tensor(new float[,] { { 1, 2 } }), tensor(new float[,] { { 2, 1 } })], new(Sizes: [1])).Measures[0].Means().ShouldBe([1, -1], 1e-9);
        var product = new Model("product", i => i.prod(1).unsqueeze(1));
        double.IsNaN(Measure(product, x, [tensor(new float[,] { { 1, 2 } })], new(Sizes: [1])).Measures[0].Means()[0]).ShouldBeTrue();
    }

    [Fact]
    public void A_pixel_is_taken_in_all_channels()
    {
        var model = new Model("first channel", x => x.select(1, 0).flatten(1).sum(1, keepdim: true));
        var x = rand(1, 2, 4, 4, generator: new Generator(4));
        Measure(model, x, [cat([x.narrow(1, 0, 1), zeros(1, 1, 4, 4)], 1)], new()).Measures[0].Means()[0].ShouldBe(1, 1e-6);
    }

    [Fact]
    public void All_features_are_no_set() =>
        Should.Throw<GlassboxException>(() => Measure(new Model("sum", x => x.sum(1, keepdim: true)), ones(1, 3), [ones(1, 3)], new(Sizes: [3]))).Message.ShouldContain("1 to 2");

    private static Score Measure(Model model, Tensor inputs, Tensor[] values, SensitivityN.Options options) =>
        new SensitivityN().Measure(model, [.. values.Select(v => new Attribution(model, inputs, ((Target)0).For(model, inputs), v))], options, new Run());
}
