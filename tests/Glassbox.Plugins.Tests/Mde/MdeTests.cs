extern alias MdePlugin;

using Glassbox.Plugins.Tests.Goldens;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests;

// The projections' plugins each hold a copy of plugins/Geometry: these tests mean MDE's.
using MdePlugin::Glassbox.Plugins;

public class MdeTests
{
    private static Embedding Project(Tensor points, Mde.Options options, long seed = 0) => new Mde().Project(points, options, new Run(seed));

    private static Tensor Random(params long[] shape)
    {
        using var generator = new Run(seed: 5).Generator();
        return randn(shape, dtype: ScalarType.Float64, generator: generator);
    }

    private static Tensor Distances(Tensor points) => cdist(points, points, compute_mode: compute_mode.donot_use_mm_for_euclid_dist);

    private static Tensor Laplacian(SparseGraph graph)
    {
        var weights = zeros(graph.Rows, graph.Rows, dtype: ScalarType.Float64);
        for (var i = 0; i < graph.Rows; i++)
            for (var e = graph.Starts[i]; e < graph.Starts[i + 1]; e++) weights[i, graph.Columns[e]] = graph.Values[e];
        return diag(weights.sum(1)) - weights;
    }

    [Theory]
    [InlineData(200)]
    [InlineData(900)]
    public void QuadraticAndStandardisedIsTheSpectralEmbedding(int count)
    {
        using var scope = NewDisposeScope();
        var points = Random(count, 2) * tensor(new[] { 2.0, 1 });
        var map = Project(points, new(MdeKeep.Quadratic, Neighbours: 8));
        var graph = Pairs.OfNeighbours(Neighbours.Exact(points, 8, new Run()));
        graph.Components().Max().ShouldBe(0);
        var (values, vectors) = linalg.eigh(Laplacian(graph));
        // The space that the two eigenvectors after the constant one span, whichever way they are turned in it.
        var overlap = vectors.narrow(1, 1, 2).t().matmul(map.Coordinates) / Math.Sqrt(count);
        (overlap.t().matmul(overlap) - eye(2, dtype: ScalarType.Float64)).abs().max().ToDouble().ShouldBeLessThan(1e-6);
        // sum of w d^2 over pairs = trace of X^T L X = N times the eigenvalues' sum.
        map.Quality["average distortion"].ShouldBe(count * values.narrow(0, 1, 2).sum().ToDouble() / (graph.Columns.Length / 2), 1e-9);
        map.Checks.Single().Holds.ShouldBeTrue();
    }

    [Fact]
    public void TheSolverFindsTheSpectralEmbeddingFromAnyStart()
    {
        using var scope = NewDisposeScope();
        var graph = Pairs.OfNeighbours(Neighbours.Exact(Random(150, 2) * tensor(new[] { 2.0, 1 }), 8, new Run()));
        var (values, _) = linalg.eigh(Laplacian(graph));
        var constraint = new Constraint.Standardised(2);
        var x = Random(150, 2).data<double>().ToArray();
        constraint.Project(x);
        var (distortion, slope) = QuasiNewton.Minimise(x, new DistortionSum(graph, Distortion.Quadratic, 2, new()), constraint, 2000, 1e-8, new Run());
        distortion.ShouldBe(150 * values.narrow(0, 1, 2).sum().ToDouble() / (graph.Columns.Length / 2), 1e-8);
        slope.ShouldBeLessThan(1e-6);
    }

    [Theory]
    [InlineData(MdeKeep.Distances)]
    [InlineData(MdeKeep.SquaredDistances)]
    public void PointsOfAPlaneInSpaceGetTheirDistancesBack(MdeKeep keep)
    {
        using var scope = NewDisposeScope();
        var points = Random(120, 2).matmul(linalg.qr(Random(9, 2)).Q.t()) + 4;
        var map = Project(points, new(keep));
        (Distances(map.Coordinates) - Distances(points)).abs().max().ToDouble().ShouldBeLessThan(0.02);
        map.Coordinates.sum(0).abs().max().ToDouble().ShouldBeLessThan(1e-9);
    }

    [Fact]
    public void KeptDistancesAreNearerThanThoseOfPrincipalComponents()
    {
        using var scope = NewDisposeScope();
        var points = ReferencePoints.Blobs;
        double Stress(Tensor map) => (Distances(map) - Distances(points)).square().sum().ToDouble();
        Stress(Project(points, new(MdeKeep.SquaredDistances)).Coordinates).ShouldBeLessThan(0.7 * Stress(new Pca().Project(points, new(), new Run()).Coordinates));
    }

    [Fact]
    public void AnchoredPointsStayAndTheOthersAreDrawnBetweenThem()
    {
        using var scope = NewDisposeScope();
        // A chain whose points each have the next and the last as neighbours: held at its ends, squared distances are least when the others are evenly spread.
        var points = arange(0, 5, dtype: ScalarType.Float64).unsqueeze(1) * tensor(new[] { 1.0, 0 }) + tensor(new[] { 0.0, 3 });
        var ends = tensor(new[,] { { 0.0, 8 }, { 4, 0 } });
        var map = Project(points, new(MdeKeep.Quadratic, Neighbours: 1, Anchors: [0, 4], AnchorPlaces: ends, Tolerance: 1e-10));
        map.Coordinates[0].Equals(ends[0]).ShouldBeTrue();
        map.Coordinates[4].Equals(ends[1]).ShouldBeTrue();
        // With one neighbour each, the pairs 0-1 and 3-4 are each other's: weight 2. The chain of weights 2, w, w, 2 (w = 1 or 2 by ties) is solved by hand through its resistances.
        var graph = Pairs.OfNeighbours(Neighbours.Exact(points, 1, new Run()));
        var laplacian = Laplacian(graph);
        var inner = linalg.solve(laplacian.narrow(0, 1, 3).narrow(1, 1, 3), -laplacian.narrow(0, 1, 3).index_select(1, tensor(new[] { 0L, 4 })).matmul(ends));
        (map.Coordinates.narrow(0, 1, 3) - inner).abs().max().ToDouble().ShouldBeLessThan(1e-6);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void SlopesAreThoseOfTheCosts(int which)
    {
        var distortion = new[] { Distortion.Quadratic, Distortion.Absolute, Distortion.Squared, Distortion.PushAndPull }[which];
        foreach (var number in which is 0 or 3 ? new[] { 1.0, 2, -1 } : [0.5, 2])
            foreach (var distance in new[] { 1e-3, 0.3, 1, 7 })
            {
                const double step = 1e-7;
                var slope = (distortion.At(distance + step, number).Cost - distortion.At(distance - step, number).Cost) / (2 * step);
                distortion.At(distance, number).Slope.ShouldBe(slope, 1e-5 * Math.Max(1, Math.Abs(slope)));
            }
        // Published forms, at one.
        Distortion.PushAndPull.At(1, 1).Cost.ShouldBe(Math.Log(2), 1e-12);
        Distortion.PushAndPull.At(1, -1).Cost.ShouldBe(-Math.Log(1 - Math.Exp(-1)), 1e-12);
    }

    [Fact]
    public void TheGradientIsTheSlopeOfTheAverage()
    {
        using var scope = NewDisposeScope();
        var points = Random(30, 5);
        var pairs = Pairs.WithRandom(Pairs.OfNeighbours(Neighbours.Exact(points, 4, new Run())), 1, new Run());
        var sum = new DistortionSum(pairs, Distortion.PushAndPull, 2, new());
        var x = Random(30, 2).data<double>().ToArray();
        var (gradient, scratch) = (new double[60], new double[60]);
        sum.At(x, gradient);
        foreach (var k in new[] { 0, 17, 59 })
        {
            double At(double by)
            {
                var moved = (double[])x.Clone();
                moved[k] += by;
                return sum.At(moved, scratch);
            }
            gradient[k].ShouldBe((At(1e-6) - At(-1e-6)) / 2e-6, 1e-8);
        }
    }

    [Theory]
    [InlineData(MdeConstraint.Centred)]
    [InlineData(MdeConstraint.Standardised)]
    public void NeighbourhoodsAreKeptBetterThanByPrincipalComponents(MdeConstraint constraint)
    {
        using var scope = NewDisposeScope();
        var points = ReferencePoints.Digits;
        var map = Project(points, new(Constraint: constraint));
        map.Checks.Single().Holds.ShouldBeTrue();
        NeighbourRanks.Trustworthiness(points, map.Coordinates, 12).ShouldBeGreaterThan(0.93);
        NeighbourRanks.Trustworthiness(points, new Pca().Project(points, new(), new Run()).Coordinates, 12).ShouldBeLessThan(0.85);
    }

    [Theory]
    [InlineData(MdeKeep.Neighbours)]
    [InlineData(MdeKeep.Quadratic)]
    [InlineData(MdeKeep.Distances)]
    public void GivesTheSameBitsWithAnyNumberOfThreads(MdeKeep keep)
    {
        using var scope = NewDisposeScope();
        var points = Random(1500, 10);
        Tests.Threads.SameBits(() => Project(points, new(keep, Iterations: 20, MostPairs: 100_000)).Coordinates);
    }

    [Fact]
    public void RandomPairsAreReported()
    {
        using var scope = NewDisposeScope();
        var map = Project(Random(200, 3), new(MdeKeep.Distances, MostPairs: 500));
        map.Notes.ShouldContain(n => n.StartsWith("Distances were kept between ") && n.EndsWith(" random pairs of the 19900 there are."));
    }

    [Fact]
    public void DuplicatesAndPartsThatAreNotConnectedEndWell()
    {
        using var scope = NewDisposeScope();
        var points = cat([zeros([30, 3], dtype: ScalarType.Float64), Random(30, 3) + 50, Random(30, 3) - 50], 0);
        foreach (var keep in Enum.GetValues<MdeKeep>())
        {
            var map = Project(points, new(keep, Neighbours: 5));
            map.Coordinates.isfinite().all().item<bool>().ShouldBeTrue();
            if (keep is MdeKeep.Neighbours) map.Notes.ShouldContain(n => n.StartsWith("The graph of neighbours falls into"));
        }
    }

    [Fact]
    public void MistakesAreEachOneSentence()
    {
        static string Message(Mde.Options options) => Should.Throw<GlassboxException>(() => Project(Random(20, 3), options)).Message;
        Message(new(Neighbours: 20)).ShouldBe("20 neighbours of each point are as many as the 20 points: choose fewer.");
        Message(new(Dimensions: 20)).ShouldBe("A map of 20 points has 19 dimensions at most: 20 are too many.");
        Message(new(Neighbours: 19)).ShouldBe("Of 20 points with 19 neighbours each, no two that were drawn are not neighbours: nothing repels, and the map shrinks to a point. Choose fewer neighbours.");
        Message(new(RandomPairs: 0)).ShouldBe("With no random pairs nothing repels, and a centred map shrinks to a point: give some, or choose a standardised map.");
        Message(new(MdeKeep.Quadratic, MdeConstraint.Centred)).ShouldBe("With a quadratic distortion a centred map shrinks to a point: choose a standardised or an anchored one.");
        Message(new(Constraint: MdeConstraint.Anchored)).ShouldBe("An anchored map needs anchors and their places: give the indices of some points, and one row of coordinates for each.");
        Message(new(Anchors: [1, 25], AnchorPlaces: zeros(2, 2))).ShouldBe("There is no point 25 to anchor: the points are numbered 0 to 19.");
        Message(new(Anchors: [1], AnchorPlaces: zeros(2, 2))).ShouldBe("The places of 1 anchors on a map of 2 dimensions are [1, 2]; these are [2, 2].");
    }
}
