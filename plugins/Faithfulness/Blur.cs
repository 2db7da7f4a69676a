using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>Gaussian blur of each channel.</summary>
internal static class Blur
{
    /// <summary>Blurs images with a kernel that sums to one; edge pixels are repeated beyond the border.</summary>
    /// <param name="images"><c>[N, C, H, W]</c>.</param>
    /// <param name="deviation">The standard deviation in pixels.</param>
    /// <param name="radius">How far the kernel reaches, in pixels.</param>
    public static Tensor Of(Tensor images, double deviation, int radius)
    {
        var offsets = arange(-radius, radius + 1, dtype: ScalarType.Float64);
        var weights = (offsets.square() / (-2 * deviation * deviation)).exp();
        var kernel = (weights / weights.sum()).to(images.dtype).to(images.device);
        // Along one axis at a time, each channel an image of its own.
        var (n, c, h, w) = (images.size(0), images.size(1), images.size(2), images.size(3));
        var single = nn.functional.pad(images.reshape(n * c, 1, h, w), [radius, radius, radius, radius], PaddingModes.Replicate);
        var rows = nn.functional.conv2d(single, kernel.view(1, 1, 1, -1));
        return nn.functional.conv2d(rows, kernel.view(1, 1, -1, 1)).view(n, c, h, w);
    }
}
