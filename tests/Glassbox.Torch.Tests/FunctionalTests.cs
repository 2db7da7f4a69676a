using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Glassbox.Tests;

public class FunctionalTests
{
    private static Tensor Image => arange(16, dtype: float64).reshape(1, 1, 4, 4);

    [Fact]
    public void Convolutions_slide_their_kernel()
    {
        var sum = ones(1, 1, 2, 2, dtype: float64);
        F.conv2d(Image, sum, strides: [2, 2]).ShouldHold(10, 18, 42, 50);
        F.conv2d(Image, sum, tensor(new[] { 1.0 }), [2, 2], [1, 1]).shape.ShouldBe([1, 1, 3, 3]);
        F.conv2d(Image, sum, dilation: [3, 3]).ShouldHold(0 + 3 + 12 + 15);
        F.conv2d(ones(1, 2, 3, 3), ones(2, 1, 3, 3), groups: 2).ShouldHold(9, 9);
        F.conv2d_padding(Image, sum, padding: Padding.Same).shape.ShouldBe([1, 1, 4, 4]);
        F.conv1d(arange(5, dtype: float64).view(1, 1, 5), tensor(new[,,] { { { -1.0, 1 } } })).ShouldHold(1, 1, 1, 1);
        F.conv3d(ones([1, 1, 2, 2, 2]), ones([1, 1, 2, 2, 2])).ShouldHold(8);
    }

    [Fact]
    public void Transposed_convolution_is_the_adjoint()
    {
        var (x, y, w) = (randn(2, 3, 7, 7, dtype: float64), randn(2, 4, 3, 3, dtype: float64), randn(4, 3, 3, 3, dtype: float64));
        var forward = (F.conv2d(x, w, strides: [2, 2]) * y).sum();
        var backward = (x * F.conv_transpose2d(y, w, strides: [2, 2])).sum();
        forward.ShouldBe(backward, 1e-10);
        F.conv_transpose1d(ones(1, 1, 2), ones(1, 1, 2), stride: 2, output_padding: 1).ShouldHold(1, 1, 1, 1, 0);
        F.conv_transpose3d(ones([1, 1, 1, 1, 1]), ones([1, 2, 2, 2, 2])).shape.ShouldBe([1, 2, 2, 2, 2]);
    }

    [Fact]
    public void Max_pools_remember_where_and_unpooling_puts_back()
    {
        F.max_pool2d(Image, 2).ShouldHold(5, 7, 13, 15);
        var (values, indices) = F.max_pool2d_with_indices(Image, [2, 2]);
        indices.ShouldHold(5, 7, 13, 15);
        var back = F.max_unpool2d(values, indices, [2, 2]);
        back.shape.ShouldBe([1, 1, 4, 4]);
        F.max_pool2d(back, 2).ShouldBe(values);
        back.sum().ShouldBe(values.sum());
        F.max_unpool2d(values, indices, [2, 2], output_size: [5, 5]).shape.ShouldBe([1, 1, 5, 5]);

        var line = tensor(new[,,] { { { 1.0, 3, 2, 0 } } });
        var (lineValues, lineIndices) = F.max_pool1d_with_indices(line, 2);
        lineValues.ShouldHold(3, 2);
        F.max_unpool1d(lineValues, lineIndices, 2).ShouldHold(0, 3, 2, 0);
        F.max_pool1d(line, 2).ShouldHold(3, 2);

        var volume = arange(8, dtype: float64).view(1, 1, 2, 2, 2);
        var (volumeValues, volumeIndices) = F.max_pool3d_with_indices(volume, [2, 2, 2]);
        F.max_unpool3d(volumeValues, volumeIndices, [2, 2, 2]).ShouldHold(0, 0, 0, 0, 0, 0, 0, 7);
    }

    [Fact]
    public void Average_pools()
    {
        F.avg_pool2d(Image, 2).ShouldHold(2.5, 4.5, 10.5, 12.5);
        F.avg_pool2d(ones(1, 1, 2, 2), [2, 2], [2, 2], [1, 1]).ShouldHold(0.25, 0.25, 0.25, 0.25);
        F.avg_pool2d(ones(1, 1, 2, 2), [2, 2], [2, 2], [1, 1], count_include_pad: false).ShouldHold(1, 1, 1, 1);
        F.avg_pool2d(ones(1, 1, 2, 2), [2, 2], divisor_override: 2).ShouldHold(2);
        F.avg_pool1d(tensor(new[,,] { { { 1.0, 3, 5 } } }), 2).ShouldHold(2);
        F.avg_pool3d(ones([1, 1, 2, 2, 2]), [2, 2, 2]).ShouldHold(1);
        F.adaptive_avg_pool2d(Image, 1).ShouldHold(7.5);
        F.adaptive_avg_pool2d(Image, (2, 1)).ShouldHold(3.5, 11.5);
        F.adaptive_max_pool2d(Image, [1, 1]).ShouldHold(15);
        F.adaptive_avg_pool1d(tensor(new[,,] { { { 1.0, 3, 5, 7 } } }), 2).ShouldHold(2, 6);
        F.lp_pool2d(tensor(new[,,,] { { { { 3.0, 4.0 } } } }), 2, [1, 2]).ShouldHold(5);
        F.lp_pool1d(tensor(new[,,] { { { 3.0, 4.0 } } }), 1, 2).ShouldHold(7);
    }

    [Fact]
    public void Resizing()
    {
        var x = tensor(new[,,,] { { { { 0.0, 1 }, { 2, 3 } } } });
        F.interpolate(x, [4, 4]).ShouldBe(x.repeat_interleave(2, 2).repeat_interleave(2, 3));
        F.interpolate(x, scale_factor: [2]).shape.ShouldBe([1, 1, 4, 4]);
        F.interpolate(x, [3, 3], mode: InterpolationMode.Bilinear, align_corners: true).ShouldHold(0, 0.5, 1, 1, 1.5, 2, 2, 2.5, 3);
        F.interpolate(x, [1, 1], mode: InterpolationMode.Area).ShouldHold(1.5);
        F.interpolate(ones(1, 1, 8), [4], mode: InterpolationMode.Linear).ShouldHold(1, 1, 1, 1);
        F.interpolate(ones([1, 1, 2, 2, 2]), [3, 3, 3], mode: InterpolationMode.Trilinear).shape.ShouldBe([1, 1, 3, 3, 3]);
        // Halving with antialias weighs the four nearest columns 1, 3, 3, 1; without it the two nearest are averaged.
        var spike = tensor(new[,,,] { { { { 0.0, 0, 0, 0, 8, 0, 0, 0 } } } });
        F.interpolate(spike, [1, 4], mode: InterpolationMode.Bilinear, antialias: true).ShouldHold(0, 1, 3, 0);
        F.interpolate(spike, [1, 4], mode: InterpolationMode.Bilinear).ShouldHold(0, 0, 4, 0);
        Should.Throw<ArgumentException>(() => F.interpolate(x)).Message.ShouldContain("size or a scale_factor");
        Should.Throw<ArgumentException>(() => F.interpolate(x, [2, 2], mode: InterpolationMode.Trilinear)).Message.ShouldBe("Trilinear is not for 2 spatial dimensions.");
    }

    [Fact]
    public void Sampling_at_the_identity_grid_gives_the_image_back()
    {
        var grid = F.affine_grid(tensor(new[,,] { { { 1.0, 0, 0 }, { 0, 1, 0 } } }), [1, 1, 4, 4]);
        F.grid_sample(Image, grid).ShouldBe(Image, 1e-12);
        F.grid_sample(Image, grid, GridSampleMode.Nearest).ShouldBe(Image);
        var outside = tensor(new[,,,] { { { { -3.0, -3.0 } } } });
        F.grid_sample(Image + 1, outside).ShouldHold(0);
        F.grid_sample(Image + 1, outside, padding_mode: GridSamplePaddingMode.Border).ShouldHold(1);
    }

    [Fact]
    public void Padding_modes()
    {
        var x = tensor(new[,,] { { { 1.0, 2, 3 } } });
        F.pad(x, (1, 2), value: 9).ShouldHold(9, 1, 2, 3, 9, 9);
        F.pad(x, 1, PaddingModes.Reflect).ShouldHold(2, 1, 2, 3, 2);
        F.pad(x, 1, PaddingModes.Replicate).ShouldHold(1, 1, 2, 3, 3);
        F.pad(x, 1, PaddingModes.Circular).ShouldHold(3, 1, 2, 3, 1);
        F.pad(x, [0, 0, 1, 0]).shape.ShouldBe([1, 2, 3]);
    }

    [Fact]
    public void Folding_unfolded_windows_counts_their_overlap()
    {
        var windows = F.unfold(Image, 2);
        windows.shape.ShouldBe([1, 4, 9]);
        windows[0, .., 0].ShouldHold(0, 1, 4, 5);
        var counts = F.fold(F.unfold(ones_like(Image), 2), 4, 2);
        counts[0, 0, 0].ShouldHold(1, 2, 2, 1);
        (F.fold(windows, (4, 4), (2, 2)) / counts).ShouldBe(Image);
        F.pixel_unshuffle(F.pixel_shuffle(arange(8).view(1, 8, 1, 1), 2), 2).ShouldBe(arange(8).view(1, 8, 1, 1));
    }

    [Fact]
    public void Norms_have_mean_zero_and_variance_one_where_they_say()
    {
        var x = randn(4, 6, 5, 5, dtype: float64) * 3 + 2;
        void Standard(Tensor y, long[] over)
        {
            y.mean(over).abs().max().ToDouble().ShouldBeLessThan(1e-10);
            (y.var(over, unbiased: false) - 1).abs().max().ToDouble().ShouldBeLessThan(1e-4);
        }
        Standard(F.batch_norm(x, null, null, training: true), [0, 2, 3]);
        Standard(F.instance_norm(x), [2, 3]);
        Standard(F.layer_norm(x, [6, 5, 5]), [1, 2, 3]);
        Standard(F.group_norm(x, 2).view(4, 2, 3, 5, 5), [2, 3, 4]);
        var (mean, variance) = (zeros(6, dtype: float64), ones(6, dtype: float64));
        F.batch_norm(x, mean, variance, eps: 0).ShouldBe(x, 1e-12);
        F.normalize(tensor(new[,] { { 3.0, 4 } })).ShouldHold(0.6, 0.8);
        // With one channel the neighbourhood is the channel: x / (1 + x^2)^0.5 for alpha = size.
        F.local_response_norm(full([1, 1, 1], 2.0, float64), 3, alpha: 3, beta: 0.5).ShouldHold(2 / Math.Sqrt(5));
    }

    [Fact]
    public void Activations_with_parameters()
    {
        var x = tensor(new[] { -2.0, -0.25, 0.25, 2 });
        F.leaky_relu(x, 0.1).ShouldHold(-0.2, -0.025, 0.25, 2);
        F.elu(x, 2).ShouldHold(2 * (Math.Exp(-2) - 1), 2 * (Math.Exp(-0.25) - 1), 0.25, 2);
        F.gelu(tensor(1.0)).ShouldHold(0.8413447460685429);
        F.gelu(tensor(1.0), TorchSharp.Modules.GELU.Approximate.tanh).ShouldHold(0.5 * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * 1.044715)));
        F.hardtanh(x).ShouldHold(-1, -0.25, 0.25, 1);
        F.hardshrink(x).ShouldHold(-2, 0, 0, 2);
        F.softshrink(x).ShouldHold(-1.5, 0, 0, 1.5);
        F.threshold(x, 0, -7).ShouldHold(-7, -7, 0.25, 2);
        F.softplus(tensor(0.0)).ShouldHold(Math.Log(2));
        F.softsign(x).ShouldHold(-2 / 3.0, -0.2, 0.2, 2 / 3.0);
        F.tanhshrink(x).ShouldBe(x - x.tanh(), 1e-12);
        F.prelu(x, tensor(new[] { 0.5 })).ShouldHold(-1, -0.125, 0.25, 2);
        F.rrelu(x, 0.5, 0.5).ShouldHold(-1, -0.125, 0.25, 2);
        F.glu(tensor(new[] { 3.0, 0 })).ShouldHold(1.5);
        F.softmin(x, 0).ShouldBe(x.neg().softmax(0), 1e-12);
        F.logsigmoid(tensor(0.0)).ShouldHold(-Math.Log(2));
        F.celu(x, 2).ShouldHold(2 * (Math.Exp(-1) - 1), 2 * (Math.Exp(-0.125) - 1), 0.25, 2);
    }

    [Fact]
    public void Dropout_zeroes_and_rescales_in_training_only()
    {
        manual_seed(3);
        var x = ones(4, 50, 6, 6);
        F.dropout(x, 0.5, training: false).ShouldBe(x);
        F.dropout(x, 0.5).unique().output.ShouldHold(0, 2);
        // Whole channels: within each, all elements are alike.
        var channels = F.dropout2d(x, 0.25);
        channels.amax([2, 3]).ShouldBe(channels.amin([2, 3]));
        channels.unique().output.ShouldHold(0, 4 / 3.0);
        F.dropout1d(ones(50, 6), 0.5).std(1).abs().max().ShouldHold(0);
        var y = ones(10);
        F.dropout(y, 1, inplace: true).ShouldBeSameAs(y);
        y.ShouldBe(zeros(10));
    }

    [Fact]
    public void Losses_by_hand()
    {
        var logits = tensor(new[,] { { 0.0, Math.Log(3) } });
        var target = tensor(new[] { 1L });
        F.cross_entropy(logits, target).ShouldHold(-Math.Log(0.75));
        F.cross_entropy(logits, target, label_smoothing: 0.5).ShouldHold(-0.75 * Math.Log(0.75) - 0.25 * Math.Log(0.25));
        F.cross_entropy(logits, tensor(new[] { -100L }), reduction: nn.Reduction.Sum).ShouldHold(0);
        F.nll_loss(logits.log_softmax(1), target).ShouldHold(-Math.Log(0.75));
        F.mse_loss(tensor(new[] { 1.0, 2 }), tensor(new[] { 3.0, 2 })).ShouldHold(2);
        F.l1_loss(tensor(new[] { 1.0, 2 }), tensor(new[] { 3.0, 2 }), nn.Reduction.Sum).ShouldHold(2);
        F.smooth_l1_loss(tensor(new[] { 0.5, 3 }), zeros(2, dtype: float64), nn.Reduction.None).ShouldHold(0.125, 2.5);
        F.huber_loss(tensor(3.0), tensor(0.0), delta: 2).ShouldHold(4);
        F.binary_cross_entropy(tensor(new[] { 0.25 }), tensor(new[] { 1.0 })).ShouldHold(Math.Log(4));
        F.binary_cross_entropy_with_logits(tensor(new[] { 0.0 }), tensor(new[] { 1.0 }), pos_weights: tensor(new[] { 3.0 })).ShouldHold(3 * Math.Log(2));
        var (p, q) = (tensor(new[] { 0.5, 0.5 }), tensor(new[] { 0.25, 0.75 }));
        var divergence = 0.5 * Math.Log(2) + 0.5 * Math.Log(2 / 3.0);
        F.kl_div(q.log(), p.log(), reduction: nn.Reduction.Sum).ShouldHold(divergence);
        F.kl_div(q.log(), p, log_target: false, reduction: nn.Reduction.Sum).ShouldHold(divergence);
        F.gaussian_nll_loss(tensor(1.0), tensor(3.0), tensor(4.0)).ShouldHold((Math.Log(4) + 1) / 2);
        F.poisson_nll_loss(tensor(0.0), tensor(2.0)).ShouldHold(1);
        F.cosine_embedding_loss(tensor(new[,] { { 1.0, 0 } }), tensor(new[,] { { 0.0, 1 } }), tensor(new[] { 1.0 })).ShouldHold(1);
        F.margin_ranking_loss(tensor(1.0), tensor(2.0), tensor(1.0), 0.5).ShouldHold(1.5);
        F.hinge_embedding_loss(tensor(0.25), tensor(-1.0), 1).ShouldHold(0.75);
        F.triplet_margin_loss(tensor(new[,] { { 0.0 } }), tensor(new[,] { { 3.0 } }), tensor(new[,] { { 1.0 } }), eps: 0).ShouldHold(3);
        F.soft_margin_loss(tensor(0.0), tensor(1.0)).ShouldHold(Math.Log(2));
        F.multi_margin_loss(tensor(new[,] { { 0.5, 0.75 } }), tensor(new[] { 0L })).ShouldHold(1.25 / 2);
        F.multilabel_soft_margin_loss(zeros(1, 2, dtype: float64), tensor(new[,] { { 1.0, 0 } })).ShouldHold(Math.Log(2));
        F.multi_label_margin_loss(tensor(new[] { 0.1, 0.2, 0.4, 0.8 }), tensor(new[] { 3L, 0, -1, 1 })).ShouldHold(0.85);
        // One frame, one label: the loss is minus its log-probability.
        F.ctc_loss(tensor(new[,,] { { { Math.Log(0.25), Math.Log(0.75) } } }), tensor(new[,] { { 1L } }), tensor(new[] { 1L }), tensor(new[] { 1L })).ShouldHold(-Math.Log(0.75));
    }

    [Fact]
    public void Similarities_embedding_and_one_hot()
    {
        F.cosine_similarity(tensor(new[,] { { 1.0, 0 } }), tensor(new[,] { { 1.0, 1 } })).ShouldHold(Math.Sqrt(0.5));
        F.pairwise_distance(tensor(new[,] { { 3.0, 4 } }), zeros(1, 2, dtype: float64), eps: 0).ShouldHold(5);
        F.one_hot(tensor(new[] { 2L, 0 }), 3).ShouldBe(tensor(new[,] { { 0, 0, 1 }, { 1, 0, 0 } }));
        F.embedding(tensor(new[] { 1L, 1 }), tensor(new[,] { { 1.0, 2 }, { 3, 4 } })).ShouldBe(tensor(new[,] { { 3.0, 4 }, { 3, 4 } }));
        F.linear(tensor(new[] { 1.0, 2 }), tensor(new[,] { { 3.0, 4 } }), tensor(new[] { 5.0 })).ShouldHold(16);
        F.bilinear(tensor(new[,] { { 2.0 } }), tensor(new[,] { { 3.0 } }), tensor(new[,,] { { { 5.0 } } })).ShouldHold(30);
    }

    [Fact]
    public void Attention_is_softmax_of_scaled_scores_times_values()
    {
        var (q, k, v) = (randn(2, 3, 4, dtype: float64), randn(2, 5, 4, dtype: float64), randn(2, 5, 6, dtype: float64));
        F.scaled_dot_product_attention(q, k, v).ShouldBe((q.matmul(k.mT) / 2).softmax(-1).matmul(v), 1e-12);
        // A causal first query sees the first value alone.
        F.scaled_dot_product_attention(k, k, v, is_casual: true)[0, 0].ShouldBe(v[0, 0], 1e-12);
        var onlyThird = zeros(3, 5, @bool);
        onlyThird[.., 2] = true;
        F.scaled_dot_product_attention(q, k, v, onlyThird)[1, 2].ShouldBe(v[1, 2], 1e-12);
    }
}
