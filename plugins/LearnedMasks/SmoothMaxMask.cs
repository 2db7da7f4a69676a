using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Enlarges a coarse mask by the paper's smooth maximum operator: a pixel has the (smooth) largest of the nodes around it, each weighted by a kernel of its distance.
/// A maximum, unlike a sum, leaves the mask free to be 0 or 1 anywhere, and it cannot have details finer than the kernel.
/// </summary>
internal sealed class SmoothMaxMask
{
    private readonly Tensor kernel;
    private readonly long height, width, step, radius;
    private readonly double temperature;

    /// <param name="height">The picture's height.</param>
    /// <param name="width">The picture's width.</param>
    /// <param name="step">How many pixels lie between nodes.</param>
    /// <param name="sigma">The kernel's size, in pixels.</param>
    /// <param name="temperature">Below what difference values count as equally large.</param>
    /// <param name="like">A tensor of the type and on the device to use.</param>
    public SmoothMaxMask(long height, long width, long step, double sigma, double temperature, Tensor like)
    {
        (this.height, this.width, this.step, this.temperature) = (height, width, step, temperature);
        (Rows, Columns) = ((height + step - 1) / step, (width + step - 1) / step);
        radius = 1 + (long)Math.Ceiling(sigma / step);
        // Where the pixels of a cell lie against its node, and its neighbours' nodes.
        var pixel = arange(step, dtype: ScalarType.Float64) - (step - 1) / 2.0;
        var node = arange(-radius, radius + 1, dtype: ScalarType.Float64) * step;
        var square = (pixel.unsqueeze(1) - node).square();
        var distance = (square.reshape(step, 1, -1, 1) + square.reshape(1, step, 1, -1)).sqrt() / sigma;
        kernel = exp((distance - 0.5).clamp_min(0).square() * -2).reshape(1, step * step, -1, 1).to(like.dtype, like.device);
    }

    /// <summary>How many rows of nodes there are.</summary>
    public long Rows { get; }

    /// <summary>How many columns.</summary>
    public long Columns { get; }

    /// <summary>The mask of a picture's size: <c>[N, 1, H, W]</c>.</summary>
    /// <param name="nodes"><c>[N, 1, Rows, Columns]</c>, 0 to 1.</param>
    public Tensor Enlarge(Tensor nodes)
    {
        var side = 2 * radius + 1;
        // The border's nodes go on outwards: were there none, masks would be larger at the border for no reason.
        var beyond = nn.functional.pad(nodes, [radius, radius, radius, radius], PaddingModes.Replicate);
        var around = nn.functional.unfold(beyond, (side, side)).unsqueeze(1) * kernel;
        var largest = (around * (around / temperature).softmax(2)).sum(2);
        return largest.reshape(-1, step, step, Rows, Columns).permute(0, 3, 1, 4, 2).reshape(-1, 1, Rows * step, Columns * step).narrow(2, 0, height).narrow(3, 0, width);
    }
}
