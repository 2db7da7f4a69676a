using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Complexity (Bhatt et al. 2020): the entropy of the shares that positions have in an explanation's magnitude, in nats, from 0 where one position has all to the logarithm of their number where all have
/// as much. Less is more concise.
/// </summary>
[Method("complexity", "Complexity", Source = "Bhatt et al. 2020", OnRequest = true)]
public sealed class Complexity : IMetric<Complexity.Options>
{
    /// <summary>There are none.</summary>
    public sealed record Options();

    /// <inheritdoc/>
    public Score Measure(Model model, Attribution[] explanations, Options options, Run run)
    {
        using var scope = NewDisposeScope();
        var measure = new Measure("complexity", stack([.. explanations.Select(Entropy)], 0).MoveToOuterDisposeScope());
        return new Score("Complexity", $"Entropy of the shares of the magnitude in nats, mean of {SideBySide.Inputs(explanations[0].Inputs.size(0))}; 0: one position alone.", SideBySide.Names(explanations), measure)
        {
            Values = new Dictionary<string, Tensor> { ["entropy"] = measure.Values },
        };
    }

    private static Tensor Entropy(Attribution explanation)
    {
        var magnitudes = Magnitudes.Of(explanation);
        var shares = magnitudes / magnitudes.sum(1, keepdim: true);
        return -xlogy(shares, shares).sum(1).cpu();
    }
}
