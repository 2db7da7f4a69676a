using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// The forces between all pairs, some rows at a time, on any device and for maps of any number of dimensions. Only elementwise operators and sums along rows are used: both give the same bits however the work is split,
/// which matrix products do not.
/// </summary>
/// <param name="joint">The similarities: <c>[N, N]</c>, symmetric, with a zero diagonal and sum one.</param>
internal sealed class ExactForces(Tensor joint) : IForces
{
    private readonly long n = joint.size(0);
    // What other places feel is asked for when the similarities are gone.
    private readonly Device device = joint.device;

    /// <inheritdoc/>
    public Tensor Gradient(Tensor y, double exaggeration)
    {
        using var scope = NewDisposeScope();
        var (attraction, repulsion, normalisation) = (new List<Tensor>(), new List<Tensor>(), new List<Tensor>());
        foreach (var (first, count) in Blocks(n))
        {
            using var inner = NewDisposeScope();
            var differences = Differences(y.narrow(1, first, count), y);
            var kernel = Kernel(differences);
            normalisation.Add(inner.MoveToOuter(kernel.sum(1).sum()));
            var pull = joint.narrow(0, first, count) * kernel;
            attraction.Add(inner.MoveToOuter(Along(differences, pull)));
            var push = kernel.square_();
            repulsion.Add(inner.MoveToOuter(Along(differences, push)));
        }
        // Each point's kernel with itself is one.
        var z = stack(normalisation.ToArray(), 0).sum() - n;
        var gradient = cat(attraction.ToArray(), 1) * exaggeration - cat(repulsion.ToArray(), 1) / z;
        return scope.MoveToOuter(gradient * 4);
    }

    /// <inheritdoc/>
    public double Divergence(Tensor y)
    {
        // sum p log(p/q) = sum p log p - sum p log kernel + log Z
        using var scope = NewDisposeScope();
        var wide = y.to(ScalarType.Float64);
        var (terms, normalisation) = (0.0, 0.0);
        foreach (var (first, count) in Blocks(n))
        {
            using var inner = NewDisposeScope();
            var kernel = Kernel(Differences(wide.narrow(1, first, count), wide));
            var p = joint.narrow(0, first, count).to(ScalarType.Float64);
            normalisation += kernel.sum(1).sum().ToDouble() - count;
            terms += (p.xlogy(p) - p * kernel.log_()).sum(1).sum().ToDouble();
        }
        return terms + Math.Log(normalisation);
    }

    /// <inheritdoc/>
    public Func<Tensor, (Tensor Force, Tensor Potential)> Field(Tensor y) => places =>
    {
        using var scope = NewDisposeScope();
        var (force, potential) = (new List<Tensor>(), new List<Tensor>());
        foreach (var (first, count) in Blocks(places.size(1)))
        {
            using var inner = NewDisposeScope();
            var differences = Differences(places.narrow(1, first, count), y);
            var kernel = Kernel(differences);
            potential.Add(inner.MoveToOuter(kernel.sum(1)));
            force.Add(inner.MoveToOuter(Along(differences, kernel.square_())));
        }
        return (scope.MoveToOuter(cat(force.ToArray(), 1)), scope.MoveToOuter(cat(potential.ToArray(), 0)));
    };

    /// <summary>Rows to work on at a time against all points of the map.</summary>
    private IEnumerable<(long First, long Count)> Blocks(long rows)
    {
        var most = RowBlocks.Of(n, device);
        for (long first = 0; first < rows; first += most) yield return (first, Math.Min(most, rows - first));
    }

    /// <summary>a_i - b_j, a matrix an axis.</summary>
    private static Tensor[] Differences(Tensor a, Tensor b) =>
        [.. Enumerable.Range(0, (int)a.size(0)).Select(axis => a[axis].unsqueeze(1) - b[axis])];

    /// <summary>1 / (1 + |a_i - b_j|^2)</summary>
    private static Tensor Kernel(Tensor[] differences)
    {
        var kernel = differences[0].square();
        foreach (var difference in differences.Skip(1)) kernel.add_(difference.square());
        return kernel.add_(1).reciprocal_();
    }

    /// <summary>The sum over j of weight_ij (a_i - b_j): <c>[d, A]</c>.</summary>
    private static Tensor Along(Tensor[] differences, Tensor weights) => stack(differences.Select(difference => (difference * weights).sum(1)).ToArray(), 0);
}
