using Glassbox.Plugins.Tests.Goldens;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests.Gradient;

public class GradientShapTests
{
    [Fact]
    public void A_linear_function_is_exact_from_one_sample_of_one_baseline()
    {
        var model = new Model("linear", x => x.matmul(tensor(new float[,] { { 3 }, { -2 } })) + 5);
        var got = new GradientShap().Attribute(model, tensor(new float[,] { { 2, 1 }, { -1, 3 } }), 0, new(Samples: 1, Baseline: 1), new Run());
        got.Values.ShouldEqual(new float[,] { { 3, 0 }, { -6, -4 } });
        got.Checks.Single().Holds.ShouldBeTrue();
    }

    [Fact]
    public void It_comes_near_integrated_gradients_averaged_over_the_background()
    {
        var model = ReferenceNetworks.Load("mlp");
        var inputs = ReferenceNetworks.Inputs("mlp")["x"];
        var background = randn(5, 20, generator: new Generator(2));
        var drawn = new GradientShap().Attribute(model, inputs, Target.Default, new(Samples: 4000, Background: background, BatchSize: 1000), new Run());
        var exact = new IntegratedGradients().Attribute(model, inputs, Target.Default, new(400, Baselines: background, BatchSize: 1000), new Run());
        ((drawn.Values - exact.Values).norm() / exact.Values.norm()).item<float>().ShouldBeLessThan(0.05f);
        drawn.Checks.Single().Holds.ShouldBeTrue();
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_and_an_input_the_same_in_any_batch()
    {
        var model = ReferenceNetworks.Load("mlp");
        var inputs = ReferenceNetworks.Inputs("mlp")["x"];
        var background = randn(5, 20, generator: new Generator(2));
        Tensor Values(Tensor x, long seed) => new GradientShap().Attribute(model, x, 2, new(Samples: 20, Background: background), new Run(seed)).Values;
        Values(inputs, 1).Equals(Values(inputs, 1)).ShouldBeTrue();
        Values(inputs, 1).Equals(Values(inputs, 2)).ShouldBeFalse();
        Values(inputs.narrow(0, 2, 1), 1).ShouldEqual(Values(inputs, 1).narrow(0, 2, 1));
    }

    [Fact]
    public void Draws_that_do_not_fit_are_one_sentence()
    {
        var model = new Model("linear", x => x);
        Message(new(Background: zeros(4, 3))).ShouldContain("[4, 3]");
        Message(new(Positions: zeros(3, 7))).ShouldContain("positions");
        Message(new(Picks: tensor(new long[] { 0, 1 }))).ShouldContain("rows that the background does not have");

        string Message(GradientShap.Options options) =>
            Should.Throw<GlassboxException>(() => new GradientShap().Attribute(model, ones(2, 2), 0, options, new Run())).Message;
    }

    [Fact]
    public void At_a_layer_it_comes_near_integrated_gradients_there_averaged_over_the_background()
    {
        var (model, x) = (ReferenceNetworks.Load("mlp"), ReferenceNetworks.Inputs("mlp")["x"]);
        var background = randn(3, 20, generator: new Generator(5));
        // Every baseline at every one of a grid of places is the midpoint rule.
        var (places, picks) = ((arange(300).to(ScalarType.Float32) % 100 + 0.5) / 100, arange(300, dtype: ScalarType.Int64).div(100).floor().to(ScalarType.Int64));
        var got = new GradientShap().Attribute(model, x, 1, new(Background: background, Positions: places, Picks: picks, Layer: "2"), new Run());
        var expected = new IntegratedGradients().Attribute(model, x, 1, new(100, Quadrature.RiemannMiddle, Baselines: background, Layer: "2"), new Run());
        got.Values.ShouldEqual(expected.Values, 1e-4);
        got.Checks.Single().Holds.ShouldBeTrue();
    }
}
