using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>How far distances on a map agree with those in the space.</summary>
/// <param name="Spearman">The rank correlation of the distances of all pairs.</param>
/// <param name="Stress">The root of the squared differences of distances over the squared distances in the space (Kruskal 1964, stress 1).</param>
/// <param name="ScaledStress">The same with the map scaled as fits best.</param>
internal sealed record DistanceAgreement(double Spearman, double Stress, double ScaledStress)
{
    /// <summary>Compares all pairs of some points.</summary>
    /// <param name="space">In double precision: <c>[S, D]</c>.</param>
    /// <param name="map">In double precision: <c>[S, d]</c>.</param>
    /// <param name="run">May ask to stop.</param>
    public static DistanceAgreement Of(Tensor space, Tensor map, Run run)
    {
        using var scope = NewDisposeScope();
        var above = ones([space.size(0), space.size(0)], dtype: ScalarType.Bool, device: space.device).triu(1);
        var (far, near) = (Distances.Squared(space, space).masked_select(above).sqrt(), Distances.Squared(map, map).masked_select(above).sqrt());
        var (spread, spreadOnMap) = (far.square().sum().ToDouble(), near.square().sum().ToDouble());
        var product = (far * near).sum().ToDouble();
        var scaled = spreadOnMap == 0 ? spread : spread - product * product / spreadOnMap;
        return new(Correlation(Ranks(far, run), Ranks(near, run)), Math.Sqrt((far - near).square().sum().ToDouble() / spread), Math.Sqrt(Math.Max(0, scaled) / spread));
    }

    private static Tensor Ranks(Tensor values, Run run)
    {
        run.Cancellation.ThrowIfCancellationRequested();
        var sorted = values.sort().Values;
        run.Cancellation.ThrowIfCancellationRequested();
        return (searchsorted(sorted, values) + searchsorted(sorted, values, right: true)).to(ScalarType.Float64);
    }

    private static double Correlation(Tensor a, Tensor b)
    {
        var (x, y) = (a - a.mean(), b - b.mean());
        return ((x * y).sum() / (x.square().sum() * y.square().sum()).sqrt()).ToDouble();
    }
}
