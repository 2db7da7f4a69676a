using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests;

/// <summary>Trustworthiness from its definition (Venna and Kaski 2001), by sorting all distances.</summary>
internal static class NeighbourRanks
{
    /// <summary>One less the penalty for neighbours on the map that are none in the space, each by how far down the space's ranking it stands. Continuity is the same with the arguments swapped.</summary>
    public static double Trustworthiness(Tensor space, Tensor map, int neighbours)
    {
        using var scope = NewDisposeScope();
        var n = space.size(0);
        // The point itself has rank 0.
        var spaceRanks = Sorted(space).argsort(1);
        var onMap = Sorted(map.to(ScalarType.Float64)).narrow(1, 1, neighbours);
        var penalty = (spaceRanks.gather(1, onMap) - neighbours).clamp_min(0).sum().ToDouble();
        return 1 - penalty * 2 / (n * neighbours * (2 * n - 3.0 * neighbours - 1));
    }

    private static Tensor Sorted(Tensor points)
    {
        var distances = cdist(points, points);
        distances.diagonal().fill_(-1);
        return distances.argsort(1);
    }
}
