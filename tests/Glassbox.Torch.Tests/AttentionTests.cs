using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Tests;

public class AttentionTests
{
    /// <summary>One head at a time, one batch entry at a time, from the parameters by name.</summary>
    private static (Tensor Output, Tensor Weights) ByHand(TorchSharp.Modules.MultiheadAttention attention, Tensor query, Tensor key, Tensor value, long heads, Tensor? forbidden = null)
    {
        var (w, b) = (attention.get_parameter("in_proj_weight")!, attention.get_parameter("in_proj_bias")!);
        var (embed, batch) = (query.size(2), query.size(1));
        var width = embed / heads;
        var (outputs, weights) = (new List<Tensor>(), new List<Tensor>());
        for (var n = 0L; n < batch; n++)
        {
            var parts = new[] { query, key, value }.Select((x, i) => x[.., n].matmul(w[(int)(i * embed)..(int)((i + 1) * embed)].t()) + b[(int)(i * embed)..(int)((i + 1) * embed)]).ToArray();
            var (joined, each) = (new List<Tensor>(), new List<Tensor>());
            for (var h = 0; h < heads; h++)
            {
                var range = (int)(h * width)..(int)((h + 1) * width);
                var scores = parts[0][.., range].matmul(parts[1][.., range].t()) / Math.Sqrt(width);
                if (forbidden is not null) scores = scores.masked_fill(forbidden, double.NegativeInfinity);
                each.Add(scores.softmax(1));
                joined.Add(each[^1].matmul(parts[2][.., range]));
            }
            outputs.Add(attention.out_proj.call(cat(joined, 1)));
            weights.Add(stack(each));
        }
        return (stack(outputs, 1), stack(weights));
    }

    [Fact]
    public void Heads_agree_with_attention_by_hand()
    {
        manual_seed(5);
        var attention = nn.MultiheadAttention(6, 3, dtype: float64);
        var (query, key, value) = (randn(4, 2, 6, dtype: float64), randn(5, 2, 6, dtype: float64), randn(5, 2, 6, dtype: float64));
        var (expected, weights) = ByHand(attention, query, key, value, 3);

        var (output, mean) = attention.call(query, key, value);
        output.ShouldBe(expected, 1e-12);
        mean!.ShouldBe(weights.mean(1), 1e-12);

        attention.average_attn_weights = false;
        attention.call(query, key, value).Item2!.ShouldBe(weights, 1e-12);
        attention.call(query, key, value, need_weights: false).Item2.ShouldBeNull();
    }

    [Fact]
    public void Masks_forbid_pairs_and_padding()
    {
        manual_seed(6);
        var attention = nn.MultiheadAttention(4, 2, dtype: float64);
        var x = randn(3, 2, 4, dtype: float64);
        var causal = ones(3, 3, @bool).triu(1);
        var (expected, _) = ByHand(attention, x, x, x, 2, causal);
        attention.call(x, x, x, attn_mask: causal).Item1.ShouldBe(expected, 1e-12);
        attention.call(x, x, x, attn_mask: zeros(3, 3, dtype: float64).masked_fill(causal, double.NegativeInfinity)).Item1.ShouldBe(expected, 1e-12);
        attention.call(x, x, x, attn_mask: causal.expand(4, -1, -1)).Item1.ShouldBe(expected, 1e-12);

        // A padded key takes no part: the same as leaving it out.
        var padding = tensor(new[,] { { false, false, true }, { false, false, true } });
        attention.call(x, x, x, key_padding_mask: padding).Item1.ShouldBe(attention.call(x, x[..2], x[..2]).Item1, 1e-12);
    }

    [Fact]
    public void Layouts_agree()
    {
        manual_seed(7);
        var attention = nn.MultiheadAttention(4, 2, dtype: float64);
        var batchFirst = nn.MultiheadAttention(4, 2, batch_first: true, dtype: float64);
        batchFirst.load_state_dict(attention.state_dict());
        var x = randn(3, 2, 4, dtype: float64);
        var expected = attention.call(x, x, x).Item1;
        batchFirst.call(x.transpose(0, 1), x.transpose(0, 1), x.transpose(0, 1)).Item1.ShouldBe(expected.transpose(0, 1), 1e-12);
        attention.call(x[.., 0], x[.., 0], x[.., 0]).Item1.ShouldBe(expected[.., 0], 1e-12);
        Should.Throw<ArgumentException>(() => nn.MultiheadAttention(5, 2)).Message.ShouldContain("do not divide");
    }

    [Fact]
    public void Extra_keys_take_their_share()
    {
        var x = randn(3, 1, 4, dtype: float64);
        nn.MultiheadAttention(4, 2, add_bias_kv: true, add_zero_attn: true, dtype: float64).call(x, x, x).Item2!.shape.ShouldBe([1, 3, 5]);
        var other = nn.MultiheadAttention(4, 2, kdim: 3, vdim: 5, dtype: float64);
        other.call(x, randn(2, 1, 3, dtype: float64), randn(2, 1, 5, dtype: float64)).Item1.shape.ShouldBe([3, 1, 4]);
    }

    [Fact]
    public void Encoder_layer_is_attention_and_network_with_skips_and_norms()
    {
        manual_seed(8);
        var layer = nn.TransformerEncoderLayer(4, 2, 8, dropout: 0, activation: nn.Activations.GELU);
        T Part<T>(string name) where T : nn.Module => (T)layer.get_submodule(name);
        var attention = Part<TorchSharp.Modules.MultiheadAttention>("self_attn");
        var (norm1, norm2) = (Part<TorchSharp.Modules.LayerNorm>("norm1"), Part<TorchSharp.Modules.LayerNorm>("norm2"));
        var (linear1, linear2) = (Part<TorchSharp.Modules.Linear>("linear1"), Part<TorchSharp.Modules.Linear>("linear2"));
        var x = randn(3, 2, 4);
        var middle = norm1.call(x + attention.call(x, x, x).Item1);
        layer.call(x).ShouldBe(norm2.call(middle + linear2.call(linear1.call(middle).gelu())), 1e-5);

        var preNorm = nn.TransformerEncoderLayer(4, 2, 8, dropout: 0, activation: nn.Activations.GELU, norm_first: true);
        preNorm.load_state_dict(layer.state_dict());
        middle = x + attention.call(norm1.call(x), norm1.call(x), norm1.call(x)).Item1;
        preNorm.call(x).ShouldBe(middle + linear2.call(linear1.call(norm2.call(middle)).gelu()), 1e-5);

        nn.TransformerEncoder(layer, preNorm).call(x).ShouldBe(preNorm.call(layer.call(x)), 1e-5);
    }

    [Fact]
    public void Nothing_is_left_but_the_output()
    {
        using var none = no_grad();
        var layer = nn.TransformerEncoderLayer(4, 2, 8);
        var x = randn(3, 2, 4);
        using var first = layer.call(x);
        using var census = new TensorCensus();
        using var second = layer.call(x);
        census.Left.ShouldBe(1);
    }
}
