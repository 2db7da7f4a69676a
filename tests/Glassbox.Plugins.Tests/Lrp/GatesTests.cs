using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Glassbox.Plugins.Tests;

/// <summary>Attention weights and gates held constant (Ali et al. 2022): LRP-0 is then gradient x input of the network in which they are constants.</summary>
public class GatesTests
{
    private static readonly Generator Seeded = new(11);

    private static Tensor Random(params long[] shape) => randn(shape, dtype: ScalarType.Float64, generator: Seeded);

    private static void ShouldBeGradientTimesInput(Func<Tensor, Tensor> network, Func<Tensor, Tensor> withConstants, Tensor x, double tolerance = 1e-4)
    {
        var lrp = new Lrp().Attribute(new Model("gated", network), x, Target.Class(0), new(Composite.Epsilon, Epsilon: 0, Gates: Gates.Constant), new Run());
        var leaf = x.detach().requires_grad_();
        var expected = autograd.grad([withConstants(leaf).select(1, 0).sum()], [leaf])[0] * x;
        network(x).ShouldEqual(withConstants(x));
        lrp.Values.ShouldEqual(expected, tolerance);
        lrp.Checks[0].Holds.ShouldBeTrue(lrp.Checks[0].ToString());
    }

    [Fact]
    public void A_transformer_block()
    {
        var (wq, wk, wv, w1, w2, head) = (Random(6, 6), Random(6, 6), Random(6, 6), Random(9, 6), Random(6, 9), Random(3, 6));
        Tensor Block(Tensor x, Func<Tensor, Tensor> constant, Func<Tensor, Tensor> norm, Func<Tensor, Tensor> gelu)
        {
            var n = norm(x);
            var attention = constant((F.linear(n, wq).matmul(F.linear(n, wk).transpose(1, 2)) / Math.Sqrt(6)).softmax(-1));
            x = x + attention.matmul(F.linear(n, wv));
            x = x + F.linear(gelu(F.linear(norm(x), w1)), w2);
            return F.linear(x.mean([1L]), head);
        }
        ShouldBeGradientTimesInput(
            x => Block(x, a => a, t => F.layer_norm(t, [6], eps: 0), F.gelu),
            x => Block(x, a => a.detach(), t => (t - t.mean([-1L], keepdim: true)) / t.var(-1, unbiased: false, keepdim: true).sqrt().detach(), t => t * (F.gelu(t) / t).detach()),
            Random(2, 4, 6));
    }

    [Fact]
    public void Attention_in_one_operator()
    {
        var x = Random(2, 2, 5, 4);
        foreach (var causal in new[] { false, true })
        {
            var mask = ones(5, 5, dtype: ScalarType.Bool).tril().logical_not();
            Tensor ByHand(Tensor t)
            {
                var scores = t.matmul((t * 0.5).transpose(-2, -1)) / 2;
                return (causal ? scores.masked_fill(mask, double.NegativeInfinity) : scores).softmax(-1).detach().matmul(t * 2).flatten(1);
            }
            ShouldBeGradientTimesInput(t => FusedAttention.Of(t, t * 0.5, t * 2, causal: causal).flatten(1), ByHand, x);
        }
    }

    [Fact]
    public void A_squeeze_and_excitation_gate()
    {
        var (w, v) = (Random(4, 4, 1, 1), Random(3, 4));
        Tensor Gated(Tensor x, Func<Tensor, Tensor> constant) => F.linear((constant(F.conv2d(x.mean([2L, 3L], keepdim: true), w).sigmoid()) * x).relu().mean([2L, 3L]), v);
        ShouldBeGradientTimesInput(x => Gated(x, g => g), x => Gated(x, g => g.detach()), Random(2, 4, 3, 3));
    }
}
