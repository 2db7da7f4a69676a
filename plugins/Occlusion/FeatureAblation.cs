using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>Takes one part of the input away at a time: a part's value is f(x) - f(x without the part).</summary>
[Method("feature-ablation", "Feature ablation")]
public sealed class FeatureAblation : IAttributor<FeatureAblation.Options>
{
    /// <param name="Superpixels">How pictures are cut into parts.</param>
    /// <param name="SuperpixelCount">About how many parts; 0 for 50, or fewer for small pictures.</param>
    /// <param name="Compactness">How square SLIC's superpixels are.</param>
    /// <param name="Segments">The part of each element as whole numbers that broadcast to the inputs, instead of superpixels or single features.</param>
    /// <param name="Fill">What takes a part's place; unless said zero, which is grey for normalised pictures.</param>
    /// <param name="Baseline">What takes a part's place, instead of a fill: a number, a value a channel <c>[C, 1, 1]</c>, an input, or one for each.</param>
    /// <param name="BatchSize">How many changed inputs the model is given at a time, at most.</param>
    public sealed record Options(
        Superpixels Superpixels = Superpixels.Slic,
        [Range(0, 1_000_000)] int SuperpixelCount = 0,
        [Range(0, 1e9)] double Compactness = 10,
        Tensor? Segments = null,
        Filling Fill = Filling.Auto,
        Tensor? Baseline = null,
        [Range(1, 65536)] int BatchSize = 32);

    /// <summary>Explains a batch of inputs; the values have the shape of the segments, <c>[N, 1, H, W]</c> for superpixels. <c>segments</c> is among the extras.</summary>
    /// <inheritdoc cref="IAttributor{TOptions}.Attribute"/>
    public Attribution Attribute(Model model, Tensor inputs, Target target, Options options, Run run)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var x = inputs.to(model.Device);
        var settled = target.For(model, x);
        var parts = Parts.Of(model, x, options.Segments, options.Superpixels, options.SuperpixelCount, options.Compactness);
        var values = new List<Tensor>();
        for (var n = 0; n < x.size(0); n++)
        {
            var input = x.narrow(0, n, 1);
            var own = settled.Select([n]);
            var filling = Fillings.For(options.Fill, auto: Filling.Zero, Baseline.OfInput(options.Baseline, x, n), input, parts[n], run.Generator());
            // The first coalition is the whole input; each other lacks one part.
            var coalitions = cat([ones(1, parts[n].Count, dtype: ScalarType.Bool), eye(parts[n].Count).eq(0)], 0);
            var scores = new MaskedInput(input, filling, parts[n]).Evaluate(coalitions, new PerturbedForward(model, input, own).Scores, options.BatchSize, run,
                Batching.Unit("parts", n, x.size(0)));
            values.Add(parts[n].Spread(scores[0] - scores.narrow(0, 1, parts[n].Count), input));
        }
        return new Attribution(model, inputs, settled, cat([.. values], 0).MoveToOuterDisposeScope())
        {
            Extras = new Dictionary<string, Tensor> { ["segments"] = cat([.. parts.Select(p => p.Ids)], 0).MoveToOuterDisposeScope() },
        };
    }
}
