using Glassbox.Plugins.Tests.Goldens;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests.Gradient;

public class BlurIntegratedGradientsTests
{
    [Fact]
    public void A_linear_function_is_exact_in_one_step()
    {
        var (w, x) = (randn(2, 8, 8, generator: new Generator(3)), randn(3, 2, 8, 8, generator: new Generator(4)));
        var model = new Model("linear", t => (t * w).flatten(1).sum(1, keepdim: true));
        var got = new BlurIntegratedGradients().Attribute(model, x, 0, new(MaximumScale: 3, Steps: 1), new Run());
        got.Values.ShouldEqual(w * (x - GaussianBlur.Of(x, 3, BlurEdge.Reflect)));
        got.Checks.Single().Error.ShouldBeLessThan(1e-4);
    }

    [Fact]
    public void Refining_makes_it_complete_and_a_uniform_picture_has_no_evidence()
    {
        var (model, x) = (ReferenceNetworks.Load("tinycnn"), ReferenceNetworks.Inputs("tinycnn")["x"]);
        var got = new BlurIntegratedGradients().Attribute(model, x, Target.Predicted, new(MaximumScale: 10, Steps: 5, Refine: true, Tolerance: 0.002), new Run());
        got.Checks.Single().Error.ShouldBeLessThan(0.002);
        using var off = no_grad();
        var difference = model.Score(x, got.Target) - model.Score(GaussianBlur.Of(x, 10, BlurEdge.Reflect), got.Target);
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
