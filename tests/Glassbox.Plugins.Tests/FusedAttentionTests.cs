using Glassbox.Plugins.Tests.Goldens;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Glassbox.Plugins.Tests;

/// <summary>Attention in one operator is explained as the operators that it is made of are.</summary>
public class FusedAttentionTests
{
    private static readonly Tensor mask = randn([5, 5], ScalarType.Float64, generator: new Generator(3));

    private static void ShouldAgree(Func<Model, Tensor, Attribution> explain, double tolerance)
    {
        var x = randn([2, 2, 5, 4], ScalarType.Float64, generator: new Generator(1));
        var head = randn([3, 40], ScalarType.Float64, generator: new Generator(2));
        foreach (var (masked, causal) in new (Tensor?, bool)[] { (null, false), (null, true), (mask, false), (mask < 1, false) })
        {
            var fused = explain(new Model("fused", t => F.linear(FusedAttention.Of(t * 2, t, t.tanh(), masked, causal).flatten(1), head)), x);
            var written = explain(new Model("written out", t => F.linear(F.scaled_dot_product_attention(t * 2, t, t.tanh(), masked, is_casual: causal).flatten(1), head)), x);
            fused.Values.ShouldEqual(written.Values, tolerance);
        }
    }

    [Theory]
    [InlineData(Gates.Half), InlineData(Gates.Constant)]
    public void By_LRP(Gates gates) => ShouldAgree((model, x) => new Lrp().Attribute(model, x, 0, new(Composite.Epsilon, Gates: gates), new Run()), 1e-4);

    [Fact]
    public void By_deep_Taylor_decomposition() => ShouldAgree((model, x) => new DeepTaylor().Attribute(model, x, 0, new(InputDomain.Real), new Run()), 1e-4);

    [Theory]
    [InlineData(DeepLiftRule.Rescale), InlineData(DeepLiftRule.RevealCancel)]
    public void By_DeepLIFT(DeepLiftRule rule) => ShouldAgree((model, x) => new DeepLift().Attribute(model, x, 0, new(Rule: rule), new Run()), 1e-9);

    /// <summary>An encoder layer of PyTorch's runs as one operator without gradient and without rule where gradients are off.</summary>
    [Fact]
    public void An_encoder_in_a_TorchScript_file_is_what_it_is_made_of()
    {
        var model = Models.Load(GoldenFiles.PathOf("models/encoder-script.pt"));
        var x = (arange(40, dtype: ScalarType.Float32).reshape(1, 5, 8) * 0.37).sin();
        model.Logits(x).flatten().data<float>().ToArray().ShouldBe([0.2398f, 0.1594f, 0.5225f], 1e-4);

        // torch 1.13: the gradient of output 2 by x.
        var gradient = new Saliency().Attribute(model, x, 2, new(Signed: true), new Run()).Values;
        gradient[0, 0].data<float>().ToArray()[..4].ShouldBe([-0.07537857f, 0.00116672f, -0.00722961f, 0.04435931f], 1e-6);
        gradient.abs().sum().ToDouble().ShouldBe(3.21087384, 1e-5);
        new IntegratedGradients().Attribute(model, x, 2, new(Steps: 200), new Run()).Checks.ShouldAllBe(c => c.Holds);
        new Lrp().Attribute(model, x, 2, new(Composite.Epsilon), new Run()).Checks.ShouldAllBe(c => c.Holds);
        new DeepLift().Attribute(model, x, 2, new(), new Run()).Checks.ShouldAllBe(c => c.Holds);
    }
}
