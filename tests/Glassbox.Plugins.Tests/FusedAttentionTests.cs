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
}
