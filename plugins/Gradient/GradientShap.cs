using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Expected gradients (Erion et al. 2021), also called GradientSHAP (Lundberg and Lee 2017): integrated gradients averaged over a background of baselines, by drawing
/// a baseline and a place on the line to it for each sample. In expectation the values sum to <c>f(x)</c> minus the mean score of the background.
/// </summary>
[Method("gradient-shap", "Expected gradients (GradientSHAP)", Source = "Erion et al. 2021")]
public sealed class GradientShap : IAttributor<GradientShap.Options>
{
    /// <param name="Samples">How many baselines and places are drawn for each input.</param>
    /// <param name="Background">The baselines to draw from: <c>[B, ...]</c>; the constant alone unless said.</param>
    /// <param name="Baseline">The value of every element of the baseline where there is no background.</param>
    /// <param name="Positions">Places from 0 (the baseline) to 1 (the input) in place of drawn ones: <c>[samples]</c>, or <c>[N, samples]</c>.</param>
    /// <param name="Picks">Rows of the background in place of drawn ones: <c>[samples]</c> of Int64, or <c>[N, samples]</c>.</param>
    /// <param name="BatchSize">How many points run at a time.</param>
    /// <param name="Layer">The layer whose activation is explained, by lines from its activations for the baselines; the input unless said.</param>
    public sealed record Options(
        [Range(1, 1_000_000)] int Samples = 200, Tensor? Background = null, [Range(double.NegativeInfinity, double.PositiveInfinity)] double Baseline = 0,
        Tensor? Positions = null, Tensor? Picks = null, [Range(1, 65536)] int BatchSize = 32, [LayerName] string? Layer = null);

    /// <inheritdoc/>
    public Attribution Attribute(Model model, Tensor inputs, Target target, Options options, Run run)
    {
        using var scope = NewDisposeScope();
        var settled = target.For(model, inputs);
        if (options.Layer is null) ScoreGradient.RefuseTokens(model, inputs);
        var clean = inputs.detach();
        var n = inputs.size(0);
        var background = Background(clean, options);
        var samples = options.Positions?.shape[^1] ?? options.Picks?.shape[^1] ?? options.Samples;
        var positions = PerInput(options.Positions ?? rand(samples, generator: run.Generator(stream: 1)), n, samples, "positions").to(ScalarType.Float64).to(inputs.device);
        var picks = PerInput(options.Picks ?? randint(0, background.size(0), [samples], generator: run.Generator(stream: 2)), n, samples, "picks").to(ScalarType.Int64).to(inputs.device);
        if (picks.lt(0).logical_or(picks.ge(background.size(0))).any().item<bool>())
            throw new GlassboxException($"The picks name rows that the background does not have: it has {background.size(0)}, from 0.");

        var paths = new StraightPaths(model.Prepare(), clean, settled, background.unsqueeze(1).expand([background.size(0), n, .. clean.shape[1..]]), options.Layer, options.BatchSize, run);
        var values = zeros([n, .. paths.PointShape], dtype: paths.PointType, device: inputs.device);
        var (sums, squares) = (zeros([n], dtype: ScalarType.Float64, device: inputs.device), zeros([n], dtype: ScalarType.Float64, device: inputs.device));
        run.EachBatch(n * samples, options.BatchSize, (first, count) =>
        {
            // A row is one sample: input i at s * N + i.
            var row = Rows.From(first, count);
            var which = row.Column(r => r % n);
            var index = tensor(which, device: inputs.device);
            var sample = tensor(row.Column(r => r / n), device: inputs.device);
            var lines = paths.Lines(which, picks[index, sample].cpu().data<long>().ToArray());
            using var on = enable_grad();
            var point = lines.At(positions[index, sample].cpu().data<double>()).requires_grad_();
            var contribution = (ScoreGradient.Of(lines.Score(point), point, options.Layer ?? "the input") * lines.Direction).detach();
            var total = contribution.flatten(1).sum(1).to(ScalarType.Float64);
            var square = total.square();
            values.index_add_(0, index, contribution, 1.0 / samples);
            sums.index_add_(0, index, total, 1.0 / samples);
            squares.index_add_(0, index, square, 1.0 / samples);
        }, "gradients");

        var promised = Promised(paths, n, picks, options.BatchSize, run).to(ScalarType.Float64);
        var standardError = ((squares - sums.square()).clamp_min(0) / Math.Max(1, samples - 1)).sqrt();
        var rounding = promised.abs() * 1e-5 + 1e-6;
        return new Attribution(model, inputs, settled, values.MoveToOuterDisposeScope())
        {
            Checks = [new("sum of attributions = f(x) - mean f(background drawn), in standard errors", ((sums - promised).abs() / (standardError + rounding)).max().item<double>(), 4)],
            Extras = new Dictionary<string, Tensor> { ["standard-error"] = standardError.to(paths.PointType).MoveToOuterDisposeScope() },
        };
    }

    /// <summary>The score of each input minus the mean score of its picks: <c>[N]</c>.</summary>
    private static Tensor Promised(StraightPaths paths, long n, Tensor picks, int batchSize, Run run)
    {
        using var off = no_grad();
        var drawn = picks.flatten().cpu().data<long>().ToArray();
        var distinct = drawn.Distinct().Order().ToArray();
        // A row is one end of a line: the inputs first, then each baseline with every input.
        var scores = run.InBatches(n * (distinct.Length + 1), batchSize, (first, count) =>
        {
            var row = Rows.From(first, count);
            var lines = paths.Lines(row.Column(r => r % n), row.Column(r => distinct[Math.Max(0, r / n - 1)]));
            return lines.Score(lines.At(row.Select(r => r < n ? 1.0 : 0.0)));
        }, "scores").view(distinct.Length + 1, n);
        var place = tensor(drawn.Select(p => (long)Array.BinarySearch(distinct, p) + 1).ToArray(), device: picks.device).view(picks.shape);
        return scores[0] - scores.t().gather(1, place).mean([1]);
    }

    private static Tensor Background(Tensor inputs, Options options)
    {
        if (options.Background is not { } background) return full([1, .. inputs.shape[1..]], options.Baseline, dtype: inputs.dtype, device: inputs.device);
        return background.shape[1..].SequenceEqual(inputs.shape[1..])
            ? background.to(inputs.dtype).to(inputs.device)
            : throw new GlassboxException($"A background of [{string.Join(", ", background.shape)}] does not fit inputs of [{string.Join(", ", inputs.shape)}]: it is [baselines, {string.Join(", ", inputs.shape[1..])}].");
    }

    private static Tensor PerInput(Tensor draws, long n, long samples, string name) => draws.shape switch
    {
        [var s] when s == samples => draws.unsqueeze(0).expand(n, samples),
        [var rows, var s] when rows == n && s == samples => draws,
        var shape => throw new GlassboxException($"The {name} are [{string.Join(", ", shape)}]; they must be [{samples}], or [{n}, {samples}] for each input its own."),
    };
}
