using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Where a UMAP layout starts: the smoothest functions on each connected component of the graph, the components side by side where the principal components of their
/// centres lie.
/// </summary>
internal static class SpectralStart
{
    private const double Size = 10, Jitter = 1e-4;

    /// <summary>A place of zero to ten on each axis for each point, point after point: N d numbers.</summary>
    /// <param name="graph">The fuzzy set.</param>
    /// <param name="points">In double precision: <c>[N, D]</c>.</param>
    /// <param name="dimensions">d</param>
    /// <param name="run">Gives what is random.</param>
    public static float[] Places(SparseGraph graph, Tensor points, int dimensions, Run run)
    {
        using var scope = NewDisposeScope();
        var (n, component) = (graph.Rows, graph.Components());
        var members = Enumerable.Range(0, n).GroupBy(i => component[i]).OrderBy(g => g.Key).Select(g => g.ToArray()).ToArray();
        using var generator = run.Generator();
        var places = randn(n, dimensions, dtype: ScalarType.Float64, generator: generator) * Jitter;
        var (centres, radii) = Centres(members, points, dimensions, run);
        for (var c = 0; c < members.Length; c++)
        {
            using var inner = NewDisposeScope();
            var own = centres[c].expand(members[c].Length, dimensions);
            // A component of fewer points than axes has no such functions; its points start together.
            if (members[c].Length > dimensions + 1)
            {
                var smooth = Spectral.Normalised(members.Length == 1 ? graph : graph.Among(members[c]), dimensions, run);
                own = own + Signed(smooth) * (radii[c] / smooth.abs().max());
            }
            places.index_add_(0, tensor(members[c].Select(i => (long)i).ToArray()), own, 1);
        }
        var (low, high) = (places.amin([0], keepdim: true), places.amax([0], keepdim: true));
        var scaled = (places - low) * (Size / (high - low));
        return scaled.to(ScalarType.Float32).contiguous().data<float>().ToArray();
    }

    /// <summary>Where components lie, <c>[C, d]</c>, and how far each may reach: half of the way to the nearest other.</summary>
    private static (Tensor Centres, double[] Radii) Centres(int[][] members, Tensor points, int dimensions, Run run)
    {
        var centres = zeros(members.Length, dimensions, dtype: ScalarType.Float64);
        if (members.Length == 1) return (centres, [Size]);
        var means = stack(members.Select(m => points.index_select(0, tensor(m.Select(i => (long)i).ToArray(), device: points.device)).mean(0).cpu()).ToArray(), 0);
        var axes = (int)Math.Min(dimensions, Math.Min(means.size(0), means.size(1)));
        centres.narrow(1, 0, axes).copy_(PrincipalComponents.Exact(means, axes, run).Scores(means));
        centres = centres * (Size / centres.abs().max().clamp_min(1e-300));
        var apart = cdist(centres, centres);
        apart.diagonal().fill_(double.PositiveInfinity);
        // Centres that coincide on these axes still get some room.
        var least = Size / (4 * Math.Pow(members.Length, 1.0 / dimensions));
        return (centres, [.. apart.amin(1).data<double>().ToArray().Select(d => Math.Max(d / 2, least))]);
    }

    /// <summary>Turned so that the largest entry of each column is positive: an eigenvector's sign is the solver's whim.</summary>
    private static Tensor Signed(Tensor columns)
    {
        var largest = columns.gather(0, columns.abs().argmax(0, keepdim: true));
        return columns * where(largest.lt(0), -1.0, 1.0).to(ScalarType.Float64);
    }
}
