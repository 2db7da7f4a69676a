using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Randomised input sampling: shows the model the picture under random soft masks; a pixel's value is the mean of the scores, each weighted by how much of the pixel its mask showed.
/// </summary>
[Method("rise", "Randomized input sampling for explanation", Source = "Petsiuk et al. 2018")]
public sealed class Rise : IAttributor<Rise.Options>
{
    /// <param name="MaskCount">How many masks; the paper uses 4000 for VGG16 and 8000 for ResNet-50.</param>
    /// <param name="Cells">How many cells along each side the random grids have.</param>
    /// <param name="Keep">The probability that a cell is kept.</param>
    /// <param name="Logits">Weigh masks by the logit instead of the paper's softmax probability.</param>
    /// <param name="Fill">What shows where the mask is 0; unless said zero, which is grey for normalised pictures.</param>
    /// <param name="Baseline">What shows where the mask is 0, instead of a fill: a number, a value a channel <c>[C, 1, 1]</c>, an input, or one for each.</param>
    /// <param name="Masks">The masks to use instead of drawn ones, [masks, H, W], values 0 to 1.</param>
    /// <param name="BatchSize">How many masked inputs the model is given at a time, at most.</param>
    public sealed record Options(
        [Range(1, 10_000_000)] int MaskCount = 4000,
        [Range(1, 10_000)] int Cells = 7,
        [Range(0.001, 1)] double Keep = 0.5,
        bool Logits = false,
        Filling Fill = Filling.Auto,
        Tensor? Baseline = null,
        Tensor? Masks = null,
        [Range(1, 65536)] int BatchSize = 32);

    /// <summary>
    /// Explains a batch of pictures <c>[N, C, H, W]</c>: values <c>[N, 1, H, W]</c>. Extras: <c>scores</c>, <c>[N, masks]</c>, and the values' <c>standard-errors</c>.
    /// </summary>
    /// <inheritdoc cref="IAttributor{TOptions}.Attribute"/>
    public Attribution Attribute(Model model, Tensor inputs, Target target, Options options, Run run)
    {
        if (inputs.dim() != 4)
            throw new GlassboxException($"RISE explains pictures [N, C, H, W]; these inputs are [{string.Join(", ", inputs.shape)}]. Use lime or kernel-shap with segments.");
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var x = inputs.to(model.Device);
        var settled = target.For(model, x);
        var scored = options.Logits ? settled
            : settled.Probability ?? throw new GlassboxException($"The target, {settled.Description}, is no class and has no probability: set logits to weigh masks by its score.");
        var (height, width) = (x.size(2), x.size(3));
        var random = options.Masks is null ? new RandomMasks(options.MaskCount, options.Cells, options.Keep, height, width, run.Generator()) : null;
        var given = options.Masks is { } masks ? Given(masks, height, width) : null;
        var count = given?.size(0) ?? options.MaskCount;
        Tensor Masks(long first, long some) => (given?.narrow(0, first, some) ?? random!.At(first, some)).to(x.dtype, x.device);

        var (values, errors, scores) = (new List<Tensor>(), new List<Tensor>(), new List<Tensor>());
        for (var n = 0; n < x.size(0); n++)
        {
            var input = x.narrow(0, n, 1);
            var own = scored.Select([n]);
            var filling = Fillings.For(options.Fill, auto: Filling.Zero, Baseline.OfInput(options.Baseline, x, n), input, null, run.Generator(stream: 1));
            var forward = new PerturbedForward(model, input, own);
            Tensor sum = zeros(height * width, dtype: ScalarType.Float64), squares = zeros_like(sum);
            scores.Add(run.InBatches(count, options.BatchSize, (first, some) =>
            {
                var shown = Masks(first, some);
                var masked = input * shown + filling * (1 - shown);
                var score = forward.Scores(masked).to(ScalarType.Float64).cpu();
                var weight = shown.flatten(1).to(ScalarType.Float64).cpu();
                sum.add_(score.unsqueeze(0).matmul(weight).squeeze(0));
                squares.add_((score * score).unsqueeze(0).matmul(weight * weight).squeeze(0));
                return score;
            }, Batching.Unit("masks", n, x.size(0))));
            values.Add((sum / (count * options.Keep)).reshape(1, height, width));
            var variance = (squares / count - (sum / count) * (sum / count)).clamp_min(0);
            errors.Add(((variance / count).sqrt() / options.Keep).reshape(1, height, width));
        }
        var map = stack(values);
        var error = stack(errors);
        var range = map.amax([1, 2, 3]) - map.amin([1, 2, 3]);
        var noise = (error.amax([1, 2, 3]) / range.clamp_min(1e-300)).max().item<double>();
        return new Attribution(model, inputs, settled, map.to(x.dtype, x.device).MoveToOuterDisposeScope())
        {
            Signed = false,
            Extras = new Dictionary<string, Tensor> { ["scores"] = stack(scores).MoveToOuterDisposeScope(), ["standard-errors"] = error.MoveToOuterDisposeScope() },
            // With an error of a quarter of the range, ranks of nearby pixels are noise.
            Checks = [new Check("the map is not sampling noise (largest standard error / range of the map)", noise, 0.25)],
        };
    }

    private static Tensor Given(Tensor masks, long height, long width) =>
        masks.dim() == 3 && masks.size(1) == height && masks.size(2) == width
            ? masks.unsqueeze(1)
            : throw new GlassboxException($"Masks of shape [{string.Join(", ", masks.shape)}] do not fit pictures of {height} x {width}: give [masks, {height}, {width}].");
}
