using Glassbox.Plugins.Tests.Goldens;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Glassbox.Plugins.Tests.Gradient;

public class BlurIntegratedGradientsTests
{
    private static Tensor Gaussian(double scale)
    {
        var reach = (int)Math.Ceiling(4 * scale);
        var kernel = (arange(-reach, reach + 1, dtype: ScalarType.Float64).square() / (-2 * scale * scale)).exp();
        kernel /= kernel.sum();
        return kernel.unsqueeze(1) * kernel.unsqueeze(0);
    }

    [Fact]
    public void The_blur_is_convolution_with_a_Gaussian()
    {
        var x = randn([2, 1, 9, 13], ScalarType.Float64, generator: new Generator(1));
        foreach (var scale in new[] { 0.4, 1, 2.5 })
        {
            var kernel = Gaussian(scale).unsqueeze(0).unsqueeze(0);
            var reach = kernel.size(3) / 2;
            GaussianBlur.Of(x, [scale, scale], BlurEdge.Zero).ShouldEqual(F.conv2d(x, kernel, padding: [reach, reach]), 1e-12);
            // A mirror image around each edge, as often as the kernel reaches.
            var mirrored = cat([x.flip(2), x, x.flip(2)], 2);
            mirrored = cat([mirrored.flip(3), mirrored, mirrored.flip(3)], 3);
            if (reach <= 9) GaussianBlur.Of(x, [scale, scale], BlurEdge.Reflect).ShouldEqual(F.conv2d(mirrored, kernel, padding: [reach, reach]).narrow(2, 9, 9).narrow(3, 13, 13), 1e-12);
        }
    }

    [Fact]
    public void Nothing_flows_out_of_a_mirrored_edge_and_each_row_has_its_own_scale()
    {
        var x = randn([3, 2, 16], ScalarType.Float64, generator: new Generator(2));
        var blurred = GaussianBlur.Of(x, [0, 1, 500], BlurEdge.Reflect);
        blurred[0].ShouldEqual(x[0], 1e-12);
        blurred.mean([2L]).ShouldEqual(x.mean([2L]), 1e-9);
        (blurred[2] - x[2].mean([1L], keepdim: true)).abs().max().ToDouble().ShouldBeLessThan(1e-6);
    }

    [Fact]
    public void A_linear_function_is_exact_in_one_step()
    {
        var (w, x) = (randn(2, 8, 8, generator: new Generator(3)), randn(3, 2, 8, 8, generator: new Generator(4)));
        var model = new Model("linear", t => (t * w).flatten(1).sum(1, keepdim: true));
        var got = new BlurIntegratedGradients().Attribute(model, x, 0, new(MaximumScale: 3, Steps: 1), new Run());
        got.Values.ShouldEqual(w * (x - GaussianBlur.Of(x, [3, 3, 3], BlurEdge.Reflect)));
        got.Checks.Single().Error.ShouldBeLessThan(1e-4);
    }

    [Fact]
    public void Refining_makes_it_complete_and_a_uniform_picture_has_no_evidence()
    {
        var (model, x) = (ReferenceNetworks.Load("tinycnn"), ReferenceNetworks.Inputs("tinycnn")["x"]);
        var got = new BlurIntegratedGradients().Attribute(model, x, Target.Predicted, new(MaximumScale: 10, Steps: 5, Refine: true, Tolerance: 0.002), new Run());
        got.Checks.Single().Error.ShouldBeLessThan(0.002);
        using var off = no_grad();
        var difference = model.Score(x, got.Target) - model.Score(GaussianBlur.Of(x, [10, 10, 10, 10], BlurEdge.Reflect), got.Target);
        got.Values.flatten(1).sum(1).ShouldEqual(difference, 0.01);
        new BlurIntegratedGradients().Attribute(model, ones_like(x) * 0.3, 0, new(MaximumScale: 10, Steps: 5), new Run()).Values.abs().max().ToDouble().ShouldBeLessThan(1e-6);
    }

    [Fact]
    public void At_a_layer_that_everything_passes_it_sums_to_the_same()
    {
        var (model, x) = (ReferenceNetworks.Load("tinycnn"), ReferenceNetworks.Inputs("tinycnn")["x"]);
        var options = new BlurIntegratedGradients.Options(MaximumScale: 5, Steps: 200);
        var (input, layer) = (new BlurIntegratedGradients().Attribute(model, x, 1, options, new Run()), new BlurIntegratedGradients().Attribute(model, x, 1, options with { Layer = "features.3" }, new Run()));
        layer.Values.shape.ShouldBe([4, 16, 16, 16]);
        layer.Values.flatten(1).sum(1).ShouldEqual(input.Values.flatten(1).sum(1), 0.01);
    }

    [Fact]
    public void A_batch_gives_what_its_inputs_give_one_by_one_whatever_the_batch_size()
    {
        var (model, x) = (ReferenceNetworks.Load("tinycnn"), ReferenceNetworks.Inputs("tinycnn")["x"].narrow(0, 0, 2));
        Tensor Values(Tensor t, int batchSize) => new BlurIntegratedGradients().Attribute(model, t, 1, new(MaximumScale: 4, Steps: 7, BatchSize: batchSize), new Run()).Values;
        var together = Values(x, 32);
        Values(x, 3).ShouldEqual(together);
        Values(x.narrow(0, 1, 1), 32).ShouldEqual(together.narrow(0, 1, 1));
    }

    [Fact]
    public void A_table_has_no_places_to_blur() =>
        Should.Throw<GlassboxException>(() => new BlurIntegratedGradients().Attribute(ReferenceNetworks.Load("mlp"), ones(2, 20), 0, new(), new Run())).Message.ShouldBe(
            "A blur needs inputs with places, [N, C, ...] of floating point, and these are Float32 [2, 20]: use integrated gradients.");
}
