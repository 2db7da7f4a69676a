extern alias UmapPlugin;

using Glassbox.Plugins.Tests.Goldens;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests;

// The projections' plugins each hold a copy of plugins/Geometry: these tests mean UMAP's.
using UmapPlugin::Glassbox.Plugins;

public class UmapTests
{
    private static Embedding Project(Tensor points, Umap.Options? options = null, long seed = 0) => new Umap().Project(points, options ?? new(), new Run(seed));

    private static Tensor Random(params long[] shape)
    {
        using var generator = new Run(seed: 5).Generator();
        return randn(shape, dtype: ScalarType.Float64, generator: generator);
    }

    private static Neighbours Given(Golden golden)
    {
        var (indices, distances) = (golden["in.knn_indices"], golden["in.knn_dists"]);
        return new((int)indices.size(1), [.. indices.data<long>().ToArray().Select(i => (int)i)], distances.data<float>().ToArray());
    }

    [Theory]
    [InlineData("umap_graph_digits")]
    [InlineData("umap_graph_blobs")]
    public void TheFuzzySetIsUmapLearns(string id)
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Case(id);
        var neighbours = Given(golden);
        var (rho, sigma) = FuzzySet.Bandwidths(neighbours, golden.Parameters.GetProperty("local_connectivity").GetDouble());
        golden.Compare("rhos", tensor(rho));
        golden.Compare("sigmas", tensor(sigma));
        var graph = FuzzySet.Of(neighbours, rho, sigma, golden.Parameters.GetProperty("set_op_mix_ratio").GetDouble());
        var rows = Enumerable.Range(0, graph.Rows).SelectMany(i => Enumerable.Repeat((long)i, graph.Starts[i + 1] - graph.Starts[i])).ToArray();
        golden.Compare("graph.row", tensor(rows));
        golden.Compare("graph.col", tensor(graph.Columns.Select(c => (long)c).ToArray()));
        golden.Compare("graph.val", tensor(graph.Values));
    }

    [Theory]
    [InlineData("umap_graph_digits")]
    [InlineData("umap_graph_blobs")]
    public void TheResultKeepsTheFuzzySetOfNeighboursThatAreGiven(string id)
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Case(id);
        var points = ReferencePoints.Named(golden.Parameters.GetProperty("dataset").GetString()!).narrow(0, 0, golden.Parameters.GetProperty("rows").GetInt64());
        var (indices, distances) = (golden["in.knn_indices"], golden["in.knn_dists"]);
        var map = Project(points, new((int)indices.size(1), Epochs: 1, NearestIndices: indices, NearestDistances: distances, KeepGraph: true));
        golden.Compare("rhos", map.Extras["rho"]);
        golden.Compare("sigmas", map.Extras["sigma"]);
        golden.Compare("graph.row", map.Extras["pairs"].select(1, 0));
        golden.Compare("graph.col", map.Extras["pairs"].select(1, 1));
        golden.Compare("graph.val", map.Extras["memberships"]);
        map.Extras["curve"][0].ToDouble().ShouldBe(1.577, 5e-4);
        map.CanTransform.ShouldBeFalse();
    }

    [Fact]
    public void NeighboursThatAreGivenMakeTheMapThatTheyMakeWhenFound()
    {
        using var scope = NewDisposeScope();
        var points = Random(80, 4);
        var (distances, indices) = cdist(points, points, compute_mode: compute_mode.donot_use_mm_for_euclid_dist).sort(1);
        var found = Project(points, new(6, Epochs: 20));
        found.Extras.Keys.ShouldBe(["curve"]);
        Project(points, new(6, Epochs: 20, NearestIndices: indices.narrow(1, 0, 6), NearestDistances: distances.narrow(1, 0, 6))).Coordinates.Equals(found.Coordinates).ShouldBeTrue();

        string Message(Tensor? i, Tensor? d) => Should.Throw<GlassboxException>(() => Project(points, new(6, NearestIndices: i, NearestDistances: d))).Message;
        Message(indices.narrow(1, 0, 6), null).ShouldContain("one of them is missing");
        Message(indices.narrow(1, 0, 5), distances.narrow(1, 0, 5)).ShouldContain("[80, 6]; these are [80, 5]");
        Message(indices.narrow(1, 0, 6) + 1, distances.narrow(1, 0, 6)).ShouldContain("numbered 0 to 79");
        Message(indices.narrow(1, 1, 6), distances.narrow(1, 1, 6)).ShouldContain("the first of its own");
        Message(zeros_like(indices.narrow(1, 0, 6)), distances.narrow(1, 0, 6)).ShouldContain("twice");
        Message(indices.narrow(1, 0, 6), -distances.narrow(1, 0, 6)).ShouldContain("rise along each row");
    }

    [Theory]
    [InlineData("umap_graph_digits")]
    [InlineData("umap_graph_blobs")]
    public void NeighboursAreUmapLearns(string id)
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Case(id);
        var points = ReferencePoints.Named(golden.Parameters.GetProperty("dataset").GetString()!).narrow(0, 0, golden.Parameters.GetProperty("rows").GetInt64());
        var (given, found) = (Given(golden), Neighbours.Of(points, golden.Parameters.GetProperty("n_neighbors").GetInt32() - 1, new Run()).WithThemselves());
        // In single precision, as umap-learn finds them, a few points are not quite at distance zero from themselves.
        for (var at = 0; at < given.Distances.Length; at++) found.Distances[at].ShouldBe(given.Distances[at], given.Indices[at] == at / given.Count ? 0.01f : 1e-4f);
        found.Indices.Zip(given.Indices).Count(pair => pair.First == pair.Second).ShouldBeGreaterThan((int)(0.98 * given.Indices.Length));
    }

    [Fact]
    public void TheCurveIsThePublishedOne()
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Case("umap_ab_params");
        var fitted = golden["spread_mindist_a_b"].clone();
        for (var i = 0; i < fitted.size(0); i++)
        {
            // The parameters are stored in single precision.
            var curve = Curve.Fit(Math.Round(fitted[i, 1].ToDouble(), 6), Math.Round(fitted[i, 0].ToDouble(), 6));
            fitted[i, 2] = curve.A;
            fitted[i, 3] = curve.B;
        }
        golden.Compare("spread_mindist_a_b", fitted);
        var standard = Curve.Fit(0.1, 1);
        standard.A.ShouldBe(1.577, 5e-4);
        standard.B.ShouldBe(0.895, 5e-4);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2.5)]
    public void MembershipsSumToTheLogarithmOfTheNeighbours(double localConnectivity)
    {
        using var scope = NewDisposeScope();
        var neighbours = Neighbours.Exact(Random(300, 6), 14, new Run()).WithThemselves();
        var (rho, sigma) = FuzzySet.Bandwidths(neighbours, localConnectivity);
        var memberships = FuzzySet.Memberships(neighbours, rho, sigma);
        for (var i = 0; i < 300; i++)
        {
            memberships[(i * 15)..((i + 1) * 15)].Sum().ShouldBe(MathF.Log2(15), 1e-4f);
            var nearest = neighbours.Distances[(i * 15)..((i + 1) * 15)];
            rho[i].ShouldBe(localConnectivity == 1 ? nearest[1] : (nearest[2] + nearest[3]) / 2, 1e-6f);
        }
    }

    [Fact]
    public void ADigitMapKeepsNeighboursAsUmapLearnsDoes()
    {
        using var scope = NewDisposeScope();
        var theirs = Golden.Case("umap_final_digits")["trust_cont_recall_spearman_k12"].to(ScalarType.Float64).sort(0).Values[1];
        var points = ReferencePoints.Digits;
        foreach (var start in Enum.GetValues<UmapStart>())
        {
            var map = Project(points, new(Start: start));
            NeighbourRanks.Trustworthiness(points, map.Coordinates, 12).ShouldBeGreaterThan(theirs[0].ToDouble() - 0.01);
            NeighbourRanks.Trustworthiness(map.Coordinates, points, 12).ShouldBeGreaterThan(theirs[1].ToDouble() - 0.01);
        }
    }

    [Theory]
    [InlineData(UmapStart.Spectral)]
    [InlineData(UmapStart.Random)]
    public void GivesTheSameBitsWithAnyNumberOfThreads(UmapStart start)
    {
        using var scope = NewDisposeScope();
        // More points than are compared with all others.
        var points = Random(4500, 12);
        Tests.Threads.SameBits(() =>
        {
            var map = Project(points, new(Epochs: 10, Start: start));
            return cat([map.Coordinates, map.Transform(points.narrow(0, 0, 200) + 0.1)], 0);
        });
    }

    [Fact]
    public void TheSeedAloneDecides()
    {
        using var scope = NewDisposeScope();
        var points = ReferencePoints.Blobs;
        var first = Project(points, new(Epochs: 50), seed: 1);
        Project(points, new(Epochs: 50), seed: 1).Coordinates.Equals(first.Coordinates).ShouldBeTrue();
        Project(points, new(Epochs: 50), seed: 2).Coordinates.Equals(first.Coordinates).ShouldBeFalse();
    }

    [Fact]
    public void APointIsPlacedWhateverItIsPlacedWithAndOnesOfTheMapWhereTheyLie()
    {
        using var scope = NewDisposeScope();
        var map = Project(ReferencePoints.Blobs);
        map.Transform(ReferencePoints.Blobs).Equals(map.Coordinates).ShouldBeTrue();
        var others = ReferencePoints.Blobs + Random(250, 20) * 0.1;
        var together = map.Transform(others);
        map.Transform(others.narrow(0, 100, 1)).Equals(together.narrow(0, 100, 1)).ShouldBeTrue();
        map.Transform(others.narrow(0, 37, 20)).Equals(together.narrow(0, 37, 20)).ShouldBeTrue();
    }

    [Fact]
    public void TheScopeThatAMapWasMadeInReleasesAllOfIt()
    {
        using var census = new TensorCensus();
        using (NewDisposeScope())
        {
            var map = Project(Random(120, 8), new(Epochs: 20));
            map.Transform(Random(4, 8)).shape.ShouldBe([4, 2]);
        }
        census.Left.ShouldBe(0);
    }

    [Fact]
    public void NewDigitsArePlacedAmongTheirOwn()
    {
        using var scope = NewDisposeScope();
        var (points, classes) = (ReferencePoints.Digits, ReferencePoints.DigitClasses);
        var map = Project(points.narrow(0, 0, 1200));
        var nearest = cdist(map.Transform(points.narrow(0, 1200, 597)), map.Coordinates).argmin(1);
        // The nearest of the 1,200 in the space itself has the same class for 96 % of them.
        classes.index_select(0, nearest).eq(classes.narrow(0, 1200, 597)).to(ScalarType.Float64).mean().ToDouble().ShouldBeGreaterThan(0.93);
    }

    [Fact]
    public void PartsThatAreNotConnectedLieApartAndAreReported()
    {
        using var scope = NewDisposeScope();
        var points = cat([Random(60, 5), Random(60, 5) + 100, Random(4, 5) - 100], 0);
        var map = Project(points, new(Neighbours: 4));
        map.Quality["connected components"].ShouldBeGreaterThanOrEqualTo(3);
        map.Notes.ShouldContain(n => n.StartsWith("The graph of neighbours falls into"));
        map.Coordinates.isfinite().all().item<bool>().ShouldBeTrue();
        // No point of another part is the nearest on the map.
        var distances = cdist(map.Coordinates, map.Coordinates);
        distances.diagonal().fill_(double.PositiveInfinity);
        static Tensor Part(Tensor index) => index.ge(60).to(ScalarType.Int32) + index.ge(120).to(ScalarType.Int32);
        Part(distances.argmin(1)).Equals(Part(arange(124))).ShouldBeTrue();
    }

    [Fact]
    public void LabelsDrawClassesTogether()
    {
        using var scope = NewDisposeScope();
        // Two classes that the points say nothing of.
        var points = Random(200, 4);
        var labels = Enumerable.Range(0, 200).Select(i => (long)(i % 2)).ToArray();
        double OwnClass(Embedding map)
        {
            var distances = cdist(map.Coordinates, map.Coordinates);
            distances.diagonal().fill_(double.PositiveInfinity);
            var near = distances.argsort(1).narrow(1, 0, 5);
            return (near % 2).eq(arange(200).unsqueeze(1) % 2).to(ScalarType.Float64).mean().ToDouble();
        }
        OwnClass(Project(points)).ShouldBeInRange(0.4, 0.6);
        OwnClass(Project(points, new(Labels: labels))).ShouldBeGreaterThan(0.9);
        Project(points, new(Labels: [.. labels.Select((l, i) => i < 20 ? l : -1)], Epochs: 20)).Coordinates.isfinite().all().item<bool>().ShouldBeTrue();
    }

    [Fact]
    public void LabelsWeakenEdgesAsUmapLearnsFormulaSays()
    {
        // Three points in a row of memberships 0.8 and 0.5; the last is of another class.
        SparseGraph graph = new([0, 1, 3, 4], [1, 0, 2, 1], [0.8f, 0.8f, 0.5f, 0.5f]);
        var labelled = FuzzySet.WithLabels(graph, [0, 0, 1], 0.5);
        // Rows scaled to a largest entry of one: (1), (1, 0.5 e^-5 / 0.8), (1); then a + b - a b.
        var weak = 0.5 * Math.Exp(-5) / 0.8;
        labelled.Values[0].ShouldBe(1, 1e-6f);
        labelled.Values[2].ShouldBe((float)(weak + 1 - weak), 1e-6f);
        labelled.Columns.ShouldBe([1, 0, 2, 1]);
        FuzzySet.WithLabels(graph, [0, 0, -1], 0.5).Values[1].ShouldBe(1, 1e-6f);
    }

    [Fact]
    public void DuplicatesAndConstantColumnsEndWell()
    {
        using var scope = NewDisposeScope();
        var points = cat([zeros([40, 3], dtype: ScalarType.Float64), Random(60, 3) + 4], 0);
        points = cat([points, ones([100, 1], dtype: ScalarType.Float64)], 1);
        var map = Project(points, new(Epochs: 100));
        map.Coordinates.isfinite().all().item<bool>().ShouldBeTrue();
        map.Transform(points).Equals(map.Coordinates.clone()).ShouldBeFalse("all duplicates are placed where the first of them lies");
        map.Transform(points).narrow(0, 40, 60).Equals(map.Coordinates.narrow(0, 40, 60)).ShouldBeTrue();
        Project(ones([30, 2])).Coordinates.isfinite().all().item<bool>().ShouldBeTrue();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10)]
    public void MapsHaveTheDimensionsAskedFor(int dimensions) => Project(ReferencePoints.Blobs, new(Dimensions: dimensions, Epochs: 5)).Coordinates.shape.ShouldBe([250, dimensions]);

    [Fact]
    public void MistakesAreEachOneSentence()
    {
        static string Message(Tensor points, Umap.Options? options = null) => Should.Throw<GlassboxException>(() => Project(points, options)).Message;
        Message(Random(10, 3)).ShouldBe("15 neighbours, the point itself counted, are more than the 10 points: choose fewer.");
        Message(Random(30, 3), new(Labels: [1, 2])).ShouldBe("There are 2 labels for 30 points: give one a point, -1 where it is not known.");
        Message(Random(30, 3), new(LocalConnectivity: 20)).ShouldBe("Of 14 neighbours beside the point itself, 20 cannot be certain: choose a smaller local connectivity.");
        Message(Random(30, 3), new(Labels: [.. Enumerable.Range(0, 30).Select(i => (long)i)], LabelWeight: 1)).ShouldBe("The labels leave no two points neighbours: choose a smaller label weight.");
        Message(full([30, 3], double.NaN)).ShouldStartWith("Point 0 has a value that is not a finite number");
    }

    [Fact]
    public void StopsWhenAsked()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Should.Throw<OperationCanceledException>(() => new Umap().Project(ReferencePoints.Blobs, new(), new Run(cancellation: source.Token)));
    }
}
