using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Glassbox.Tests.Masking;

/// <summary>Scores of inputs that are changed in a rectangle are those of the plain forward pass.</summary>
public class PerturbedForwardTests
{
    internal static readonly Target everything = Target.Scalar("the sum of squares", output => output.flatten(1).square().sum(1));

    internal static Tensor Random(int seed, params long[] shape) => randn(shape, dtype: ScalarType.Float64, generator: new Generator((ulong)seed));

    internal static readonly Dictionary<string, Func<Tensor, Tensor>> networks = new()
    {
        ["convolution"] = x => F.conv2d(x, Random(1, 4, 3, 3, 3), Random(2, 4), padding: [1, 1]),
        ["convolution without padding or bias"] = x => F.conv2d(x, Random(1, 4, 3, 5, 3)),
        ["strided convolution"] = x => F.conv2d(x, Random(1, 4, 3, 7, 7), Random(2, 4), strides: [2, 2], padding: [3, 3]),
        ["stride beyond the kernel"] = x => F.conv2d(x, Random(1, 4, 3, 1, 1), Random(2, 4), strides: [3, 3]),
        ["dilated convolution"] = x => F.conv2d(x, Random(1, 4, 3, 3, 3), Random(2, 4), padding: [2, 3], dilation: [2, 3]),
        ["grouped convolution"] = x => F.conv2d(x, Random(1, 6, 1, 3, 3), Random(2, 6), padding: [1, 1], groups: 3),
        ["largest of a window"] = x => F.max_pool2d(x - 5, [3, 3], [2, 2], [1, 1]),
        ["largest of a window that overhangs"] = x => F.max_pool2d(x - 5, [3, 3], [2, 2], ceil_mode: true),
        ["mean of a window"] = x => F.avg_pool2d(x, [2, 2]),
        ["mean of a padded window"] = x => F.avg_pool2d(x, [3, 3], [2, 2], [1, 1]),
        ["mean of a padded window, padding not counted"] = x => F.avg_pool2d(x, [3, 3], [2, 2], [1, 1], count_include_pad: false),
        ["mean of a window that overhangs"] = x => F.avg_pool2d(x, [3, 3], [2, 2], ceil_mode: true),
        ["activations"] = x => F.gelu(F.silu(F.elu(x)).clamp(-0.2, 0.6)) * x.sigmoid() - x.tanh(),
        ["in place"] = x => { var y = F.conv2d(x, Random(1, 4, 3, 3, 3), padding: [1, 1]); var z = y.relu_(); return z.add_(F.conv2d(z, Random(2, 4, 4, 3, 3), padding: [1, 1])).mul_(2) + y; },
        ["batch norm"] = x => F.batch_norm(F.relu(x), Random(1, 3), Random(2, 3).abs() + 0.1, Random(3, 3), Random(4, 3)),
        ["batch norm after a convolution"] = x => F.batch_norm(F.conv2d(x, Random(1, 4, 3, 3, 3), padding: [1, 1]), Random(1, 4), Random(2, 4).abs() + 0.1, Random(3, 4), Random(4, 4)).relu_(),
        ["skip connection"] = x => F.conv2d(F.relu(F.conv2d(x, Random(1, 3, 3, 3, 3), padding: [1, 1])), Random(2, 3, 3, 3, 3), padding: [1, 1]) + x,
        ["one branch sees everything, the other little"] = x => F.conv2d(x.relu(), Random(1, 2, 3, 17, 19), padding: [8, 9]) + F.conv2d(F.conv2d(x.relu(), Random(3, 2, 3, 1, 1)), Random(2, 2, 2, 3, 3), padding: [1, 1]),
        ["a value read whole, then in parts"] = x => { var y = x.relu(); return F.conv2d(y, Random(1, 2, 3, 17, 19), padding: [8, 9]) + F.conv2d(y, Random(2, 2, 3, 1, 1)); },
        ["concatenation"] = x => cat([F.conv2d(x, Random(1, 2, 3, 1, 1)), F.conv2d(x, Random(2, 2, 3, 3, 3), padding: [1, 1])], 1),
        ["constants a channel and a place"] = x => x * Random(1, 3, 1, 1) + Random(2, 1, 3, 17, 19),
        ["constants a column"] = x => x * Random(1, 19),
        ["two sizes"] = x => F.conv2d(x, Random(1, 2, 3, 3, 3), strides: [2, 2], padding: [1, 1]).flatten(1).sum(1, keepdim: true) + x.mean([2L, 3L]),
        ["flattened by hand"] = x => x.relu().view(x.size(0), -1).matmul(Random(1, 3 * 17 * 19, 5)),
        ["mean of all places"] = x => F.adaptive_avg_pool2d(F.conv2d(x, Random(1, 4, 3, 3, 3)), [1, 1]).flatten(1),
        ["a token beside the others"] = x => cat([Random(1, 1, 1, 3).expand(x.size(0), -1, -1), x.flatten(2).transpose(1, 2)], 1).matmul(Random(2, 3, 4)),
        ["batch mixed with channels"] = x => x.reshape(-1, 17, 19).square().reshape(x.size(0), 3, 17, 19),
        ["channels last"] = x => x.permute(0, 2, 3, 1).matmul(Random(1, 3, 4)).permute(0, 3, 1, 2).relu(),
    };

    public static TheoryData<string> Networks => [.. networks.Keys];

    [Theory, MemberData(nameof(Networks))]
    public void Every_operator_gives_what_it_gives_for_the_whole_input(string network)
    {
        var model = new Model(network, networks[network]);
        var x = Random(5, 1, 3, 17, 19);
        using var off = no_grad();
        var forward = new PerturbedForward(model, x, everything.For(model, x));
        // Corners, borders, the middle, one row, everything, and nothing.
        (long Top, long Left, long Height, long Width)[] patches =
            [(0, 0, 3, 4), (14, 15, 3, 4), (6, 7, 3, 4), (0, 16, 2, 3), (8, 0, 1, 19), (5, 5, 1, 1), (16, 18, 1, 1), (0, 0, 17, 19), (2, 3, 0, 0), (6, 6, 5, 5)];
        var inputs = x.repeat(patches.Length, 1, 1, 1);
        for (var i = 0; i < patches.Length; i++)
            inputs[i].narrow(1, patches[i].Top, patches[i].Height).narrow(2, patches[i].Left, patches[i].Width).mul_(-1.5).add_(0.3);
        Near(forward.Outputs(inputs), model.Logits(inputs));
    }

    [Fact]
    public void Only_what_a_change_reaches_is_recomputed()
    {
        var model = new Model("two convolutions", x => F.conv2d(F.conv2d(x, Random(1, 8, 3, 3, 3), padding: [1, 1]).relu(), Random(2, 8, 8, 3, 3), padding: [1, 1]));
        var x = Random(3, 1, 3, 64, 64);
        var forward = new PerturbedForward(model, x, everything.For(model, x));
        var inputs = x.repeat(20, 1, 1, 1);
        for (var i = 0; i < 20; i++) inputs[i].narrow(1, 3 * i, 4).narrow(2, 2 * i, 4).zero_();
        Near(forward.Outputs(inputs), model.Logits(inputs));
        // 8 x 8 of 64 x 64 places; a recorded pass and one to compare with.
        (forward.Passes - 2).ShouldBeLessThan(20 * 0.02);
    }

    [Fact]
    public void Inputs_near_a_second_recorded_one_cost_as_little()
    {
        var model = new Model("a convolution", x => F.conv2d(x, Random(1, 8, 3, 3, 3), padding: [1, 1]));
        Tensor x = Random(3, 1, 3, 64, 64), other = zeros_like(x);
        var forward = new PerturbedForward(model, x, everything.For(model, x));
        forward.Record(other);
        var inputs = other.repeat(6, 1, 1, 1);
        for (var i = 0; i < 6; i++) inputs[i].narrow(1, 9 * i, 6).narrow(2, 5 * i, 6).fill_(1);
        inputs = cat([inputs, x, other], 0);
        Near(forward.Outputs(inputs), model.Logits(inputs));
        (forward.Passes - 3).ShouldBeLessThan(6 * 0.03);
    }

    [Fact]
    public void A_network_that_looks_at_its_input_before_it_chooses_is_run_as_it_is()
    {
        var model = new Model("fickle", x => x.mean().ToDouble() > 0 ? x * 2 : x * 3);
        var x = full([1, 2, 8, 8], 1.0, dtype: ScalarType.Float64);
        var forward = new PerturbedForward(model, x, everything.For(model, x));
        var inputs = x.clone();
        inputs[0].narrow(1, 0, 7).fill_(-1);
        Near(forward.Outputs(inputs), model.Logits(inputs));
    }

    [Fact]
    public void The_target_may_be_in_a_layer()
    {
        var weight = Random(1, 4, 3, 3, 3);
        var model = new Model("functional", x => F.conv2d(x, weight, padding: [1, 1]).relu().mean([2L, 3L]), new Dictionary<string, Tensor> { ["first.weight"] = weight });
        var x = Random(3, 1, 3, 12, 12);
        var target = Target.Neuron("first", 2, 5, 6).For(model, x);
        var inputs = x.repeat(3, 1, 1, 1);
        inputs[1].narrow(1, 4, 3).narrow(2, 4, 3).zero_();
        inputs[2].narrow(1, 0, 2).narrow(2, 0, 2).zero_();
        Near(new PerturbedForward(model, x, target).Scores(inputs), model.Score(inputs, target));
    }

    internal static void Near(Tensor got, Tensor expected)
    {
        got.shape.ShouldBe(expected.shape);
        (got - expected).abs().max().item<double>().ShouldBeLessThan(1e-11 * Math.Max(1, expected.abs().max().item<double>()));
    }
}
