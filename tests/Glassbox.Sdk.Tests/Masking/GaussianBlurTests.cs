using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Glassbox.Sdk.Tests.Masking;

public class GaussianBlurTests
{
    private static double Difference(Tensor a, Tensor b) => (a - b).abs().max().ToDouble();

    [Theory]
    [InlineData(0.4), InlineData(1), InlineData(2.2)]
    public void It_is_convolution_with_a_Gaussian_over_the_input_and_what_lies_beyond_its_edges(double sigma)
    {
        var x = randn([2, 1, 9, 13], ScalarType.Float64, generator: new Generator(1));
        var reach = (int)Math.Ceiling(4 * sigma);
        var kernel = (arange(-reach, reach + 1, dtype: ScalarType.Float64).square() / (-2 * sigma * sigma)).exp();
        kernel /= kernel.sum();
        // From the input with nine rows and thirteen columns more on each side.
        Tensor Blurred(Tensor beyond) => F.conv2d(beyond, (kernel.unsqueeze(1) * kernel).unsqueeze(0).unsqueeze(0), padding: [reach, reach]).narrow(2, 9, 9).narrow(3, 13, 13);

        Difference(GaussianBlur.Of(x, sigma, BlurEdge.Zero), Blurred(F.pad(x, [13, 13, 9, 9]))).ShouldBeLessThan(1e-12);
        Difference(GaussianBlur.Of(x, sigma, BlurEdge.Repeat), Blurred(F.pad(x, [13, 13, 9, 9], PaddingModes.Replicate))).ShouldBeLessThan(1e-12);
        var mirrored = cat([x.flip(2), x, x.flip(2)], 2);
        Difference(GaussianBlur.Of(x, sigma, BlurEdge.Reflect), Blurred(cat([mirrored.flip(3), mirrored, mirrored.flip(3)], 3))).ShouldBeLessThan(1e-12);
    }

    [Fact]
    public void Nothing_flows_out_of_a_mirrored_edge_and_each_input_has_its_own_width()
    {
        var x = randn([3, 2, 16], ScalarType.Float64, generator: new Generator(2));
        var blurred = GaussianBlur.Of(x, [0, 1, 500], BlurEdge.Reflect);
        Difference(blurred[0], x[0]).ShouldBe(0);
        Difference(blurred.mean([2L]), x.mean([2L])).ShouldBeLessThan(1e-9);
        Difference(blurred[2], x[2].mean([1L], keepdim: true)).ShouldBeLessThan(1e-6);
    }
}
