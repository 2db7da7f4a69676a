using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Sparseness (Chalasani et al. 2020): the Gini index of an explanation's magnitudes, 0 where all positions are as important, towards 1 where one is and the others are not. It says how concise an
/// explanation is, not whether it is right.
/// </summary>
[Method("sparseness", "Sparseness", Source = "Chalasani et al. 2020")]
public sealed class Sparseness : IMetric<Sparseness.Options>
{
    /// <summary>There are none.</summary>
    public sealed record Options();

    /// <inheritdoc/>
    public Score Measure(Model model, Attribution[] explanations, Options options, Run run)
    {
        using var scope = NewDisposeScope();
        var measure = new Measure("sparseness", stack([.. explanations.Select(Gini)], 0).MoveToOuterDisposeScope());
        return new Score("Sparseness", $"Gini index of the magnitudes, mean of {SideBySide.Inputs(explanations[0].Inputs.size(0))}; 0: all as important, 1: one position alone.", SideBySide.Names(explanations), measure)
        {
            Values = new Dictionary<string, Tensor> { ["gini"] = measure.Values },
        };
    }

    /// <summary><c>1 - 2 sum_k (v_k / |v|_1) (d - k + 1/2) / d</c> for magnitudes in rising order: <c>[N]</c>; NaN for a map of zeros.</summary>
    private static Tensor Gini(Attribution explanation)
    {
        var magnitudes = Magnitudes.Of(explanation).sort(1).Values;
        var d = magnitudes.size(1);
        var weights = (d - arange(1, d + 1, dtype: ScalarType.Float64, device: magnitudes.device) + 0.5) / d;
        return (1 - 2 * (magnitudes * weights).sum(1) / magnitudes.sum(1)).cpu();
    }
}
