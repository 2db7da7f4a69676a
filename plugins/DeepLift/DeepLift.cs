using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// DeepLIFT: the difference of the score from its value at a baseline is distributed over the differences of the inputs, by the rescale or the reveal-cancel rule. Of
/// several baselines the mean is given (DeepSHAP, Lundberg and Lee 2017). Products, softmax and norms pass differences so that contributions still sum to the score's.
/// </summary>
[Method("deeplift", "DeepLIFT", Source = "Shrikumar et al. 2017")]
public sealed class DeepLift : IAttributor<DeepLift.Options>
{
    /// <summary>The options.</summary>
    /// <param name="Baseline">What the inputs are compared with: a number, a value a channel <c>[C, 1, 1]</c>, an input, or one for each. Zero unless said.</param>
    /// <param name="Baselines">Several baselines in its place, <c>[B, ...]</c>, or <c>[B, N, ...]</c> for each input its own: each input is compared with each of them and the mean taken.</param>
    /// <param name="MaxPool">How a maximum's difference is passed back.</param>
    /// <param name="Multipliers">Whether to give the multipliers rather than their product with the difference.</param>
    /// <param name="Rule">How a nonlinearity's difference is passed back.</param>
    /// <param name="Layer">The layer whose activation is explained; the input unless said.</param>
    public sealed record Options(
        Tensor? Baseline = null, Tensor? Baselines = null, MaxPool MaxPool = MaxPool.Rescale, bool Multipliers = false,
        DeepLiftRule Rule = DeepLiftRule.Rescale, [LayerName] string? Layer = null);

    /// <inheritdoc/>
    public Attribution Attribute(Model model, Tensor inputs, Target target, Options options, Run run)
    {
        using var off = no_grad();
        var score = target.For(model, inputs);
        using var scope = NewDisposeScope();
        var error = 0.0;
        Tensor? sum = null;
        var baselines = Baseline.Set(options.Baseline, options.Baselines, inputs).unbind(0);
        foreach (var (baseline, done) in baselines.Select((b, i) => (b, i)))
        {
            run.Step(done, baselines.Length, "baselines");
            using var inner = NewDisposeScope();
            using var comparison = new Comparison(model, inputs, baseline, score, options, run);
            var values = options.Multipliers ? comparison.Multipliers : comparison.Contributions;
            sum = (sum is null ? values.clone() : sum.add_(values)).MoveToOuterDisposeScope();
            error = Math.Max(error, comparison.CompletenessError);
        }
        return new Attribution(model, inputs, score, (sum! / baselines.Length).MoveToOuterDisposeScope())
        {
            // What does not pass through a layer (a skip connection around it) is not in the layer's contributions.
            Checks = options.Layer is null ? [new Check("sum of contributions = score - score at the baseline", error, 1e-4)] : [],
        };
    }
}

/// <summary>How DeepLIFT passes back the difference of a maximum.</summary>
public enum MaxPool
{
    /// <summary>To the winner as far as the maximum rose over the baseline's, to the baseline's winner as far as it fell: contributions sum to the score's difference.</summary>
    Rescale,

    /// <summary>By its gradient, to the winner alone, as the reference values of the field's tools have it for some networks: contributions then need not sum to the score's difference.</summary>
    Gradient,
}

/// <summary>How DeepLIFT passes back the difference of a nonlinearity.</summary>
public enum DeepLiftRule
{
    /// <summary>By the quotient of its differences (section 3.5.1).</summary>
    Rescale,

    /// <summary>What raises and what lowers its input by their own mean effects, so that evidence is seen that other evidence cancels (section 3.5.2).</summary>
    RevealCancel,
}
