using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>Distances between points.</summary>
internal static class Distances
{
    /// <summary>
    /// The squared Euclidean distances between two sets of points, <c>[A, D]</c> and <c>[B, D]</c>, as <c>[A, B]</c>. Coordinates are subtracted before they are squared:
    /// equal points are at distance zero, and each entry has the same bits whatever else is asked for and with any number of threads, which |a|^2 - 2ab + |b|^2 by a
    /// matrix product does not give.
    /// </summary>
    public static Tensor Squared(Tensor a, Tensor b)
    {
        using var distances = cdist(a, b, compute_mode: compute_mode.donot_use_mm_for_euclid_dist);
        return distances.square();
    }
}
