using Glassbox.Plugins.Tests.Goldens;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests;

public class EmbeddingQualityTests
{
    private static Score Measure(Tensor points, Tensor[] maps, EmbeddingQuality.Options? options = null) =>
        new EmbeddingQuality().Measure(points, [.. maps.Select(m => new Embedding(m))], options ?? new(), new Run());

    private static Tensor Random(params long[] shape)
    {
        using var generator = new Run(seed: 5).Generator();
        return randn(shape, dtype: ScalarType.Float64, generator: generator);
    }

    [Theory]
    [InlineData("embedding_quality_digits")]
    [InlineData("embedding_quality_blobs")]
    public void AgreesWithScikitLearn(string id)
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Case(id);
        var points = ReferencePoints.Named(golden.Parameters.GetProperty("dataset").GetString()!).narrow(0, 0, golden.Parameters.GetProperty("first_rows").GetInt64());
        var neighbours = golden.Parameters.GetProperty("k").EnumerateArray().Select(k => k.GetInt32()).ToArray();
        foreach (var map in new[] { "pca", "random" })
        {
            var scores = neighbours.Select(k => Measure(points, [golden[$"in.Y_{map}"]], new(k))).ToArray();
            Tensor Both(string measure) => cat(scores.Select(s => s.Values[measure]).ToArray(), 0);
            golden.Compare($"{map}.trustworthiness", Both("trustworthiness"));
            golden.Compare($"{map}.continuity", Both("continuity"));
            golden.Compare($"{map}.knn_recall", Both("neighbours-kept"));
            golden.Compare($"{map}.shepard_spearman", scores[0].Values["distance-correlation"]);
            golden.Compare($"{map}.stress1_raw", scores[0].Values["stress"]);
            golden.Compare($"{map}.stress1_optimally_scaled", scores[0].Values["stress-scaled"]);
        }
    }

    [Fact]
    public void ATurnedMirroredAndScaledCopyKeepsEverything()
    {
        using var scope = NewDisposeScope();
        var points = Random(100, 2);
        var (cos, sin) = (Math.Cos(1), Math.Sin(1));
        var turned = points.matmul(tensor(new[,] { { cos, sin }, { sin, -cos } })) * 7 + 3;
        var score = Measure(points, [points, turned]);
        foreach (var measure in new[] { "trustworthiness", "continuity", "neighbours-kept", "distance-correlation" })
            score.Values[measure][1].ToDouble().ShouldBe(1, 1e-12, measure);
        score.Values["stress-scaled"][1].ToDouble().ShouldBe(0, 1e-6);
        score.Values["stress"][1].ToDouble().ShouldBe(6, 1e-9);
        score.Values["procrustes"].abs().max().ToDouble().ShouldBe(0, 1e-12);
    }

    [Fact]
    public void IntrudersAndMissingNeighboursAreCountedByTheirRanks()
    {
        using var scope = NewDisposeScope();
        // On a line 0 1 3 6 10 the map swaps the two ends. With one neighbour, 2 / (n k (2 n - 3 k - 1)) = 1 / 15.
        var points = tensor(new[,] { { 0.0 }, { 1 }, { 3 }, { 6 }, { 10 } });
        var map = tensor(new[,] { { 10.0 }, { 1 }, { 3 }, { 6 }, { 0 } });
        // Nearest on the map: point 0 (at 10) has 3 (at 6), its third in the space; 1 has 4 (at 0), its fourth; 2 has 1 and is right to; 3 has 2, its nearest; 4 (at 0) has 1, its third.
        var score = Measure(points, [map], new(Neighbours: 1));
        score.Values["trustworthiness"].ToDouble().ShouldBe(1 - (2 + 3 + 0 + 0 + 2) / 15.0, 1e-12);
        // Nearest in the space: 0 has 1, its third on the map; 1 has 0, its fourth; 2 has 1 and 3 has 2, their nearest; 4 has 3, its third.
        score.Values["continuity"].ToDouble().ShouldBe(1 - (2 + 3 + 0 + 0 + 2) / 15.0, 1e-12);
        score.Values["neighbours-kept"].ToDouble().ShouldBe(2 / 5.0, 1e-12);
    }

    [Fact]
    public void ClassesOfNeighboursTellAPointsOwnWhereClassesLieApart()
    {
        using var scope = NewDisposeScope();
        var points = cat([Random(30, 4), Random(30, 4) + 50], 0);
        var labels = Enumerable.Range(0, 60).Select(i => i < 30 ? 7L : -2L).ToArray();
        var mixed = cat([points.narrow(0, 0, 30), points.narrow(0, 0, 30) + 0.01], 0).narrow(1, 0, 2);
        var score = Measure(points, [points.narrow(1, 0, 2), mixed], new(Neighbours: 5, Labels: labels));
        score.Values["accuracy-space"].data<double>().ToArray().ShouldBe([1.0, 1]);
        score.Values["accuracy-map"][0].ToDouble().ShouldBe(1);
        score.Values["accuracy-map"][1].ToDouble().ShouldBeLessThan(0.8);
        score.Table()!.Columns.ShouldContain("accuracy on the map");
    }

    [Fact]
    public void DuplicatesAreNeighboursOfEachOtherAndNeverOfThemselves()
    {
        using var scope = NewDisposeScope();
        // Twenty points, each ten times: more duplicates than neighbours.
        var points = Random(20, 3).repeat(10, 1);
        var score = Measure(points, [points.narrow(1, 0, 2)], new(Neighbours: 5));
        score.Values["trustworthiness"].ToDouble().ShouldBe(1, 1e-12);
        score.Values["continuity"].ToDouble().ShouldBe(1, 1e-12);
    }

    [Theory]
    [InlineData("t-SNE", "perplexity", new[] { "30", "5", "50" }, new[] { 5.0, 30, 50 })]
    public void ASweepOfOneNumberIsCurves(string title, string option, string[] given, double[] at)
    {
        using var scope = NewDisposeScope();
        var points = Random(60, 4);
        Embedding Map(string value, int column, string start = "pca") => new(points.narrow(1, column, 2))
        {
            Provenance = new("tsne", title, new Dictionary<string, string> { ["start"] = start, [option] = value }, "", "", 0, TimeSpan.Zero, new Dictionary<string, string>()),
        };
        Score Quality(params Embedding[] maps) => new EmbeddingQuality().Measure(points, maps, new(), new Run());
        var maps = given.Select((value, i) => Map(value, i)).ToArray();
        var score = Quality(maps);
        score.Curves.Select(c => c.Name).ShouldBe(["trustworthiness", "continuity", "neighbours kept", "rank correlation of distances"]);
        score.Curves.ShouldAllBe(c => c.XTitle == option && c.X.SequenceEqual(at));
        score.Curves[0].Y[0].ShouldBe(score.Values["trustworthiness"][1].ToDouble(), "in the order of the numbers");
        score.Table()!.Rows[0][0].Text.ShouldBe("t-SNE (perplexity 30)");
        // Maps that differ in more than a number, or in none, are no sweep.
        Quality(Map("5", 0), Map("30", 1, "random")).Curves.ShouldBeEmpty();
        Quality(Map("5", 0), Map("5", 1)).Curves.ShouldBeEmpty();
        Quality(maps[0]).Curves.ShouldBeEmpty();
    }

    [Fact]
    public void DistancesOfManyPointsAreComparedOnASampleThatTheCaptionStates()
    {
        using var scope = NewDisposeScope();
        var points = Random(500, 3);
        var score = Measure(points, [points], new(DistancesOf: 50));
        score.Table()!.Caption.ShouldContain("distances between 50 of them");
        score.Values["distance-correlation"].ToDouble().ShouldBe(1, 1e-12);
    }

    [Fact]
    public void MistakesAreEachOneSentence()
    {
        static string Message(Tensor points, Tensor[] maps, EmbeddingQuality.Options? options = null) => Should.Throw<GlassboxException>(() => Measure(points, maps, options)).Message;
        Message(Random(30, 4), []).ShouldBe("There is no map to measure: give at least one.");
        Message(Random(30, 4), [Random(29, 2)]).ShouldBe("map has 29 points, and 30 were given: give the points that the map was made from.");
        Message(Random(20, 4), [Random(20, 2)]).ShouldBe("12 neighbours are no fewer than half of the 20 points: choose fewer than 10.");
        Message(Random(30, 4), [Random(30, 2)], new(Labels: [1])).ShouldBe("There are 1 labels for 30 points: give one a point.");
    }
}
