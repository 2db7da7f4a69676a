using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>What a map keeps of neighbourhoods.</summary>
/// <param name="Trustworthiness">One less a penalty for each neighbour on the map that is none in the space, by how far down the space's ranking it stands (Venna and Kaski 2001, equation 2).</param>
/// <param name="Continuity">The same with space and map swapped.</param>
/// <param name="Kept">Which part of the nearest neighbours is the same.</param>
/// <param name="SpaceAccuracy">For how many points most nearest neighbours in the space are of the point's own class; NaN without labels.</param>
/// <param name="MapAccuracy">The same on the map.</param>
internal sealed record Neighbourhoods(double Trustworthiness, double Continuity, double Kept, double SpaceAccuracy, double MapAccuracy)
{
    /// <summary>Compares the neighbours of each point, some rows at a time.</summary>
    /// <param name="space">In double precision: <c>[N, D]</c>.</param>
    /// <param name="map">In double precision: <c>[N, d]</c>.</param>
    /// <param name="neighbours">How many, K.</param>
    /// <param name="labels">A class a point, <c>[N]</c>, or none.</param>
    /// <param name="distancesAtOnce">How many distances may be held.</param>
    /// <param name="run">Is told of progress.</param>
    public static Neighbourhoods Compare(Tensor space, Tensor map, int neighbours, Tensor? labels, long distancesAtOnce, Run run)
    {
        var (n, k) = (space.size(0), neighbours);
        var (intruders, missing, kept, inSpace, onMap) = (0.0, 0.0, 0L, 0L, 0L);
        run.EachBatch(n, Math.Max(1, distancesAtOnce / n), (first, count) =>
        {
            var (spaceDistances, mapDistances) = (DistancesOf(space, first, count), DistancesOf(map, first, count));
            var (spaceOrder, mapOrder) = (Order(spaceDistances), Order(mapDistances));
            var (spaceNearest, mapNearest) = (spaceOrder.narrow(1, 0, k), mapOrder.narrow(1, 0, k));
            intruders += Beyond(spaceOrder, BoundedHeap.Nearest(mapDistances, first, k), k);
            missing += Beyond(mapOrder, BoundedHeap.Nearest(spaceDistances, first, k), k);
            kept += spaceNearest.unsqueeze(2).eq(mapNearest.unsqueeze(1)).sum().ToInt64();
            if (labels is null) return;
            var own = labels.narrow(0, first, count);
            inSpace += Majority(labels, spaceNearest).eq(own).sum().ToInt64();
            onMap += Majority(labels, mapNearest).eq(own).sum().ToInt64();
        }, "points");
        var worst = n * k * (2.0 * n - 3 * k - 1) / 2;
        double Part(double whole) => labels is null ? double.NaN : whole / n;
        return new(1 - intruders / worst, 1 - missing / worst, kept / ((double)n * k), Part(inSpace), Part(onMap));
    }

    /// <summary>The squared distances of some points from all, infinite from themselves: <c>[B, N]</c>.</summary>
    private static Tensor DistancesOf(Tensor points, long first, long count)
    {
        var squared = Distances.Squared(points.narrow(0, first, count), points);
        squared.narrow(1, first, count).diagonal().fill_(double.PositiveInfinity);
        return squared;
    }

    /// <summary>All points by rising distance from each of some, those at one distance by rising index, and the point itself last: <c>[B, N]</c>.</summary>
    private static Tensor Order(Tensor squared) => squared.sort(1, stable: true).Indices;

    /// <summary>How many places beyond the K-th some points stand in an order, summed.</summary>
    private static double Beyond(Tensor order, Tensor points, int k)
    {
        var places = empty_like(order).scatter_(1, order, arange(1, order.size(1) + 1, device: order.device).expand_as(order));
        return (places.gather(1, points) - k).clamp_min(0).sum().ToDouble();
    }

    /// <summary>The class that most neighbours have; the lowest where several do.</summary>
    private static Tensor Majority(Tensor labels, Tensor nearest)
    {
        var (names, places) = labels.unique(return_inverse: true) switch { var (values, inverse, _) => (values, inverse!) };
        var votes = nn.functional.one_hot(places.index_select(0, nearest.flatten()).reshape(nearest.shape), names.size(0)).sum(1);
        return names.index_select(0, votes.argmax(1));
    }
}
