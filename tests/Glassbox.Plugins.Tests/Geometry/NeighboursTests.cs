using Glassbox.Plugins.Tests.Goldens;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests;

public class NeighboursTests
{
    private static Tensor Random(params long[] shape)
    {
        using var generator = new Run(seed: 5).Generator();
        return randn(shape, dtype: ScalarType.Float64, generator: generator);
    }

    private static double Recall(Neighbours got, Neighbours exact)
    {
        var k = exact.Count;
        return Enumerable.Range(0, exact.Points).Average(i => got.Indices.AsSpan(i * k, k).ToArray().Intersect(exact.Indices.AsSpan(i * k, k).ToArray()).Count() / (double)k);
    }

    [Fact]
    public void AreThoseWorkedByHand()
    {
        using var scope = NewDisposeScope();
        var found = Neighbours.Exact(tensor(new[,] { { 0.0 }, { 1 }, { 3 }, { 7 } }), 2, new Run());
        found.Indices.ShouldBe([1, 2, 0, 2, 1, 0, 2, 1]);
        found.Distances.ShouldBe([1, 3, 1, 2, 2, 3, 4, 6]);
    }

    [Fact]
    public void OfThoseAtTheDistanceOfTheLastTheFirstAreTaken()
    {
        using var scope = NewDisposeScope();
        // A square, its centre, and the centre again: four points, and more, lie as near as the second.
        var points = tensor(new double[,] { { 1, 1 }, { 1, -1 }, { -1, 1 }, { -1, -1 }, { 0, 0 }, { 0, 0 } });
        var found = Neighbours.Exact(points, 2, new Run());
        found.Indices.ShouldBe([4, 5, 4, 5, 4, 5, 4, 5, 5, 0, 4, 0]);
        Neighbours.Exact(zeros([300, 3], dtype: ScalarType.Float64), 5, new Run()).Indices[^5..].ShouldBe([0, 1, 2, 3, 4]);
    }

    [Fact]
    public void AreAsBySortingAllDistances()
    {
        using var scope = NewDisposeScope();
        // More rows than are worked on at a time.
        var points = Random(3000, 3);
        var all = cdist(points, points);
        all.diagonal().fill_(double.PositiveInfinity);
        var sorted = all.argsort(1).narrow(1, 0, 20).flatten().data<long>().ToArray().Select(i => (int)i);
        Neighbours.Exact(points, 20, new Run()).Indices.ShouldBe(sorted);
    }

    [Theory]
    [InlineData(90)]
    [InlineData(15)]
    [InlineData(1)]
    public void SearchFindsNearlyAll(int count)
    {
        using var scope = NewDisposeScope();
        foreach (var points in new[] { ReferencePoints.Digits, Random(5000, 40) })
            Recall(NeighbourSearch.Approximate(points, count, new Run()), Neighbours.Exact(points, count, new Run())).ShouldBeGreaterThan(points.size(1) == 64 ? 0.98 : 0.9);
    }

    [Fact]
    public void SearchAmongFewPointsFindsAll()
    {
        using var scope = NewDisposeScope();
        var points = Random(128, 10) + 1e6;
        foreach (var count in new[] { 1, 50, 127 })
            Recall(NeighbourSearch.Approximate(points, count, new Run()), Neighbours.Exact(points, count, new Run())).ShouldBe(1);
    }

    [Fact]
    public void SearchListsAreSortedAndWithoutThePointItself()
    {
        using var scope = NewDisposeScope();
        // Many points are equal, and all distances are tied.
        var points = cat([zeros([300, 2], dtype: ScalarType.Float64), Random(700, 2).round()], 0);
        var found = NeighbourSearch.Approximate(points, 30, new Run());
        for (var i = 0; i < 1000; i++)
        {
            var list = found.Indices.AsSpan(i * 30, 30).ToArray();
            list.ShouldNotContain(i);
            list.Distinct().Count().ShouldBe(30);
            var distances = found.Distances.AsSpan(i * 30, 30).ToArray();
            distances.ShouldBe(distances.Order());
            distances[29].ShouldBe((points[list[29]] - points[i]).norm().ToSingle(), 1e-4f);
        }
    }

    [Fact]
    public void SearchGivesTheSameListsWithAnyNumberOfThreads()
    {
        using var scope = NewDisposeScope();
        var points = Random(4000, 30);
        Threads.SameBits(() => tensor(NeighbourSearch.Approximate(points, 20, new Run(seed: 3)).Indices));
    }

    [Fact]
    public void AGraphJoinsWhatBothSidesSay()
    {
        using var scope = NewDisposeScope();
        var neighbours = Neighbours.Exact(Random(60, 2), 7, new Run());
        var values = Enumerable.Range(0, 420).Select(i => (i % 11 + 1) / 12f).ToArray();
        var graph = SparseGraph.Symmetric(neighbours, (float[])values.Clone(), (mine, theirs) => mine + theirs - mine * theirs);
        var said = zeros(60, 60);
        for (var at = 0; at < 420; at++) said[at / 7, neighbours.Indices[at]] = values[at];
        var expected = said + said.t() - said * said.t();
        var got = zeros(60, 60);
        for (var i = 0; i < 60; i++)
        {
            var columns = graph.Columns[graph.Starts[i]..graph.Starts[i + 1]];
            columns.ShouldBe(columns.Distinct().Order());
            for (var at = graph.Starts[i]; at < graph.Starts[i + 1]; at++) got[i, graph.Columns[at]] = graph.Values[at];
        }
        (got - expected).abs().max().ToSingle().ShouldBeLessThan(1e-6f);
        graph.Columns.Length.ShouldBe((int)expected.count_nonzero().ToInt64());
    }
}
