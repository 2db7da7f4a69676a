using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// The smoothest functions on a graph after the one that varies least of all: eigenvectors of its Laplacian for the smallest eigenvalues. By subspace iteration with Chebyshev polynomials (Zhou,
/// Saad, Tiago and Chelikowsky 2006) on large graphs, by a dense solver on small ones. The same bits with any number of threads.
/// </summary>
internal sealed class Spectral
{
    private const int DenseUpTo = 400;
    private const int Extra = 4, Degree = 16, MostIterations = 60;
    private const double Tolerance = 1e-5;

    // A matrix with the Laplacian's eigenvectors and its spectrum upside down within [-1, 1]: entries off the diagonal, the diagonal, and the unit eigenvector that is left out.
    private readonly SparseGraph graph;
    private readonly double[] diagonal;
    private readonly double[] leftOut;
    // What each product reads and writes, kept from one to the next: they are the largest arrays of a map, and there are hundreds of products.
    private double[] from = [], to = [];

    private Spectral(SparseGraph graph, double[] diagonal, double[] leftOut) => (this.graph, this.diagonal, this.leftOut) = (graph, diagonal, leftOut);

    /// <summary>Eigenvectors of the normalised Laplacian, <c>I - D^-1/2 W D^-1/2</c>, after <c>D^1/2 1</c>: <c>[N, d]</c> in double precision, orthonormal columns.</summary>
    /// <param name="graph">Symmetric, connected, with no negative entry.</param>
    /// <param name="count">How many eigenvectors, d, less than N.</param>
    /// <param name="run">Gives the random start, and asks to stop.</param>
    public static Tensor Normalised(SparseGraph graph, int count, Run run)
    {
        var roots = Degrees(graph).Select(Math.Sqrt).ToArray();
        return new Spectral(Scaled(graph, (i, j) => 1 / (roots[i] * roots[j])), new double[graph.Rows], Unit(roots)).Eigenvectors(count, run);
    }

    /// <summary>Eigenvectors of the Laplacian, <c>D - W</c>, after the constant one: <c>[N, d]</c> in double precision, orthonormal columns that sum to zero.</summary>
    /// <param name="graph">Symmetric, with no negative entry.</param>
    /// <param name="count">How many eigenvectors, d, less than N.</param>
    /// <param name="run">Gives the random start, and asks to stop.</param>
    public static Tensor Plain(SparseGraph graph, int count, Run run)
    {
        // No eigenvalue is larger than twice the largest degree.
        var degrees = Degrees(graph);
        var scale = 1 / degrees.Max();
        return new Spectral(Scaled(graph, (_, _) => scale), [.. degrees.Select(d => 1 - d * scale)], Unit([.. degrees.Select(_ => 1.0)])).Eigenvectors(count, run);
    }

    private static double[] Degrees(SparseGraph graph)
    {
        var degrees = new double[graph.Rows];
        for (var i = 0; i < graph.Rows; i++)
            for (var e = graph.Starts[i]; e < graph.Starts[i + 1]; e++) degrees[i] += graph.Values[e];
        return degrees;
    }

    private static SparseGraph Scaled(SparseGraph graph, Func<int, int, double> factor)
    {
        var values = new float[graph.Values.Length];
        for (var i = 0; i < graph.Rows; i++)
            for (var e = graph.Starts[i]; e < graph.Starts[i + 1]; e++) values[e] = (float)(graph.Values[e] * factor(i, graph.Columns[e]));
        return graph with { Values = values };
    }

    private static double[] Unit(double[] vector)
    {
        var length = Math.Sqrt(vector.Sum(v => v * v));
        return [.. vector.Select(v => v / length)];
    }

    private Tensor Eigenvectors(int count, Run run)
    {
        using var scope = NewDisposeScope();
        using var one = new SingleThread();
        return scope.MoveToOuter(graph.Rows <= Math.Max(DenseUpTo, 3 * (count + Extra)) ? Dense(count) : Iterated(count, run));
    }

    private Tensor Dense(int count)
    {
        var n = graph.Rows;
        var (_, vectors) = linalg.eigh(Times(eye(n, dtype: ScalarType.Float64)));
        return vectors.narrow(1, n - count, count).flip(1).contiguous();
    }

    private Tensor Iterated(int count, Run run)
    {
        var (n, block) = (graph.Rows, count + Extra);
        using var generator = run.Generator(stream: 1);
        var basis = linalg.qr(randn(n, block, dtype: ScalarType.Float64, generator: generator)).Q;
        var cut = 0.0;
        for (var i = 0; ; i++)
        {
            run.Cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            // T_m grows fast above one and stays within one on [-1, 1], onto which [-1, cut], the part of the spectrum that is not wanted, is mapped.
            var (center, radius) = ((cut - 1) / 2, (cut + 1) / 2);
            var (before, now) = (basis, (Times(basis) - basis * center) / radius);
            for (var degree = 1; degree < Degree; degree++)
                (before, now) = (now, (Times(now) - now * center) * (2 / radius) - before);
            var q = linalg.qr(now).Q;
            var image = Times(q);
            var (values, vectors) = linalg.eigh(q.t().matmul(image));
            basis = q.matmul(vectors).MoveToOuterDisposeScope();
            cut = Math.Clamp(values[0].ToDouble(), 0, 1 - 1e-9);

            var residuals = (image.matmul(vectors) - basis * values).narrow(1, Extra, count).t().contiguous().square().sum(1).sqrt();
            // Against the smallest distance from one: nearly constant functions have eigenvalues near it.
            if (i == MostIterations || residuals.max().ToDouble() < Tolerance * Math.Max(1e-3, 1 - values[Extra].ToDouble())) break;
        }
        return basis.narrow(1, Extra, count).flip(1).contiguous();
    }

    /// <summary>The product with a matrix, <c>[N, B]</c>, in which the vector left out has eigenvalue minus one: each row by itself.</summary>
    private Tensor Times(Tensor columns)
    {
        var (n, width) = (graph.Rows, (int)columns.size(1));
        if (from.Length != n * width) (from, to) = (new double[n * width], new double[n * width]);
        columns.contiguous().data<double>().CopyTo(from);
        var along = new double[width];
        for (var i = 0; i < n; i++)
            for (var k = 0; k < width; k++) along[k] += 2 * leftOut[i] * from[i * width + k];
        Parallel.For(0, n, Threads.AsSet(), i =>
        {
            var sum = to.AsSpan(i * width, width);
            for (var k = 0; k < width; k++) sum[k] = diagonal[i] * from[i * width + k] - leftOut[i] * along[k];
            for (var e = graph.Starts[i]; e < graph.Starts[i + 1]; e++)
            {
                var value = graph.Values[e];
                var row = from.AsSpan(graph.Columns[e] * width, width);
                for (var k = 0; k < row.Length; k++) sum[k] += value * row[k];
            }
        });
        return tensor(to, [n, width]);
    }
}
