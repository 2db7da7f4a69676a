using Glassbox.Plugins.Tests.Goldens;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests;

public class PcaTests
{
    private static Embedding Project(Tensor points, Pca.Options? options = null) => new Pca().Project(points, options ?? new(), new Run());

    private static Tensor Random(params long[] shape)
    {
        using var generator = new Run(seed: 5).Generator();
        return randn(shape, dtype: ScalarType.Float64, generator: generator);
    }

    private static double LargestDifference(Tensor a, Tensor b) => (a - b).abs().max().ToDouble();

    [Theory]
    [InlineData("pca_digits")]
    [InlineData("pca_blobs")]
    public void AgreesWithScikitLearn(string id)
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Case(id);
        var points = ReferencePoints.Named(golden.Parameters.GetProperty("dataset").GetString()!);
        var components = golden.Parameters.GetProperty("n_components").GetInt32();
        var map = Project(points, new(components));
        golden.Compare("components", map.Extras["components"]);
        golden.Compare("mean", map.Extras["mean"]);
        golden.Compare("explained_variance", map.Extras["explained-variance"]);
        golden.Compare("explained_variance_ratio", map.Extras["explained-variance-ratio"]);
        golden.Compare("singular_values", map.Extras["singular-values"]);
        golden.Compare("noise_variance", tensor(new[] { map.Quality["noise variance"] }));
        golden.Compare("transformed", map.Coordinates.narrow(0, 0, 60));
        golden.Compare("reconstruction", (map.Coordinates.matmul(map.Extras["components"]) + map.Extras["mean"]).narrow(0, 0, 20));
        golden.Compare("whitened", Project(points, new(components, Whiten: true)).Coordinates.narrow(0, 0, 60));
    }

    [Fact]
    public void FindsTheAxesOfACross()
    {
        using var scope = NewDisposeScope();
        // Around the mean (1, 2): 3 to either side along (1, 1)/sqrt 2 and 1 along (1, -1)/sqrt 2; the farther of each pair by a little decides the sign.
        var u = Math.Sqrt(0.5);
        var points = tensor(new[,] { { 1 + 3 * u, 2 + 3 * u }, { 1 - 3 * u, 2 - 3 * u }, { 1 + u, 2 - u }, { 1 - u, 2 + u } });
        var map = Project(points);
        LargestDifference(map.Extras["mean"], tensor(new[] { 1.0, 2.0 })).ShouldBeLessThan(1e-14);
        LargestDifference(map.Extras["explained-variance"], tensor(new[] { 18 / 3.0, 2 / 3.0 })).ShouldBeLessThan(1e-14);
        LargestDifference(map.Coordinates.abs(), tensor(new[,] { { 3.0, 0 }, { 3, 0 }, { 0, 1 }, { 0, 1 } })).ShouldBeLessThan(1e-14);
        map.Quality["variance explained"].ShouldBe(1, 1e-14);
    }

    [Fact]
    public void ThePointFarthestAlongAnAxisIsOnItsPositiveSide()
    {
        using var scope = NewDisposeScope();
        var map = Project(tensor(new[,] { { 0.0, 0 }, { 0, 1 }, { 0, 2 }, { 0, -9 } }), new(Components: 1));
        LargestDifference(map.Extras["components"], tensor(new[,] { { 0.0, -1 } })).ShouldBeLessThan(1e-14);
        map.Coordinates[3, 0].ToDouble().ShouldBe(7.5, 1e-14);
    }

    [Fact]
    public void WhatIsLostIsTheVarianceOfTheDiscardedAxes()
    {
        using var scope = NewDisposeScope();
        var points = ReferencePoints.Digits;
        var map = Project(points, new(Components: 12));
        var back = map.Coordinates.matmul(map.Extras["components"]) + map.Extras["mean"];
        var lost = (points - back).square().sum().ToDouble() / (points.size(0) - 1);
        map.Extras["scree"].size(0).ShouldBe(64);
        lost.ShouldBe(map.Extras["scree"].narrow(0, 12, 52).sum().ToDouble(), 1e-9);
        (1 - map.Quality["variance explained"]).ShouldBe(lost / map.Extras["scree"].sum().ToDouble(), 1e-12);
    }

    [Fact]
    public void CoordinatesAreUncorrelatedAndVaryAsTheEigenvaluesSay()
    {
        using var scope = NewDisposeScope();
        // More rows than are decomposed at a time.
        var points = Random(10_000, 6).matmul(Random(6, 6)) + 100;
        var map = Project(points, new(Components: 6));
        var covariance = map.Coordinates.t().matmul(map.Coordinates) / (10_000 - 1);
        LargestDifference(covariance, diag(map.Extras["explained-variance"])).ShouldBeLessThan(1e-9);
        map.Checks.ShouldAllBe(c => c.Holds);
    }

    [Fact]
    public void WhitenedCoordinatesHaveUnitCovariance()
    {
        using var scope = NewDisposeScope();
        var map = Project(ReferencePoints.Blobs, new(Components: 20, Whiten: true));
        var covariance = map.Coordinates.t().matmul(map.Coordinates) / (250 - 1);
        LargestDifference(covariance, eye(20, dtype: ScalarType.Float64)).ShouldBeLessThan(1e-10);
    }

    [Fact]
    public void FewPointsOfManyColumnsKeepTheirDistances()
    {
        using var scope = NewDisposeScope();
        var points = Random(7, 300);
        var map = Project(points, new(Components: 6));
        LargestDifference(cdist(map.Coordinates, map.Coordinates), cdist(points, points)).ShouldBeLessThan(1e-10);
    }

    [Fact]
    public void AConstantColumnAndAShiftChangeNothing()
    {
        using var scope = NewDisposeScope();
        var points = Random(40, 5);
        var moved = cat([points + 3, full([40, 1], 0.1, dtype: ScalarType.Float64)], 1);
        LargestDifference(Project(moved, new(Components: 5)).Coordinates, Project(points, new(Components: 5)).Coordinates).ShouldBeLessThan(1e-12);
    }

    [Fact]
    public void RandomDirectionsFindTheAxesOfPointsThatVaryAlongFew()
    {
        using var scope = NewDisposeScope();
        var points = Random(200, 4).matmul(Random(4, 3000)) + 1;
        var exact = Project(points, new(Components: 4));
        var random = Project(points, new(Components: 4, Solver: PcaSolver.Randomised));
        LargestDifference(random.Coordinates, exact.Coordinates).ShouldBeLessThan(1e-9);
        LargestDifference(random.Extras["explained-variance-ratio"], exact.Extras["explained-variance-ratio"]).ShouldBeLessThan(1e-12);
    }

    [Fact]
    public void MorePowerIterationsComeNearerToTheExactAxes()
    {
        using var scope = NewDisposeScope();
        var points = ReferencePoints.Digits;
        var exact = Project(points, new(Components: 5)).Coordinates;
        double Error(int iterations) => LargestDifference(Project(points, new(5, Solver: PcaSolver.Randomised, Oversampling: 5, PowerIterations: iterations)).Coordinates, exact);
        var errors = new[] { Error(2), Error(8), Error(32) };
        errors[1].ShouldBeLessThan(errors[0] / 10);
        errors[2].ShouldBeLessThan(1e-7);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void APointLiesWhereItLayWhateverItIsTransformedWith(bool whiten)
    {
        using var scope = NewDisposeScope();
        var points = ReferencePoints.Digits.to(ScalarType.Float32);
        var map = Project(points, new(Components: 7, Whiten: whiten));
        map.Transform(points).Equals(map.Coordinates).ShouldBeTrue();
        map.Transform(points.narrow(0, 1000, 3)).Equals(map.Coordinates.narrow(0, 1000, 3)).ShouldBeTrue();
        map.Transform(points.narrow(0, 1796, 1)).Equals(map.Coordinates.narrow(0, 1796, 1)).ShouldBeTrue();
    }

    [Theory]
    [InlineData(PcaSolver.Exact)]
    [InlineData(PcaSolver.Randomised)]
    public void GivesTheSameBitsWithAnyNumberOfThreads(PcaSolver solver)
    {
        using var scope = NewDisposeScope();
        var points = Random(3000, 150).matmul(Random(150, 150));
        Threads.SameBits(() => Project(points, new(Components: 10, Solver: solver)).Coordinates);
    }

    [Fact]
    public void GivesTheSameBitsBesideOtherMaps()
    {
        using var scope = NewDisposeScope();
        var points = Random(600, 80).matmul(Random(80, 80));
        var alone = Project(points, new(Components: 10)).Coordinates;
        var beside = new Tensor[12];
        Parallel.For(0, beside.Length, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
            beside[i] = Project(points, new(Components: 10, Solver: i % 3 == 0 ? PcaSolver.Randomised : PcaSolver.Exact)).Coordinates.DetachFromDisposeScope());
        for (var i = 0; i < beside.Length; i++)
            beside[i].Equals(i % 3 == 0 ? beside[0] : alone).ShouldBeTrue($"map {i}");
    }

    [Fact]
    public void ARecipeIsAWeightedSumOfTheNamedColumns()
    {
        using var scope = NewDisposeScope();
        // Varies by 3 along (0.8, 0, -0.6) and by 1 along (0, 1, 0).
        var points = tensor(new[,] { { 2.4, 0, -1.8 }, { -2.4, 0, 1.8 }, { 0, 1, 0 }, { 0, -1, 0 } }) + 5;
        var map = Project(points, new(Names: ["length", "width", "weight"]));
        var sign = Math.Sign(map.Extras["components"][0, 0].ToDouble());
        map.Table()!.Rows[0][2].Text.ShouldBe(sign > 0 ? "0.80 length - 0.60 weight + 0.00 width" : "-0.80 length + 0.60 weight + 0.00 width");
        map.Table()!.Rows[0][1].Number!.Value.ShouldBe(0.9, 1e-12);
        map.Table()!.Rows[1][2].Text.ShouldStartWith(map.Extras["components"][1, 1].ToDouble() > 0 ? "1.00 width" : "-1.00 width");
        var scree = map.Beside.OfType<CurvesPanel>().Single();
        scree.Curves[0].Y[0].ShouldBe(0.9, 1e-12);
        scree.Curves[1].Y[1].ShouldBe(1, 1e-12);
        map.Beside.OfType<BarsPanel>().Select(b => b.Title).ShouldBe(["Recipe of component 1", "Recipe of component 2"]);
        Should.Throw<GlassboxException>(() => Project(points, new(Names: ["length"]))).Message.ShouldBe("There are 1 names for 3 columns: give one a column.");
    }

    [Fact]
    public void WholeNumbersGiveFloats() => Project(ReferencePoints.Digits.to(ScalarType.Byte)).Coordinates.dtype.ShouldBe(ScalarType.Float32);

    [Fact]
    public void MistakesAreEachOneSentence()
    {
        static string Message(Tensor points, Pca.Options? options = null) => Should.Throw<GlassboxException>(() => Project(points, options)).Message;
        Message(zeros(3, 4, 5)).ShouldBe("Points must be a matrix with one point a row, [N, D]; these are [3, 4, 5]: flatten each sample first, as in points.flatten(1).");
        Message(zeros(1, 4)).ShouldBe("A map needs two points or more, and there is one.");
        Message(full([9, 4], 0.1)).ShouldBe("All 9 points are the same: they vary along no axis.");
        Message(Random(5, 4).to(ScalarType.ComplexFloat64), new()).ShouldBe("The points are complex numbers: give their real and imaginary parts as columns, as in view_as_real(points).flatten(1).");
        foreach (var scale in new[] { 1e200, 1e-200 }) Message(Random(5, 4) * scale, new()).ShouldContain("divide the points by");
        Message(Random(5, 4), new(Components: 5)).ShouldBe("5 points of 4 columns have 4 principal components at most: 5 are too many.");
        var broken = Random(10, 3);
        broken[4, 1] = double.NaN;
        Message(broken).ShouldBe("Point 4 has a value that is not a finite number: leave such points out, or fill the gaps first.");
        var flat = Random(10, 2).matmul(Random(2, 6));
        Message(flat, new(Components: 3, Whiten: true)).ShouldBe("The points vary along 2 axes only, and whitening divides by the standard deviation along 3: ask for 2 components at most.");
        Should.Throw<GlassboxException>(() => Project(Random(9, 4)).Transform(Random(9, 5))).Message
            .ShouldBe("The map was made from points of 4 columns; these have 5.");
    }
}
