using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>The area under curves.</summary>
internal static class Area
{
    /// <summary>By the trapezoid rule, over the width of the curves: <c>[..., steps]</c> to <c>[...]</c>.</summary>
    /// <param name="curves">The heights.</param>
    /// <param name="at">The places of the heights along the axis: <c>[steps]</c>.</param>
    public static Tensor Under(Tensor curves, Tensor at)
    {
        var last = at.size(0) - 1;
        var heights = (curves.narrow(-1, 1, last) + curves.narrow(-1, 0, last)) / 2;
        return (heights * (at.narrow(0, 1, last) - at.narrow(0, 0, last))).sum(-1) / (at[-1] - at[0]);
    }
}
