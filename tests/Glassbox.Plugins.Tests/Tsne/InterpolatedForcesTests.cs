using Glassbox.Plugins.Tests.Goldens;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests;

public class InterpolatedForcesTests
{
    private static Tensor Random(params long[] shape)
    {
        using var generator = new Run(seed: 5).Generator();
        return randn(shape, dtype: ScalarType.Float64, generator: generator);
    }

    private static double RelativeError(Tensor got, Tensor expected) => ((got - expected).norm() / expected.norm()).ToDouble();

    // With every other point as a neighbour nothing is left out of the similarities.
    private static SparseGraph AllPairs(Tensor points) =>
        Affinities.Joint(Neighbours.Exact(points, (int)points.size(0) - 1, new Run()), [30], new Run(), []).Similarities;

    [Fact]
    public void BecomeExactAsTheGridBecomesFine()
    {
        using var scope = NewDisposeScope();
        var points = Random(400, 10);
        // So wide that no spacing is refined further, and with near pairs.
        var y = cat([Random(2, 200), Random(2, 200) * 40], 1).to(ScalarType.Float32);
        var exact = new ExactForces(Affinities.Joint(points, [30], new Run(), []).Similarities);
        var (gradient, divergence) = (exact.Gradient(y, 1), exact.Divergence(y));
        var errors = new[] { 0.5, 0.25, 0.125 }.Select(spacing =>
        {
            using var forces = new InterpolatedForces(AllPairs(points), spacing, new Run());
            return (Gradient: RelativeError(forces.Gradient(y, 1), gradient), Divergence: Math.Abs(forces.Divergence(y) - divergence));
        }).ToArray();
        errors[0].Gradient.ShouldBeLessThan(0.02);
        errors[1].Gradient.ShouldBeLessThan(errors[0].Gradient / 10);
        errors[2].Gradient.ShouldBeLessThan(errors[1].Gradient / 10);
        errors[2].Divergence.ShouldBeLessThan(1e-6);
    }

    [Theory]
    [InlineData(1e-4)]
    [InlineData(0.1)]
    [InlineData(3)]
    [InlineData(30)]
    public void AreWithinOnePercentOfExactOnMapsOfAnySize(double size)
    {
        using var scope = NewDisposeScope();
        var points = Random(300, 10);
        var y = (Random(2, 300) * size).to(ScalarType.Float32);
        var exact = new ExactForces(Affinities.Joint(points, [30], new Run(), []).Similarities);
        using var forces = new InterpolatedForces(AllPairs(points), InterpolatedForces.Spacing, new Run());
        RelativeError(forces.Gradient(y, 1), exact.Gradient(y, 1)).ShouldBeLessThan(0.01);
        RelativeError(forces.Gradient(y, 12), exact.Gradient(y, 12)).ShouldBeLessThan(0.01);
        forces.Divergence(y).ShouldBe(exact.Divergence(y), 1e-3);
    }

    [Theory]
    [InlineData("tsne_exact_digits")]
    [InlineData("tsne_exact_blobs")]
    public void AreNearerToExactThanScikitLearnsTree(string id)
    {
        using var scope = NewDisposeScope();
        var golden = Golden.Case(id);
        var points = ReferencePoints.Named(golden.Parameters.GetProperty("dataset").GetString()!).narrow(0, 0, golden["in.X_rows"].ToInt64());
        var perplexity = golden.Parameters.GetProperty("perplexity").GetDouble();
        var neighbours = Neighbours.Exact(points, (int)(3 * perplexity), new Run());
        var joint = Affinities.Joint(neighbours, [perplexity], new Run(), []).Similarities;
        using var forces = new InterpolatedForces(joint, InterpolatedForces.Spacing, new Run());
        var y = golden["in.Y"].t().contiguous();
        var error = RelativeError(forces.Gradient(y, 1).t(), golden["gradient"]);
        error.ShouldBeLessThan(RelativeError(golden["barnes_hut.gradient"], golden["gradient"]));
        // Both leave the same similarities out. scikit-learn's number has its tree's own error: by its code, angle 0.5 gives 2.33559 for the digits and angle 0, which is exact, 2.34086.
        var stored = golden["barnes_hut.kl"].ToDouble();
        forces.Divergence(y).ShouldBe(stored, 0.001 + 0.01 * stored);
        var exact = new ExactForces(Whole(joint)).Divergence(y);
        forces.Divergence(y).ShouldBe(exact, 1e-4 * exact);
    }

    /// <summary>A sparse matrix with its zeros.</summary>
    private static Tensor Whole(SparseGraph graph)
    {
        var whole = zeros(graph.Rows, graph.Rows);
        for (var i = 0; i < graph.Rows; i++)
            for (var e = graph.Starts[i]; e < graph.Starts[i + 1]; e++) whole[i, graph.Columns[e]] = graph.Values[e];
        return whole;
    }

    [Fact]
    public void TheFieldElsewhereIsThatOfThePointsHeldStill()
    {
        using var scope = NewDisposeScope();
        var y = (Random(2, 300) * 10).to(ScalarType.Float32);
        var joint = Affinities.Joint(Random(300, 4), [30], new Run(), []).Similarities;
        using var forces = new InterpolatedForces(AllPairs(Random(300, 4)), 0.1, new Run());
        var places = (Random(2, 50) * 5).to(ScalarType.Float32);
        var (force, potential) = forces.Field(y)(places);
        var (exactForce, exactPotential) = new ExactForces(joint).Field(y)(places);
        RelativeError(force, exactForce).ShouldBeLessThan(1e-4);
        RelativeError(potential, exactPotential).ShouldBeLessThan(1e-5);
        // By hand, at the place of a point far from the others: it counts itself.
        var pair = tensor(new[,] { { 0f, 3 }, { 0, 4 } });
        var (pull, felt) = new ExactForces(tensor(new[,] { { 0, 0.5f }, { 0.5f, 0 } })).Field(pair)(pair.narrow(1, 0, 1));
        felt.ToDouble().ShouldBe(1 + 1 / 26.0, 1e-6);
        pull[0, 0].ToDouble().ShouldBe(-3 / 676.0, 1e-8);
    }
}
