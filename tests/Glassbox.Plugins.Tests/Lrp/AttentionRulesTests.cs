using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Glassbox.Plugins.Tests;

/// <summary>The rules for transformers, each against its formula written out, and conservation through a whole block.</summary>
public class AttentionRulesTests
{
    private static readonly Generator Seeded = new(7);

    private static Attribution Explain(Func<Tensor, Tensor> forward, Tensor x, Tensor relevance)
    {
        var model = new Model("block", forward);
        var weights = relevance / model.Logits(x);
        return new Lrp().Attribute(model, x, Target.Scalar("given relevance", z => (z * weights).flatten(1).sum(1)), new(Composite.Epsilon), new Run());
    }

    private static Tensor Random(params long[] shape) => randn(shape, dtype: ScalarType.Float64, generator: Seeded);

    private static void ShouldBeNear(Tensor got, Tensor expected) => (got - expected).abs().max().ToDouble().ShouldBeLessThan(1e-4 * expected.abs().max().ToDouble());

    [Fact]
    public void Softmax_shares_by_its_Taylor_expansion()
    {
        var (x, r) = (Random(2, 5), Random(2, 5));
        var s = x.softmax(1);
        ShouldBeNear(Explain(t => t.softmax(1) + 0, x, r).Values, x * (r - s * r.sum(1, keepdim: true)));
    }

    [Fact]
    public void A_product_of_two_activations_gives_each_half()
    {
        var (x, r) = (Random(2, 3, 4) + 3, Random(2, 3, 3));
        // O = A B with A = x and B = x transposed: written out with the two halves.
        var s = r / (2 * x.matmul(x.transpose(1, 2)));
        var expected = x * s.matmul(x) + x * s.transpose(1, 2).matmul(x);
        var lrp = Explain(t => t.matmul(t.transpose(1, 2)), x, r);
        ShouldBeNear(lrp.Values, expected);
        ShouldBeNear(lrp.Values.flatten(1).sum(1), r.flatten(1).sum(1));
    }

    [Fact]
    public void A_gate_gets_as_much_as_what_it_lets_through()
    {
        var (x, r) = (Random(2, 4), Random(2, 4));
        // sigmoid(x) passes its half on to x unchanged, so x gets all.
        ShouldBeNear(Explain(t => t * t.sigmoid(), x, r).Values, r);
    }

    [Fact]
    public void Layer_norm_with_its_deviation_constant_is_affine()
    {
        var (x, r) = (Random(2, 6), Random(2, 6));
        var (gamma, beta) = (Random(6), Random(6));
        var mean = x.mean([1], keepdim: true);
        var deviation = (x.var(1, unbiased: false, keepdim: true) + 1e-5).sqrt();
        var y = (x - mean) / deviation * gamma + beta;
        // x_i sum_j dy_j/dx_i R_j / y_j with dy_j/dx_i = gamma_j (delta_ij - 1/6) / deviation
        var s = gamma * r / y / deviation;
        ShouldBeNear(Explain(t => F.layer_norm(t, [6], gamma, beta), x, r).Values, x * (s - s.mean([1], keepdim: true)));
    }

    [Fact]
    public void What_goes_to_a_class_token_or_to_a_padding_is_absorbed()
    {
        var (x, token, r) = (Random(2, 3, 4), Random(1, 1, 4), Random(2, 6, 4));
        var lrp = Explain(t => F.pad(cat([token.expand(2, 1, 4), t, token.expand(2, 1, 4)], 1), [0, 0, 0, 1], value: 2), x, r);
        ShouldBeNear(lrp.Values, r.narrow(1, 1, 3));
        ShouldBeNear(lrp.Extras["absorbed"], cat([r.narrow(1, 0, 1), r.narrow(1, 4, 2)], 1).flatten(1).sum(1));
        lrp.Checks[0].Error.ShouldBeLessThan(1e-9);
    }

    [Fact]
    public void A_transformer_block_conserves_but_for_what_it_says_was_absorbed()
    {
        var (wq, wk, wv, wo) = (Random(8, 8), Random(8, 8), Random(8, 8), Random(8, 8));
        var (w1, w2, g, b) = (Random(16, 8), Random(8, 16), Random(8), Random(8));
        Tensor Block(Tensor x)
        {
            var n = F.layer_norm(x, [8], g, b);
            var attention = (F.linear(n, wq).matmul(F.linear(n, wk).transpose(1, 2)) / Math.Sqrt(8)).softmax(-1);
            x = x + F.linear(attention.matmul(F.linear(n, wv)), wo);
            return x + F.linear(F.gelu(F.linear(F.layer_norm(x, [8], g, b), w1)), w2);
        }
        var lrp = Explain(Block, Random(2, 5, 8), Random(2, 5, 8));
        lrp.Checks[0].Holds.ShouldBeTrue(lrp.Checks[0].ToString());
    }
}
