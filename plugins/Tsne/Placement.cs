using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Places new points on a finished map, which is held still. Each new point by itself minimises the divergence of its own map neighbourhood from its own similarities,
/// <c>sum_j p(j|i) log(p(j|i) / q(j|i))</c>, so where it lies does not depend on the other new points, to the last bit. A point of the map is placed where it lies.
/// </summary>
/// <param name="points">The points that the map was made of, in double precision: <c>[N, D]</c>.</param>
/// <param name="y">Where they lie: <c>[d, N]</c>.</param>
/// <param name="forces">The forces of that map.</param>
internal sealed class Placement(Tensor points, Tensor y, IForces forces)
{
    // A new point's place is settled by few neighbours (Policar, Strazar and Zupan 2021 use the same perplexity).
    private const double Perplexity = 5;
    private const int Neighbours = 15, Iterations = 250;
    private const double Rate = 0.1, Momentum = 0.8;
    private const long DistancesAtOnce = 1 << 22;

    private readonly Func<Tensor, (Tensor Force, Tensor Potential)> field = forces.Field(y);

    /// <summary>Places points.</summary>
    /// <param name="rows">In double precision: <c>[M, D]</c>.</param>
    /// <returns><c>[M, d]</c></returns>
    public Tensor Place(Tensor rows)
    {
        using var scope = NewDisposeScope();
        var placed = new List<Tensor>();
        var block = Math.Max(1, DistancesAtOnce / points.size(0));
        for (long first = 0; first < rows.size(0); first += block)
            placed.Add(PlaceBlock(rows.narrow(0, first, Math.Min(block, rows.size(0) - first))));
        return scope.MoveToOuter(cat(placed.ToArray(), 0));
    }

    private Tensor PlaceBlock(Tensor rows)
    {
        using var scope = NewDisposeScope();
        var k = (int)Math.Min(Neighbours, points.size(0));
        var (squared, nearest) = Distances.Squared(rows, points).topk(k, 1, largest: false, sorted: true);
        var (p, _, _) = Plugins.Perplexity.Calibrate(squared, Math.Min(Perplexity, k / 3.0));
        var similarity = p.to(y.dtype).to(y.device);
        nearest = nearest.to(y.device);
        // The neighbours' places, an [M, K] matrix an axis.
        var around = Enumerable.Range(0, (int)y.size(0)).Select(axis => y[axis].index_select(0, nearest.flatten()).reshape(nearest.shape)).ToArray();
        var places = stack(around.Select(axis => (axis * similarity).sum(1)).ToArray(), 0);

        using var descent = new Descent(places);
        for (var i = 0; i < Iterations; i++)
        {
            using var inner = NewDisposeScope();
            var differences = around.Select((axis, a) => places[a].unsqueeze(1) - axis).ToArray();
            var kernel = similarity / differences.Aggregate(ones_like(similarity), (sum, difference) => sum.add_(difference.square()));
            var attraction = stack(differences.Select(difference => (difference * kernel).sum(1)).ToArray(), 0);
            var (force, potential) = field(places);
            descent.Step(places, (attraction - force / potential) * 2, Rate, Momentum);
        }
        var twins = stack(around.Select(axis => axis.select(1, 0)).ToArray(), 0);
        return scope.MoveToOuter(where(squared.select(1, 0).eq(0).to(y.device), twins, places).t().contiguous());
    }
}
