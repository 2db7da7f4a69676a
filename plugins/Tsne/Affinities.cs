using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>How similar points are in the space they come from: <c>p_ij = (p(j|i) + p(i|j)) / 2N</c> (van der Maaten and Hinton 2008, section 3.1).</summary>
internal static class Affinities
{
    private const long Tile = 1024;

    /// <summary>The symmetric similarities of all pairs, which sum to one, with a zero diagonal, <c>[N, N]</c> in single precision; and beta of each point, <c>[N]</c>, with several perplexities <c>[N, K]</c>.</summary>
    /// <param name="points">In double precision: <c>[N, D]</c>.</param>
    /// <param name="perplexities">How many effective neighbours each point has; with several, the mean of p(j|i) over them (multi-scale similarities, Kobak and Berens 2019).</param>
    /// <param name="run">Is told of progress.</param>
    /// <param name="notes">Takes a sentence on points that cannot reach the perplexity.</param>
    public static (Tensor Similarities, Tensor Beta) Joint(Tensor points, double[] perplexities, Run run, ICollection<string> notes)
    {
        using var scope = NewDisposeScope();
        var n = points.size(0);
        var joint = empty(n, n, dtype: ScalarType.Float32, device: points.device);
        var (crowded, betas) = (0L, new List<Tensor>());
        run.EachBatch(n, RowBlocks.Of(n, points.device), (first, count) =>
        {
            var squared = Distances.Squared(points.narrow(0, first, count), points);
            squared.narrow(1, first, count).diagonal().fill_(double.PositiveInfinity);
            var (conditional, beta, unreached) = MeanOver(perplexities, squared);
            joint.narrow(0, first, count).copy_(conditional);
            betas.Add(beta.MoveToOuterDisposeScope());
            crowded += unreached;
        }, "points");
        NoteCrowded(crowded, notes);
        Symmetrise(joint);
        return (scope.MoveToOuter(joint), scope.MoveToOuter(cat(betas.ToArray(), 0)));
    }

    /// <summary>The symmetric similarities of each point and its nearest neighbours, which sum to one; those of points farther from each other are left out, as zero; and beta as for <see cref="Joint(Tensor, double[], Run, ICollection{string})"/>.</summary>
    /// <param name="neighbours">Each point's neighbours: three times the largest perplexity, and the rest of p(j|i) is small.</param>
    /// <param name="perplexities">As for <see cref="Joint(Tensor, double[], Run, ICollection{string})"/>.</param>
    /// <param name="run">Is told of progress.</param>
    /// <param name="notes">Takes a sentence on points that cannot reach the perplexity.</param>
    public static (SparseGraph Similarities, Tensor Beta) Joint(Neighbours neighbours, double[] perplexities, Run run, ICollection<string> notes)
    {
        var (n, k) = (neighbours.Points, neighbours.Count);
        var conditional = new float[n * k];
        var (crowded, betas) = (0L, new List<Tensor>());
        run.EachBatch(n, RowBlocks.Of(k, CPU), (first, count) =>
        {
            var distances = tensor(neighbours.Distances.AsMemory((int)first * k, (int)count * k), [count, k]);
            var (mean, beta, unreached) = MeanOver(perplexities, distances.to(ScalarType.Float64).square_());
            mean.to(ScalarType.Float32).data<float>().CopyTo(conditional, (int)first * k);
            betas.Add(beta.MoveToOuterDisposeScope());
            crowded += unreached;
        }, "points");
        NoteCrowded(crowded, notes);
        var scale = 1f / (2f * n);
        return (SparseGraph.Symmetric(neighbours, conditional, (mine, theirs) => (mine + theirs) * scale), cat(betas.ToArray(), 0));
    }

    private static (Tensor Conditional, Tensor Beta, long Unreached) MeanOver(double[] perplexities, Tensor squared)
    {
        var sum = zeros_like(squared);
        var all = ones([squared.size(0)], dtype: ScalarType.Bool, device: squared.device);
        var betas = new List<Tensor>();
        foreach (var perplexity in perplexities)
        {
            var (conditional, beta, reached) = Perplexity.Calibrate(squared, perplexity);
            sum.add_(conditional);
            betas.Add(beta);
            all = all.logical_and(reached);
        }
        return (sum.div_(perplexities.Length), betas is [var one] ? one : stack(betas.ToArray(), 1), all.logical_not().sum().ToInt64());
    }

    private static void NoteCrowded(long points, ICollection<string> notes)
    {
        if (points > 0)
            notes.Add($"{points} points have more nearest neighbours at one same distance (duplicates, mostly) than the perplexity: each takes them all with equal weights.");
    }

    /// <summary>Replaces p(j|i) by (p(j|i) + p(i|j)) / 2N in place, a tile and its mirror image at a time.</summary>
    private static void Symmetrise(Tensor p)
    {
        var n = p.size(0);
        for (long row = 0; row < n; row += Tile)
            for (var column = row; column < n; column += Tile)
            {
                using var scope = NewDisposeScope();
                var (rows, columns) = (Math.Min(Tile, n - row), Math.Min(Tile, n - column));
                var upper = p.narrow(0, row, rows).narrow(1, column, columns);
                var lower = p.narrow(0, column, columns).narrow(1, row, rows);
                var both = (upper + lower.t()) / (2.0 * n);
                upper.copy_(both);
                lower.copy_(both.t());
            }
    }
}
