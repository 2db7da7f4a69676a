extern alias UmapPlugin;

using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests;

using UmapPlugin::Glassbox.Plugins;

public class SpectralTests
{
    private static Tensor Random(params long[] shape)
    {
        using var generator = new Run(seed: 5).Generator();
        return rand(shape, dtype: ScalarType.Float64, generator: generator);
    }

    private static SparseGraph Graph(int points)
    {
        var neighbours = Neighbours.Exact(Random(points, 2) * tensor(new[] { 3.0, 1 }), 12, new Run()).WithThemselves();
        var (rho, sigma) = FuzzySet.Bandwidths(neighbours, 1);
        return FuzzySet.Of(neighbours, rho, sigma, 1);
    }

    private static Tensor Normalised(SparseGraph graph)
    {
        var dense = zeros(graph.Rows, graph.Rows, dtype: ScalarType.Float64);
        for (var i = 0; i < graph.Rows; i++)
            for (var e = graph.Starts[i]; e < graph.Starts[i + 1]; e++) dense[i, graph.Columns[e]] = graph.Values[e];
        var degrees = dense.sum(1).sqrt();
        return dense / (degrees.unsqueeze(1) * degrees);
    }

    [Fact]
    public void AChainsSmoothestFunctionsAreCosines()
    {
        using var scope = NewDisposeScope();
        // A ring of n points: eigenvalues cos(2 pi k / n), each twice, so the first two span the cosine and the sine.
        const int n = 60;
        var columns = Enumerable.Range(0, n).SelectMany(i => new[] { (i + n - 1) % n, (i + 1) % n }.Order()).ToArray();
        var found = Spectral.Normalised(new([.. Enumerable.Range(0, n + 1).Select(i => 2 * i)], columns, [.. columns.Select(_ => 1f)]), 2, new Run());
        var angle = arange(n, dtype: ScalarType.Float64) * (2 * Math.PI / n);
        var expected = stack([angle.cos(), angle.sin()], 1) * Math.Sqrt(2.0 / n);
        var overlap = expected.t().matmul(found);
        (overlap.t().matmul(overlap) - eye(2, dtype: ScalarType.Float64)).abs().max().ToDouble().ShouldBeLessThan(1e-6);
    }

    [Theory]
    [InlineData(350)]
    [InlineData(1200)]
    public void EigenvectorsAreThoseOfADenseSolver(int points)
    {
        using var scope = NewDisposeScope();
        var graph = Graph(points);
        graph.Components().Max().ShouldBe(0);
        var walk = Normalised(graph);
        var (values, vectors) = linalg.eigh(walk);
        var found = Spectral.Normalised(graph, 3, new Run());
        (found.t().matmul(found) - eye(3, dtype: ScalarType.Float64)).abs().max().ToDouble().ShouldBeLessThan(1e-9);
        for (var k = 0; k < 3; k++)
        {
            var at = points - 2 - k;
            (found[.., k] * vectors[.., at]).sum().abs().ToDouble().ShouldBe(1, 1e-4, $"eigenvalue {values[at].ToDouble()}");
        }
    }

    [Fact]
    public void ComponentsAreNumberedByTheirFirstPoints()
    {
        SparseGraph graph = new([0, 1, 2, 3, 4, 4], [2, 3, 0, 1], [1, 1, 1, 1]);
        graph.Components().ShouldBe([0, 1, 0, 1, 2]);
        var part = graph.Among([1, 3]);
        part.Starts.ShouldBe([0, 1, 2]);
        part.Columns.ShouldBe([1, 0]);
    }
}
