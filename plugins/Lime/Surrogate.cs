using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>The interpretable model g(z') = w0 + w z' that LIME fits to the model's scores near one input.</summary>
/// <param name="Weights">w: <c>[d]</c>, zero for features that were not chosen.</param>
/// <param name="Intercept">w0.</param>
/// <param name="StandardErrors">How much each weight varies with the samples drawn (the sandwich estimate, given the features chosen): <c>[d]</c>.</param>
/// <param name="RSquared">The share of the scores' variance that g explains, weighted by pi_x.</param>
/// <param name="Error">The root of the mean squared error, weighted by pi_x, in the unit of the score.</param>
/// <param name="Condition">The condition number of the weighted features.</param>
/// <param name="Stationarity">How far w is from the optimum: the largest violation of its optimality conditions, relative to the scores' and features' size.</param>
internal sealed record Surrogate(
    double[] Weights, double Intercept, double[] StandardErrors, double RSquared, double Error, double Condition, double Stationarity)
{
    /// <summary>Fits an interpretable model.</summary>
    /// <param name="features">z': <c>[n, d]</c> of Float64.</param>
    /// <param name="scores">f(z): <c>[n]</c> of Float64.</param>
    /// <param name="proximity">pi_x: <c>[n]</c> of Float64.</param>
    /// <param name="regression">How to fit.</param>
    /// <param name="kept">The paper's K; 0 for all features.</param>
    /// <param name="lambda">The penalty: ridge adds <c>lambda |w|_2^2</c> to the weighted squares, lasso <c>lambda |w|_1</c> to half their mean.</param>
    /// <param name="standardize">Whether penalties and choices are made on features of unit (weighted) variance.</param>
    /// <param name="selection">How the features that are kept are chosen.</param>
    public static Surrogate Fit(
        Tensor features, Tensor scores, Tensor proximity, Regression regression, int kept, double lambda, bool standardize, FeatureSelection selection = FeatureSelection.Auto)
    {
        using var scope = NewDisposeScope();
        var (samples, count) = ((int)features.size(0), (int)features.size(1));
        if (kept == 0 || kept > count) kept = count;

        // The intercept takes care of itself where features and scores are centred by their weighted means.
        var total = proximity.sum();
        var featureMeans = proximity.unsqueeze(0).matmul(features) / total;
        var scoreMean = proximity.dot(scores) / total;
        var centred = features - featureMeans;
        var scale = ones(1, count, dtype: ScalarType.Float64);
        if (standardize)
        {
            var deviations = (proximity.unsqueeze(0).matmul(centred * centred) / total).sqrt();
            scale = where(deviations.gt(0), deviations, ones_like(deviations));
        }
        centred = centred / scale;
        var roots = (proximity / total).sqrt();
        var design = centred * roots.unsqueeze(1);
        var response = (scores - scoreMean) * roots;
        // With weights that sum to one, the penalty of ridge counts per unit of weight.
        var ridge = regression == Regression.Ridge ? lambda / total.item<double>() : 0;
        var all = Enumerable.Range(0, count).ToArray();

        var (chosen, weights) = (regression, SelectionOf(regression, selection)) switch
        {
            (Regression.Lasso, _) => Lasso(design, response, lambda),
            _ when kept == count => Refit(design, response, all, ridge),
            (_, FeatureSelection.LassoPath) => Refit(design, response, FirstOfPath(design, response, kept), ridge),
            (_, FeatureSelection.Forward) => Refit(design, response, ForwardSelection.Of(design, response, kept), ridge),
            // The full penalty would rank features by how often they vary as much as by what they do.
            _ => Refit(design, response, all, ridge / 100),
        };
        if (chosen.Length > kept && regression != Regression.Lasso)
            (chosen, weights) = Refit(design, response, Largest(chosen, weights, kept), ridge);

        var residual = response - Columns(design, chosen).mv(weights);
        var stationarity = Violation(design, response, residual, chosen, weights, ridge, regression == Regression.Lasso ? lambda : null);
        if (regression == Regression.Lasso && chosen.Length > kept)
        {
            var largest = Largest(chosen, weights, kept);
            weights = weights.index_select(0, Index(largest.Select(j => Array.IndexOf(chosen, j))));
            chosen = largest;
            residual = response - Columns(design, chosen).mv(weights);
        }

        var places = Index(chosen);
        var rawWeights = zeros(count, dtype: ScalarType.Float64).index_copy(0, places, weights) / scale.squeeze(0);
        var (errors, condition) = Uncertainty(design, residual, chosen, ridge, samples);
        var rawErrors = zeros(count, dtype: ScalarType.Float64).index_copy(0, places, errors) / scale.squeeze(0);
        var unexplained = residual.dot(residual).item<double>();
        var variance = response.dot(response).item<double>();
        return new Surrogate(
            rawWeights.data<double>().ToArray(), scoreMean.item<double>() - featureMeans.squeeze(0).dot(rawWeights).item<double>(), rawErrors.data<double>().ToArray(),
            variance > 0 ? 1 - unexplained / variance : 1, Math.Sqrt(unexplained), condition, stationarity);
    }

    /// <summary>How features are chosen.</summary>
    public static FeatureSelection SelectionOf(Regression regression, FeatureSelection selection) =>
        selection != FeatureSelection.Auto ? selection : regression == Regression.KLasso ? FeatureSelection.LassoPath : FeatureSelection.LargestWeights;

    /// <summary>Refuses fits that the samples cannot determine, and choices that are not the regression's.</summary>
    /// <exception cref="GlassboxException">Least squares without a penalty has as many weights as there are samples, or more; or a selection is given to a regression with its own.</exception>
    public static void Refuse(Regression regression, FeatureSelection selection, int kept, long samples, long features)
    {
        if (selection != FeatureSelection.Auto && regression is (Regression.KLasso or Regression.Lasso))
            throw new GlassboxException("K-Lasso and the lasso choose their features themselves: leave out selection, or use regression ridge or least-squares.");
        var fitted = kept == 0 || SelectionOf(regression, selection) == FeatureSelection.LargestWeights ? features : Math.Min(kept, features);
        var unpenalised = regression is Regression.LeastSquares or Regression.KLasso ? fitted : 0;
        if (samples <= unpenalised)
            throw new GlassboxException($"{samples} samples cannot determine {unpenalised} weights by least squares: ask for more samples, or for fewer features or parts.");
    }

    private static (int[] Chosen, Tensor Weights) Lasso(Tensor design, Tensor response, double lambda)
    {
        var solution = LassoPath.Walk(design, response, lambda).Last();
        var support = solution.Support;
        return (support, tensor(support.Select(j => solution.Coefficients[j]).ToArray()));
    }

    /// <summary>The largest set of at most K features that the lasso's path comes to before it holds more.</summary>
    private static int[] FirstOfPath(Tensor design, Tensor response, int kept) =>
        LassoPath.Walk(design, response).Select(knot => knot.Support).TakeWhile(support => support.Length <= kept).Last();

    private static int[] Largest(int[] chosen, Tensor weights, int kept)
    {
        var sizes = weights.abs().data<double>().ToArray();
        return [.. chosen.Zip(sizes).OrderByDescending(p => p.Second).Take(kept).Select(p => p.First).Order()];
    }

    /// <summary>(A^T A + ridge I)^-1 A^T b on the chosen columns; of all least-squares solutions the shortest where the columns are dependent.</summary>
    private static (int[] Chosen, Tensor Weights) Refit(Tensor design, Tensor response, int[] chosen, double ridge)
    {
        var (u, s, vh, shrunk) = Factors(design, chosen, ridge);
        return (chosen, vh.T.mv(u.T.mv(response) * s * shrunk));
    }

    /// <summary>The singular value decomposition of the chosen columns, with 1 / (s^2 + ridge) where s is more than rounding and 0 elsewhere.</summary>
    private static (Tensor U, Tensor S, Tensor Vh, Tensor Shrunk) Factors(Tensor design, int[] chosen, double ridge)
    {
        var (u, s, vh) = linalg.svd(Columns(design, chosen), fullMatrices: false);
        if (s.numel() == 0) return (u, s, vh, s);
        var rounding = s.max() * (2.3e-16 * Math.Max(design.size(0), design.size(1)));
        return (u, s, vh, where(s.gt(rounding), 1 / (s * s + ridge).clamp_min(1e-300), zeros_like(s)));
    }

    /// <summary>
    /// The sandwich estimate of each weight's standard error, root of diag(H^-1 (sum_i g_i g_i^T) H^-1) with H = A^T A + ridge I and g_i the gradient of sample i's squared error,
    /// corrected for the parameters fitted; and the condition number.
    /// </summary>
    private static (Tensor Errors, double Condition) Uncertainty(Tensor design, Tensor residual, int[] chosen, double ridge, int samples)
    {
        var (_, s, vh, shrunk) = Factors(design, chosen, ridge);
        if (s.numel() == 0) return (s, 1);
        var gradients = Columns(design, chosen) * residual.unsqueeze(1);
        var influence = (gradients.matmul(vh.T) * shrunk).matmul(vh);
        var free = Math.Max(1, samples - chosen.Length - 1);
        var errors = ((influence * influence).sum(0) * (samples / (double)free)).sqrt();
        return (errors, s.max().item<double>() / Math.Max(s.min().item<double>(), 1e-300));
    }

    private static double Violation(Tensor design, Tensor response, Tensor residual, int[] chosen, Tensor weights, double ridge, double? lasso)
    {
        var size = design.norm().item<double>() * response.norm().item<double>();
        if (size == 0) return 0;
        var correlations = design.T.mv(residual);
        var active = correlations.index_select(0, Index(chosen)) - weights * ridge;
        if (lasso is { } lambda)
        {
            var outside = (correlations.abs().max() - lambda).clamp_min(0).item<double>();
            active = active - weights.sign() * lambda;
            return Math.Max(outside, Largest(active)) / size;
        }
        return Largest(active) / size;

        static double Largest(Tensor values) => values.numel() == 0 ? 0 : values.abs().max().item<double>();
    }

    private static Tensor Columns(Tensor design, int[] columns) => design.index_select(1, Index(columns));

    private static Tensor Index(IEnumerable<int> places) => tensor(places.Select(p => (long)p).ToArray());
}
