using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests;

public class LassoPathTests
{
    /// <summary>
    /// The lasso's optimality (Karush-Kuhn-Tucker) conditions: the correlation of each feature with the residual is lambda times its coefficient's sign, and at most lambda where
    /// that is zero.
    /// </summary>
    private static void ShouldBeOptimal(Tensor design, Tensor response, LassoPath.Knot knot)
    {
        var beta = tensor(knot.Coefficients);
        var correlations = design.T.mv(response - design.mv(beta)).data<double>().ToArray();
        for (var j = 0; j < knot.Coefficients.Length; j++)
            if (knot.Coefficients[j] != 0) correlations[j].ShouldBe(knot.Lambda * Math.Sign(knot.Coefficients[j]), 1e-9);
            else Math.Abs(correlations[j]).ShouldBeLessThanOrEqualTo(knot.Lambda + 1e-9);
    }

    private static (Tensor Design, Tensor Response) Gaussian(long samples, long features, double correlation, ulong seed)
    {
        var generator = new Generator(seed);
        var own = randn(samples, features, dtype: ScalarType.Float64, generator: generator);
        var common = randn(samples, 1, dtype: ScalarType.Float64, generator: generator);
        var design = own * Math.Sqrt(1 - correlation) + common * Math.Sqrt(correlation);
        var response = design.mv(randn(features, dtype: ScalarType.Float64, generator: generator)) + randn(samples, dtype: ScalarType.Float64, generator: generator);
        return (design / Math.Sqrt(samples), response / Math.Sqrt(samples));
    }

    [Theory]
    [InlineData(60, 8, 0.0)]
    [InlineData(60, 25, 0.7)]
    [InlineData(12, 30, 0.3)] // more features than samples
    public void Every_knot_and_every_point_between_two_is_optimal(long samples, long features, double correlation)
    {
        for (ulong seed = 1; seed <= 5; seed++)
        {
            var (design, response) = Gaussian(samples, features, correlation, seed);
            var knots = LassoPath.Walk(design, response).ToArray();
            knots[^1].Lambda.ShouldBe(0);
            foreach (var knot in knots) ShouldBeOptimal(design, response, knot);
            foreach (var (above, below) in knots.Zip(knots.Skip(1)))
            {
                below.Lambda.ShouldBeLessThanOrEqualTo(above.Lambda);
                var middle = above.Coefficients.Zip(below.Coefficients, (a, b) => (a + b) / 2).ToArray();
                ShouldBeOptimal(design, response, new LassoPath.Knot((above.Lambda + below.Lambda) / 2, middle));
            }
        }
    }

    [Fact]
    public void A_stand_in_for_two_features_leaves_when_both_have_come_and_returns_with_its_own_sign()
    {
        var (parts, _) = Gaussian(200, 2, 0, 1);
        var noise = randn(200, dtype: ScalarType.Float64, generator: new Generator(2)) / Math.Sqrt(200);
        var sum = parts.sum(1) + noise * 0.5;
        var design = cat([parts, sum.unsqueeze(1)], 1);
        var response = parts.sum(1) - sum * 0.3;
        var path = LassoPath.Walk(design, response).ToArray();
        foreach (var knot in path) ShouldBeOptimal(design, response, knot);
        path[1].Support.ShouldBe([2]);
        path.ShouldContain(knot => knot.Support.SequenceEqual(new[] { 0, 1 }));
        var end = path[^1].Coefficients;
        end[0].ShouldBe(1, 1e-10);
        end[1].ShouldBe(1, 1e-10);
        end[2].ShouldBe(-0.3, 1e-10);
    }

    [Fact]
    public void With_orthonormal_features_the_path_is_soft_thresholding()
    {
        var (q, _) = linalg.qr(randn(20, 6, dtype: ScalarType.Float64, generator: new Generator(3)));
        var plain = new[] { 3.0, -2.5, 2.0, -1.0, 0.5, 0.25 };
        var response = q.mv(tensor(plain));
        var solution = LassoPath.Walk(q, response, lambda: 0.75).Last().Coefficients;
        var expected = plain.Select(b => Math.Sign(b) * Math.Max(Math.Abs(b) - 0.75, 0)).ToArray();
        for (var j = 0; j < 6; j++) solution[j].ShouldBe(expected[j], 1e-12);
    }

    [Fact]
    public void A_column_that_occurs_twice_enters_once()
    {
        var (design, response) = Gaussian(40, 5, 0.2, 9);
        var doubled = cat([design, design], 1);
        var path = LassoPath.Walk(doubled, response).ToArray();
        foreach (var knot in path) ShouldBeOptimal(doubled, response, knot);
        path[^1].Support.Select(j => j % 5).ShouldBeUnique();
    }

    [Fact]
    public void A_penalty_above_every_correlation_leaves_nothing()
    {
        var (design, response) = Gaussian(40, 5, 0.2, 11);
        var knot = LassoPath.Walk(design, response, lambda: 1e3).ShouldHaveSingleItem();
        knot.Lambda.ShouldBe(1e3);
        knot.Support.ShouldBeEmpty();
    }

    [Fact]
    public void The_path_of_a_full_factorial_design_is_optimal_although_all_features_meet_at_once()
    {
        var numbers = Enumerable.Range(0, 32).Select(s => Enumerable.Range(0, 5).Select(i => (double)(s >> i & 1)).ToArray()).ToArray();
        var design = stack(numbers.Select(row => tensor(row)), 0) - 0.5;
        foreach (var response in new[] { design.sum(1), design.mv(tensor(new[] { 1.0, 1.0, -1.0, 2.0, -2.0 })) })
            foreach (var knot in LassoPath.Walk(design, response))
                ShouldBeOptimal(design, response, knot);
    }
}
