using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// The mean explanation of copies of the input with Gaussian noise (Smilkov et al. 2017), or their mean square or variance. It explains by the gradient unless
/// another method is named. Every input of a batch meets the same noise, scaled by its own range: an explanation does not depend on the rest of the batch.
/// </summary>
[Method("smoothgrad", "SmoothGrad", Source = "Smilkov et al. 2017")]
public sealed class SmoothGrad : IAttributor<SmoothGrad.Options>
{
    /// <param name="Of">The id of the method that explains each copy, such as <c>integrated-gradients</c>; the gradient unless said.</param>
    /// <param name="OfOptions">That method's options, each a name in camel case and a value: <c>steps=20</c>.</param>
    /// <param name="Samples">How many noisy copies of each input are explained.</param>
    /// <param name="NoiseLevel">The noise's standard deviation as a fraction of the input's range, largest minus smallest element.</param>
    /// <param name="Statistic">What is taken over the copies: the mean, the mean square, or the variance.</param>
    /// <param name="Absolute">Take it over absolute values.</param>
    /// <param name="Noise">The noise itself in place of a random draw: <c>[samples, ...]</c>, or <c>[N, samples, ...]</c> for each input its own.</param>
    /// <param name="BatchSize">How many copies run at a time.</param>
    /// <param name="Layer">The layer whose activation the gradient explains; the input unless said. Another method is told by its own options: <c>layer=...</c>.</param>
    public sealed record Options(
        string? Of = null, string[]? OfOptions = null, [Range(1, 1_000_000)] int Samples = 50, [Range(0, 10)] double NoiseLevel = 0.15,
        SmoothGradStatistic Statistic = SmoothGradStatistic.Mean, bool Absolute = false, Tensor? Noise = null, [Range(1, 65536)] int BatchSize = 32, [LayerName] string? Layer = null);

    /// <inheritdoc/>
    public Attribution Attribute(Model model, Tensor inputs, Target target, Options options, Run run)
    {
        using var scope = NewDisposeScope();
        Tokens.Refuse(model, inputs, "Noise is added to inputs of floating point", "integrated gradients explain their embedding");
        var settled = target.For(model, inputs);
        var explainer = Explainer.Of(options, model, settled, run);
        var clean = inputs.detach();
        var noise = options.Noise is { } given ? InputNoise.Given(clean, given) : InputNoise.Gaussian(clean, options.Samples, options.NoiseLevel, run);
        var (n, samples) = (inputs.size(0), noise.Samples);
        Tensor? sum = null, squares = null;
        run.EachBatch(n * samples, options.BatchSize, (first, count) =>
        {
            var (added, which) = noise.Rows(first, count);
            var index = tensor(which, device: inputs.device);
            var values = explainer.Explain(clean.index_select(0, index) + added, which, first).to(ScalarType.Float64);
            if (options.Absolute) values = values.abs();
            sum ??= zeros([n, .. values.shape.Skip(1)], dtype: ScalarType.Float64, device: values.device).MoveToOuterDisposeScope();
            squares ??= zeros_like(sum).MoveToOuterDisposeScope();
            var square = values.square();
            sum.index_add_(0, index, values, 1);
            squares.index_add_(0, index, square, 1);
        }, "noisy copies");

        var mean = sum! / samples;
        var meanSquare = squares! / samples;
        var statistic = options.Statistic switch
        {
            SmoothGradStatistic.Mean => mean,
            SmoothGradStatistic.MeanSquare => meanSquare,
            _ => (meanSquare - mean.square()).clamp_min(0),
        };
        return new Attribution(model, inputs, settled, statistic.to(inputs.dtype).MoveToOuterDisposeScope())
        {
            Signed = options.Statistic == SmoothGradStatistic.Mean && !options.Absolute && explainer.Signed,
            Slopes = explainer.Slopes,
        };
    }
}
