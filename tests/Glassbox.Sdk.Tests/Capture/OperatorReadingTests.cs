using TorchSharp;
using TorchSharp.Interop;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Glassbox.Sdk.Tests;

/// <summary>Operators read into the steps that they are made of give, step by step, what the operator gave.</summary>
public class OperatorReadingTests
{
    private static Node Only(Func<Tensor, Tensor> forward, Tensor x) => new Model("operator", forward).Capture(x).Nodes.Last(n => n.IsActive);

    private static void ShouldGive(Tensor steps, Node node) => (steps - node.Output.Tensor).abs().max().ToDouble().ShouldBeLessThan(1e-12);

    private static Tensor Normal(params long[] shape) => randn(shape, ScalarType.Float64, generator: new Generator((ulong)shape.Sum()));

    [Theory]
    [InlineData("none"), InlineData("causal"), InlineData("hiding"), InlineData("added")]
    public void Attention_is_the_softmax_of_its_scores_times_its_values(string masked)
    {
        var keys = Normal(2, 3, 4, 6);
        var mask = masked switch { "hiding" => Normal(4, 4) < 1, "added" => Normal(4, 4), _ => null };
        var node = Only(x => FusedAttention.Of(x, keys, x * 2, mask, causal: masked == "causal"), Normal(2, 3, 4, 6));
        var attention = AttentionOperator.Of(node)!;
        ShouldGive(attention.Scores().softmax(-1).matmul(attention.Value.Tensor), node);
    }

    [Fact]
    public void A_tensor_that_is_query_and_key_gets_what_both_get()
    {
        var values = Normal(1, 1, 4, 6);
        var node = Only(x => FusedAttention.Of(x, x, values), Normal(1, 1, 4, 6));
        var passed = AttentionOperator.Of(node)!.ToInputs(ones(1), ones(1) * 2, ones(1) * 4);
        passed.Select(p => p?.item<float>()).ShouldBe([3f, null, null]);
    }

    [Theory]
    [InlineData("layer"), InlineData("group"), InlineData("instance")]
    public void A_norm_is_its_groups_less_their_mean_over_their_deviation_scaled_and_shifted(string kind)
    {
        var (scale, shift) = kind == "layer" ? (Normal(3, 5), Normal(3, 5) * 2) : (Normal(4), Normal(4) * 2);
        var node = Only(x => kind switch
        {
            "layer" => F.layer_norm(x, [3, 5], scale, shift),
            "group" => F.group_norm(x, 2, scale, shift),
            _ => F.instance_norm(x, weight: scale, bias: shift),
        }, Normal(2, 4, 3, 5));
        var norm = NormOperator.Of(node)!;
        var groups = norm.Groups();
        var unit = (groups - groups.mean(norm.Axes, keepdim: true)) / (groups.var(norm.Axes, unbiased: false, keepdim: true) + norm.Epsilon).sqrt();
        ShouldGive(norm.ToInputs(unit)[0]! * norm.Scale! + norm.Shift!, node);
    }

    [Theory]
    [InlineData(3, false, "conv1d"), InlineData(4, false, "conv2d"), InlineData(5, false, "conv3d"), InlineData(4, true, "conv_transpose2d")]
    public void A_convolution_in_one_operator_for_all_ranks_is_of_its_ranks_kind(int axes, bool transposed, string kind)
    {
        var (x, weight) = (Normal([2, 3, .. Enumerable.Repeat(5L, axes - 2)]), Normal([3, 3, .. Enumerable.Repeat(2L, axes - 2)]));
        long[] Each(long value) => [.. Enumerable.Repeat(value, axes - 2)];
        var node = Only(x => Dispatcher.Call("aten::convolution", x, weight, Argument.None, Each(1), Each(0), Each(1), transposed, Each(0), 1L), x);
        node.Kind.ShouldBe(kind);
        var layer = LinearOperator.Of(node)!;
        layer.IsConvolution.ShouldBeTrue();
        // The transpose is the adjoint: <y, A x> = <A* y, x>.
        var y = Normal(node.Output.Tensor.shape);
        (y * layer.Apply(x, layer.Weight, null)).sum().ToDouble().ShouldBe((layer.Transpose(y, layer.Weight) * x).sum().ToDouble(), 1e-10);
    }

    [Fact]
    public void A_convolution_whose_padding_is_a_word_is_one_too()
    {
        var weight = Normal(4, 3, 2);
        var node = Only(x => Dispatcher.Call("aten::_convolution_mode", x, weight, Argument.None, new[] { 1L }, "same", new[] { 1L }, 1L), Normal(2, 3, 6));
        node.Kind.ShouldBe("conv1d");
        LinearOperator.Of(node)!.IsConvolution.ShouldBeTrue();
    }

    [Fact]
    public void Other_operators_are_neither()
    {
        var node = Only(x => x.softmax(1), Normal(2, 3));
        (AttentionOperator.Of(node), NormOperator.Of(node)).ShouldBe((null, null));
    }
}
