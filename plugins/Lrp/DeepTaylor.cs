using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Deep Taylor decomposition: each layer's relevance is expanded at a root point, which for ReLU networks gives the z-plus rule, and the box or the
/// w-square rule for the layer that sees the input. Activations of both signs (leaky ReLU, GELU, tokens) share by the products above zero, and sums, gates and attention
/// pass on positive contributions alone, so that relevances are never negative.
/// </summary>
[Method("deep-taylor", "Deep Taylor decomposition", Source = "Montavon et al. 2017",
    Notice = "LRP, of which this is a case, is patented by others (EP3271863B1, US 12,061,966 B2): see to a licence before commercial use.")]
public sealed class DeepTaylor : IAttributor<DeepTaylor.Options>
{
    /// <summary>The options.</summary>
    /// <param name="Domain">What is known of the inputs' values, which decides the rule of the first layer.</param>
    /// <param name="Low">The smallest input value, for boxed inputs: one number, or one a channel. None for black after the model's preprocessing.</param>
    /// <param name="High">The largest input value, for boxed inputs: one number, or one a channel. None for white after the model's preprocessing.</param>
    /// <param name="BatchNorm">Whether batch norms become part of the layer before them, or pass relevance unchanged.</param>
    public sealed record Options(InputDomain Domain = InputDomain.Box, double[]? Low = null, double[]? High = null, BatchNorm BatchNorm = BatchNorm.Fold);

    /// <inheritdoc/>
    public Attribution Attribute(Model model, Tensor inputs, Target target, Options options, Run run)
    {
        var first = options.Domain switch { InputDomain.Box => "z-box", InputDomain.Real => "w-square", _ => "z-plus" };
        using var scope = NewDisposeScope();
        var lrp = Lrp.Explain(model, inputs, target,
            new Lrp.Options(Low: options.Low, High: options.High, Rules: $"first: {first}; *: z-plus", BatchNorm: options.BatchNorm), run, PositiveRules.For);
        // The decomposition is of the rectified score: a score below zero has nothing to be explained by.
        var score = lrp.Extras["score"];
        var counts = (score > 0).to(lrp.Values.dtype).SpreadOver(lrp.Values);
        var notes = lrp.Notes.ToList();
        if ((score <= 0).any().ToBoolean()) notes.Add("A score that is not positive has a map of zeros: deep Taylor decomposition explains evidence for the class only.");
        var values = (lrp.Values * counts).MoveToOuterDisposeScope();
        return new Attribution(model, inputs, lrp.Target, values)
        {
            Signed = false,
            Checks = [.. lrp.Checks, new Check("no relevance is negative", Negative(values), 1e-6)],
            Notes = notes,
            Extras = lrp.Extras.ToDictionary(e => e.Key, e => e.Value.MoveToOuterDisposeScope()),
        };
    }

    /// <summary>The most negative relevance, relative to the largest.</summary>
    private static double Negative(Tensor values) => Math.Max(0, -values.min().ToDouble()) / Math.Max(values.max().ToDouble(), 1e-30);
}

/// <summary>What is known of the inputs' values.</summary>
public enum InputDomain
{
    /// <summary>They lie between a smallest and a largest value, as pixels do: the z-B rule.</summary>
    Box,

    /// <summary>Any real number: the w-square rule.</summary>
    Real,

    /// <summary>Never negative: the z-plus rule.</summary>
    Positive,
}
