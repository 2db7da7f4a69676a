using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>Shapley values as the weighted linear regression of coalitions' scores on their members; exact where all coalitions fit into the samples.</summary>
[Method("kernel-shap", "KernelSHAP", Source = "Lundberg and Lee 2017")]
public sealed class KernelShap : IAttributor<KernelShap.Options>
{
    /// <param name="Samples">How many coalitions are scored beside those of all and of no parts; where there are no more than this, all are, and the values are exact.</param>
    /// <param name="Paired">Whether each coalition drawn is followed by its complement, which lowers the variance.</param>
    /// <param name="Efficiency">How it is kept that the values sum to f(x) - f(no part).</param>
    /// <param name="Superpixels">How pictures are cut into parts.</param>
    /// <param name="SuperpixelCount">About how many parts; 0 for 50, or fewer for small pictures.</param>
    /// <param name="Compactness">How square SLIC's superpixels are.</param>
    /// <param name="Segments">The part of each element as whole numbers that broadcast to the inputs, instead of superpixels or single features.</param>
    /// <param name="Fill">What takes a part's place; unless said zero, which is grey for normalised pictures.</param>
    /// <param name="Baseline">What takes a part's place, instead of a fill: a number, a value a channel <c>[C, 1, 1]</c>, an input, or one for each.</param>
    /// <param name="Coalitions">Coalitions to use instead of drawn ones, [samples, parts], taken as drawn with the Shapley kernel: all weigh the same, and those of all or no parts are left out.</param>
    /// <param name="BatchSize">How many changed inputs the model is given at a time, at most.</param>
    public sealed record Options(
        [Range(2, 10_000_000)] int Samples = 2048,
        bool Paired = true,
        Efficiency Efficiency = Efficiency.Constraint,
        Superpixels Superpixels = Superpixels.Slic,
        [Range(0, 1_000_000)] int SuperpixelCount = 0,
        [Range(0, 1e9)] double Compactness = 10,
        Tensor? Segments = null,
        Filling Fill = Filling.Auto,
        Tensor? Baseline = null,
        Tensor? Coalitions = null,
        [Range(1, 65536)] int BatchSize = 32);

    /// <summary>
    /// Explains a batch of inputs, each as if it were alone. The values have the shape of the segments, <c>[N, 1, H, W]</c> for superpixels. Extras: <c>shapley-values</c>,
    /// <c>standard-errors</c> and <c>confidence</c> (half the 95 % interval), <c>[N, parts]</c>; the fit's <c>intercept</c>, <c>[N]</c>; <c>segments</c>.
    /// </summary>
    /// <inheritdoc cref="IAttributor{TOptions}.Attribute"/>
    public Attribution Attribute(Model model, Tensor inputs, Target target, Options options, Run run)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var x = inputs.to(model.Device);
        var settled = target.For(model, x);
        var parts = Parts.Of(model, x, options.Segments, options.Superpixels, options.SuperpixelCount, options.Compactness);
        var (shares, intercepts) = (new SharedOut(), new List<double>());
        foreach (var game in Game.Of(model, x, settled, parts, options.Fill, options.Baseline, options.BatchSize, run))
        {
            var players = game.Parts.Count;
            if (players < 2) throw new GlassboxException("The input is a single part, which gets the whole score: ask for more superpixels, or give segments.");
            var (coalitions, weights, enumerated) = Sampled(options, players, run.Generator());
            var ends = tensor(new[] { true, false }).unsqueeze(1).expand(2, players);
            var values = game.Values(cat([ends, coalitions], 0));
            var (all, none, others) = (values[0].item<double>(), values[1].item<double>(), values.narrow(0, 2, coalitions.size(0)));
            var draws = options.Paired && options.Coalitions is null ? 2 : 1;
            var (phi, errors, intercept) = options.Efficiency == Efficiency.Penalty
                ? KernelRegression.Penalised(coalitions, others, weights, all, none, draws)
                : KernelRegression.Constrained(coalitions, others, weights, all, none, draws);
            shares.Add(game, phi, enumerated ? zeros_like(errors) : errors, all, none);
            intercepts.Add(intercept);
        }
        return shares.Result(model, inputs, settled, new() { ["intercept"] = tensor(intercepts.ToArray()) }, $"{options.Coalitions?.size(0) ?? options.Samples} coalitions");
    }

    private static (Tensor Coalitions, Tensor Weights, bool Enumerated) Sampled(Options options, int parts, Generator generator)
    {
        if (options.Coalitions is { } given)
        {
            if (given.dim() != 2 || given.size(1) != parts)
                throw new GlassboxException($"Coalitions of shape [{string.Join(", ", given.shape)}] do not fit an input of {parts} parts: give [samples, {parts}].");
            var present = given.cpu().ne(0);
            var size = present.sum(1);
            var proper = present[(size.gt(0) & size.lt(parts)).nonzero().squeeze(1)];
            return (proper, ones(proper.size(0), dtype: ScalarType.Float64), false);
        }
        if (parts < 31 && (1L << parts) - 2 <= options.Samples)
        {
            var proper = Coalitions.All(parts).narrow(0, 1, (1L << parts) - 2);
            return (proper, KernelRegression.Kernel(proper), true);
        }
        return (KernelRegression.Draw(options.Samples, parts, options.Paired, generator), ones(options.Samples, dtype: ScalarType.Float64), false);
    }
}
