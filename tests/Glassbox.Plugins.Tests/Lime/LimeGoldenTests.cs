using Glassbox.Plugins.Tests.Goldens;
using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests;

/// <summary>The same masks as the reference tools, with their kernels and regressions by option.</summary>
public class LimeGoldenTests
{
    private static readonly (string Name, LocalityDistance Distance, double Width)[] kernels =
    [
        ("cosine", LocalityDistance.InputCosine, 0.35),
        ("euclidean", LocalityDistance.InputEuclidean, 6),
        ("lime_pkg", LocalityDistance.Cosine, 0.25),
    ];

    private static readonly (string Name, Regression Regression, double? Lambda)[] regressions =
        [("linear", Regression.LeastSquares, null), ("ridge1", Regression.Ridge, 1), ("lasso", Regression.Lasso, 0.01)];

    [Theory]
    [InlineData("mlp_lime"), InlineData("tinycnn_lime")]
    public void The_scores_kernels_and_weights_of_captum_and_the_authors_package(string id)
    {
        var golden = Golden.Case(id);
        foreach (var (kernel, distance, width) in kernels)
            foreach (var (name, regression, lambda) in regressions)
            {
                var explained = new Lime().Attribute(golden.Model, golden.Inputs, golden.Target, new(
                    Features: 0, Regression: regression, Lambda: lambda, Standardize: false, Distance: distance, KernelWidth: width,
                    Segments: golden["in.feature_mask"], Baseline: golden["in.baseline"], Masks: golden["in.samples"]), new Run());
                golden.Compare("f", explained.Extras["f"]);
                golden.Compare($"{kernel}.weights", explained.Extras["pi_x"]);
                golden.Compare($"{kernel}.{name}", explained.Extras["coefficients"]);
                if (regression == Regression.Ridge) golden.Compare($"{kernel}.{name}_intercept", explained.Extras["intercept"].unsqueeze(1));
            }
    }
}
