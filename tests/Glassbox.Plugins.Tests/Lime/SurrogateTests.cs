using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests;

public class SurrogateTests
{
    private static Tensor Numbers(ulong seed, params long[] shape) => randn(shape, dtype: ScalarType.Float64, generator: new Generator(seed));

    private static void ShouldBe(double[] got, Tensor expected, double tolerance = 1e-10)
    {
        var values = expected.data<double>().ToArray();
        got.Length.ShouldBe(values.Length);
        for (var i = 0; i < got.Length; i++) got[i].ShouldBe(values[i], tolerance);
    }

    [Theory]
    [InlineData(0.0, false), InlineData(2.5, false), InlineData(2.5, true)]
    public void Ridge_solves_its_normal_equations_with_a_column_of_ones_that_is_not_penalised(double lambda, bool standardize)
    {
        var (features, scores, weights) = (Numbers(1, 50, 4) * tensor(new[] { 1.0, 10.0, 0.1, 3.0 }) + 2, Numbers(2, 50), Numbers(3, 50).abs());
        var penalty = zeros(5, dtype: ScalarType.Float64);
        for (var j = 0; j < 4; j++)
        {
            var column = features.select(1, j);
            var mean = (weights * column).sum() / weights.sum();
            penalty[j] = standardize ? lambda * ((weights * (column - mean).pow(2)).sum() / weights.sum()) : tensor(lambda);
        }
        var augmented = cat([features, ones(50, 1, dtype: ScalarType.Float64)], 1);
        var expected = linalg.solve((augmented.T * weights).matmul(augmented) + diag(penalty), (augmented.T * weights).matmul(scores.unsqueeze(1))).squeeze(1);
        var fit = Surrogate.Fit(features, scores, weights, Regression.Ridge, kept: 0, lambda, standardize);
        ShouldBe([.. fit.Weights, fit.Intercept], expected);
        fit.Stationarity.ShouldBeLessThan(1e-12);
    }

    [Fact]
    public void Ridge_keeps_the_features_that_a_hundredth_of_its_penalty_finds_largest()
    {
        // Of 10 samples the first feature is on in 5 and the second in 8, uncorrelated: centred squares 2.5 and 1.6. The scores are 2 z1 + 2.2 z2. With a penalty of 1 the coefficients are
        // 2 * 2.5 / 3.5 = 1.43 and 2.2 * 1.6 / 2.6 = 1.35, with one of 0.01 they are 1.99 and 2.19: the second is kept, and has 1.35.
        var features = tensor(new double[,] { { 1, 1 }, { 1, 1 }, { 1, 1 }, { 1, 1 }, { 1, 0 }, { 0, 1 }, { 0, 1 }, { 0, 1 }, { 0, 1 }, { 0, 0 } });
        var scores = features.mv(tensor(new[] { 2, 2.2 }));
        var fit = Surrogate.Fit(features, scores, ones(10, dtype: ScalarType.Float64), Regression.Ridge, kept: 1, lambda: 1, standardize: false);
        ShouldBe(fit.Weights, tensor(new[] { 0, 2.2 * 1.6 / 2.6 }));
    }

    [Fact]
    public void A_line_through_three_points_by_hand()
    {
        // Weights 1, 2, 1 at 0, 1, 2 with scores 0, 3, 2: the means are 1 and 2, the slope 2 / 2 = 1, the intercept 1; residuals -1, 1, -1.
        var fit = Surrogate.Fit(tensor(new[,] { { 0.0 }, { 1.0 }, { 2.0 } }), tensor(new[] { 0.0, 3.0, 2.0 }), tensor(new[] { 1.0, 2.0, 1.0 }), Regression.LeastSquares, 0, 0, true);
        fit.Weights[0].ShouldBe(1, 1e-12);
        fit.Intercept.ShouldBe(1, 1e-12);
        // Unexplained (1 + 2 + 1) / 4 of (4 + 2 + 0) / 4.
        fit.RSquared.ShouldBe(1 - 4.0 / 6, 1e-12);
        fit.Error.ShouldBe(1, 1e-12);
    }

    [Fact]
    public void K_lasso_fits_the_chosen_features_again_without_a_penalty()
    {
        var features = Numbers(4, 200, 12);
        var scores = features.select(1, 7) * 3 - features.select(1, 2) * 2 + Numbers(5, 200) * 0.1;
        var weights = Numbers(6, 200).abs();
        var fit = Surrogate.Fit(features, scores, weights, Regression.KLasso, kept: 2, 0, true);
        var plain = Surrogate.Fit(features.index_select(1, tensor(new[] { 2L, 7L })), scores, weights, Regression.LeastSquares, 0, 0, false);
        Enumerable.Range(0, 12).Where(j => fit.Weights[j] != 0).ShouldBe([2, 7]);
        fit.Weights[2].ShouldBe(plain.Weights[0], 1e-10);
        fit.Weights[7].ShouldBe(plain.Weights[1], 1e-10);
        fit.Intercept.ShouldBe(plain.Intercept, 1e-10);
    }

    [Fact]
    public void The_lasso_keeps_its_optimality_conditions_with_weights_and_intercept()
    {
        var (features, scores, weights) = (Numbers(7, 80, 10), Numbers(8, 80), Numbers(9, 80).abs());
        const double Lambda = 0.05;
        var fit = Surrogate.Fit(features, scores, weights, Regression.Lasso, 0, Lambda, standardize: false);
        var residual = scores - features.mv(tensor(fit.Weights)) - fit.Intercept;
        var share = weights / weights.sum();
        (share * residual).sum().item<double>().ShouldBe(0, 1e-12);
        var gradient = (features.T * share).mv(residual).data<double>().ToArray();
        for (var j = 0; j < 10; j++)
            if (fit.Weights[j] != 0) gradient[j].ShouldBe(Lambda * Math.Sign(fit.Weights[j]), 1e-10);
            else Math.Abs(gradient[j]).ShouldBeLessThanOrEqualTo(Lambda + 1e-10);
        fit.Weights.Count(w => w == 0).ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_feature_measured_in_another_unit_is_chosen_all_the_same()
    {
        var features = Numbers(10, 150, 6);
        var scores = features.mv(tensor(new[] { 0.5, 2.0, 0.1, -1.5, 0.2, 0.3 })) + Numbers(11, 150) * 0.2;
        var units = tensor(new[] { 1.0, 1e4, 1e-3, 50.0, 1.0, 7.0 });
        var plain = Surrogate.Fit(features, scores, ones(150, dtype: ScalarType.Float64), Regression.KLasso, 2, 0, true);
        var scaled = Surrogate.Fit(features * units, scores, ones(150, dtype: ScalarType.Float64), Regression.KLasso, 2, 0, true);
        ShouldBe([.. scaled.Weights.Zip(units.data<double>().ToArray(), (w, u) => w * u)], tensor(plain.Weights), 1e-9);
    }

    [Theory]
    [InlineData(Regression.LeastSquares, 0.0), InlineData(Regression.Ridge, 40.0)]
    public void Standard_errors_are_the_spread_of_weights_over_fresh_samples(Regression regression, double lambda)
    {
        // A curved function, so that the misfit itself varies from sample to sample, and unequal weights.
        var draws = Enumerable.Range(0, 600).Select(seed =>
        {
            var features = Numbers((ulong)seed, 120, 3);
            var scores = features.select(1, 0).pow(2) + features.select(1, 0) * features.select(1, 1) + features.select(1, 2);
            return Surrogate.Fit(features, scores, (features.pow(2).sum(1) / -4).exp(), regression, 0, lambda, false);
        }).ToArray();
        for (var j = 0; j < 3; j++)
        {
            var mean = draws.Average(d => d.Weights[j]);
            var spread = Math.Sqrt(draws.Average(d => Math.Pow(d.Weights[j] - mean, 2)));
            // 600 draws tell the spread to 3 %; the estimate itself is known to be a few per cent low at 120 samples.
            (Math.Sqrt(draws.Average(d => d.StandardErrors[j] * d.StandardErrors[j])) / spread).ShouldBe(1, 0.12);
        }
    }

    [Fact]
    public void Constant_scores_give_no_weights_and_are_explained_fully()
    {
        foreach (var regression in Enum.GetValues<Regression>())
        {
            var fit = Surrogate.Fit(Numbers(12, 30, 4), full(30, 2.5, dtype: ScalarType.Float64), ones(30, dtype: ScalarType.Float64), regression, 2, 0, true);
            fit.Weights.ShouldAllBe(w => w == 0);
            fit.Intercept.ShouldBe(2.5);
            fit.RSquared.ShouldBe(1);
        }
    }

    [Theory]
    [InlineData(Regression.LeastSquares, 0.0), InlineData(Regression.Ridge, 1.0)]
    public void Forward_selection_takes_each_time_the_feature_with_which_most_is_explained(Regression regression, double lambda)
    {
        var (features, scores, weights) = (Numbers(13, 60, 8), Numbers(14, 60), Numbers(15, 60).abs());
        features = cat([features, features.narrow(1, 0, 2) + features.narrow(1, 3, 2)], 1);
        double Explained(IEnumerable<int> taken) =>
            Surrogate.Fit(features.index_select(1, tensor(taken.Select(j => (long)j).ToArray())), scores, weights, Regression.LeastSquares, 0, 0, false).RSquared;
        var taken = new List<int>();
        for (var kept = 1; kept <= 7; kept++)
        {
            taken.Add(Enumerable.Range(0, 10).Except(taken).MaxBy(j => Explained([.. taken, j])));
            var fit = Surrogate.Fit(features, scores, weights, regression, kept, lambda, standardize: false, FeatureSelection.Forward);
            Enumerable.Range(0, 10).Where(j => fit.Weights[j] != 0).ShouldBe(taken.Order());
            var alone = Surrogate.Fit(features.index_select(1, tensor(taken.Order().Select(j => (long)j).ToArray())), scores, weights, regression, 0, lambda, false);
            ShouldBe([.. taken.Order().Select(j => fit.Weights[j])], tensor(alone.Weights));
        }
    }

    [Fact]
    public void What_explains_the_most_alone_need_not_have_the_largest_weight_beside_others()
    {
        // a and c are uncorrelated, of square 4. With b = (c - 9 a) / 20 the scores 0.1 a + 0.1 c are a + 2 b, but a alone explains a half of them, and b alone (0.1 * (1 - 9) / 20)^2 / (82 / 400) = 0.0078 of 0.02.
        var a = tensor(new[] { 1.0, 1, -1, -1 });
        var c = tensor(new[] { 1.0, -1, 1, -1 });
        var features = stack([a, (c - a * 9) / 20], 1);
        Surrogate Fit(FeatureSelection selection) => Surrogate.Fit(features, a * 0.1 + c * 0.1, ones(4, dtype: ScalarType.Float64), Regression.LeastSquares, 1, 0, false, selection);
        ShouldBe(Fit(FeatureSelection.Forward).Weights, tensor(new[] { 0.1, 0 }));
        Fit(FeatureSelection.Forward).RSquared.ShouldBe(0.5, 1e-12);
        ShouldBe(Fit(FeatureSelection.LargestWeights).Weights, tensor(new[] { 0, -0.04 / (82.0 / 400) }));
        Fit(FeatureSelection.LargestWeights).RSquared.ShouldBe(0.04 * 0.04 / (82.0 / 400) / 0.02, 1e-12);
    }

    [Fact]
    public void A_feature_that_repeats_another_is_taken_last()
    {
        var features = Numbers(16, 40, 3);
        features = stack([features.select(1, 0), features.select(1, 0) * 2, features.select(1, 1), features.select(1, 2)], 1);
        var scores = features.select(1, 0) * 5 + features.select(1, 2) + features.select(1, 3) * 0.1;
        var fit = Surrogate.Fit(features, scores, ones(40, dtype: ScalarType.Float64), Regression.LeastSquares, 3, 0, false, FeatureSelection.Forward);
        ShouldBe(fit.Weights, tensor(new[] { 5, 0, 1, 0.1 }));
    }

    [Fact]
    public void Ridge_on_the_lassos_choice_is_ridge_on_the_features_of_k_lasso()
    {
        var (features, scores, weights) = (Numbers(17, 90, 9), Numbers(18, 90), Numbers(19, 90).abs());
        var chosen = Enumerable.Range(0, 9).Where(j => Surrogate.Fit(features, scores, weights, Regression.KLasso, 4, 0, false).Weights[j] != 0).ToArray();
        var fit = Surrogate.Fit(features, scores, weights, Regression.Ridge, 4, 1, false, FeatureSelection.LassoPath);
        var alone = Surrogate.Fit(features.index_select(1, tensor(chosen.Select(j => (long)j).ToArray())), scores, weights, Regression.Ridge, 0, 1, false);
        ShouldBe([.. chosen.Select(j => fit.Weights[j])], tensor(alone.Weights));
        fit.Weights.Count(w => w != 0).ShouldBe(chosen.Length);
    }
}
