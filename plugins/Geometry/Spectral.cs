using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// The smoothest functions on a connected graph: eigenvectors of <c>D^-1/2 W D^-1/2</c> for its largest eigenvalues, or, which is the same, of the normalised Laplacian for its smallest. By subspace
/// iteration with Chebyshev polynomials (Zhou, Saad, Tiago and Chelikowsky 2006) on large graphs, by a dense solver on small ones. The same bits with any number of threads.
/// </summary>
internal static class Spectral
{
    private const int DenseUpTo = 400;
    private const int Extra = 4, Degree = 16, MostIterations = 60;
    private const double Tolerance = 1e-5;

    /// <summary>The eigenvectors after the first, which is constant but for the degrees: <c>[N, d]</c> in double precision, orthonormal columns.</summary>
    /// <param name="graph">Symmetric, connected, with no negative entry.</param>
    /// <param name="count">How many eigenvectors, d, less than N.</param>
    /// <param name="run">Gives the random start, and asks to stop.</param>
    public static Tensor Eigenvectors(SparseGraph graph, int count, Run run)
    {
        using var scope = NewDisposeScope();
        using var one = new SingleThread();
        var walk = Normalised(graph);
        return scope.MoveToOuter(graph.Rows <= DenseUpTo ? Dense(walk, count) : Iterated(walk, count, run));
    }

    private static SparseGraph Normalised(SparseGraph graph)
    {
        var degrees = new double[graph.Rows];
        for (var i = 0; i < graph.Rows; i++)
            for (var e = graph.Starts[i]; e < graph.Starts[i + 1]; e++) degrees[i] += graph.Values[e];
        var values = new float[graph.Values.Length];
        for (var i = 0; i < graph.Rows; i++)
            for (var e = graph.Starts[i]; e < graph.Starts[i + 1]; e++)
                values[e] = (float)(graph.Values[e] / Math.Sqrt(degrees[i] * degrees[graph.Columns[e]]));
        return graph with { Values = values };
    }

    private static Tensor Dense(SparseGraph walk, int count)
    {
        var n = walk.Rows;
        var entries = new double[n * n];
        for (var i = 0; i < n; i++)
            for (var e = walk.Starts[i]; e < walk.Starts[i + 1]; e++) entries[i * n + walk.Columns[e]] = walk.Values[e];
        var (_, vectors) = linalg.eigh(tensor(entries, [n, n]));
        // In rising order: the last belongs to the constant function.
        return vectors.narrow(1, n - 1 - count, count).flip(1).contiguous();
    }

    private static Tensor Iterated(SparseGraph walk, int count, Run run)
    {
        var (n, block) = (walk.Rows, count + 1 + Extra);
        using var generator = run.Generator(stream: 1);
        var basis = linalg.qr(randn(n, block, dtype: ScalarType.Float64, generator: generator)).Q;
        var cut = 0.0;
        for (var i = 0; ; i++)
        {
            run.Cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            // T_m grows fast above one and stays within one on [-1, 1], onto which [-1, cut], the part of the spectrum that is not wanted, is mapped.
            var (center, radius) = ((cut - 1) / 2, (cut + 1) / 2);
            var (before, now) = (basis, (Times(walk, basis) - basis * center) / radius);
            for (var degree = 1; degree < Degree; degree++)
                (before, now) = (now, (Times(walk, now) - now * center) * (2 / radius) - before);
            var q = linalg.qr(now).Q;
            var image = Times(walk, q);
            var (values, vectors) = linalg.eigh(q.t().matmul(image));
            basis = q.matmul(vectors).MoveToOuterDisposeScope();
            cut = Math.Clamp(values[0].ToDouble(), 0, 1 - 1e-9);

            var wanted = values.narrow(0, block - 1 - count, count + 1);
            var residuals = (image.matmul(vectors) - basis * values).narrow(1, block - 1 - count, count + 1).t().contiguous().square().sum(1).sqrt();
            // A residual counts against the distance of its eigenvalue from the next: what is asked for is the direction.
            if (i == MostIterations || residuals.max().ToDouble() < Tolerance * Math.Max(1e-3, 1 - wanted.min().ToDouble())) break;
        }
        return basis.narrow(1, block - 1 - count, count).flip(1).contiguous();
    }

    /// <summary>The product of a sparse matrix and a dense one, <c>[N, B]</c>: each row by itself.</summary>
    private static Tensor Times(SparseGraph walk, Tensor columns)
    {
        var (n, width) = (walk.Rows, (int)columns.size(1));
        var from = columns.contiguous().data<double>().ToArray();
        var to = new double[from.Length];
        Parallel.For(0, n, Threads.AsSet(), i =>
        {
            var sum = to.AsSpan(i * width, width);
            for (var e = walk.Starts[i]; e < walk.Starts[i + 1]; e++)
            {
                var value = walk.Values[e];
                var row = from.AsSpan(walk.Columns[e] * width, width);
                for (var k = 0; k < row.Length; k++) sum[k] += value * row[k];
            }
        });
        return tensor(to, [n, width]);
    }
}
