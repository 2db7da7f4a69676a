using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>Pictures blurred more and more; a mask chooses how much at each pixel, so that what it deletes is blurred instead of faded.</summary>
internal sealed class BlurPyramid
{
    private readonly Tensor[] levels;

    /// <param name="pictures"><c>[N, C, H, W]</c>.</param>
    /// <param name="levels">How many levels of blur, at least 2.</param>
    /// <param name="most">The largest standard deviation, in pixels.</param>
    public BlurPyramid(Tensor pictures, int levels, double most) =>
        this.levels = [.. Enumerable.Range(0, levels).Select(l => GaussianBlur.Of(pictures, most * (levels - 1 - l) / (levels - 1), BlurEdge.Repeat))];

    /// <summary>The pictures' type and device, on a tensor.</summary>
    public Tensor Like => levels[0];

    /// <summary>The pictures as they are where the mask is 1, blurred most where it is 0, and between levels linearly.</summary>
    /// <param name="mask"><c>[N, 1, H, W]</c>, 0 to 1.</param>
    public Tensor Under(Tensor mask)
    {
        var height = mask * (levels.Length - 1);
        Tensor? mixed = null;
        for (var l = 0; l < levels.Length; l++)
        {
            var share = levels[l] * (1 - (height - l).abs()).clamp_min(0);
            mixed = mixed is null ? share : mixed + share;
        }
        return mixed!;
    }
}
