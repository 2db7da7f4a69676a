using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests;

public class LimeRadiusTests
{
    private readonly Tensor weights = randn([6, 3], dtype: ScalarType.Float64, generator: new Generator(1));

    private static TensorDataset Rows(long count) => new(randn([count, 6], dtype: ScalarType.Float64, generator: new Generator(2)), new long[count]);

    [Fact]
    public void A_linear_model_has_the_gradient_at_every_radius()
    {
        var found = new LimeRadius().Diagnose(new Model("linear", x => x.matmul(weights)), Rows(3), new(), new Run());
        found.Values["cosines"].shape.ShouldBe([9, 5, 3]);
        found.Values["cosines"].min().item<double>().ShouldBe(1, 1e-9);
    }

    [Fact]
    public void Of_a_curved_model_the_cosine_comes_to_one_as_the_radius_shrinks_and_the_intervals_hold_the_mean()
    {
        var model = new Model("curved", x => (x * 3).sin().matmul(weights));
        var found = new LimeRadius().Diagnose(model, Rows(4), new([0.001, 0.01, 0.1, 1]), new Run());
        var mean = found.Values["cosines"].mean([1L, 2]).data<double>().ToArray();
        mean[0].ShouldBeGreaterThan(0.99999);
        mean[1].ShouldBeGreaterThan(0.999);
        mean[3].ShouldBeLessThan(0.9);
        var (middle, low, high) = (found.Curves[0].Y, found.Curves[1].Y, found.Curves[2].Y);
        for (var r = 0; r < 4; r++) (low[r] <= middle[r] && middle[r] <= high[r]).ShouldBeTrue();
        middle.Zip(mean).ShouldAllBe(p => Math.Abs(p.First - p.Second) < 1e-12);
    }
}
