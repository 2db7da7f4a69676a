using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Pixel flipping (Bach et al. 2015) of regions (Samek et al. 2017): regions of the input are replaced by noise, the most important first, and the score is followed. AOPC is the mean fall of the
/// score over the steps (equation 12 of Samek et al.); ABPC is the area between this curve and the one where the least important go first. Large ones speak for an explanation.
/// A note says of which inputs the score falls by less than a tenth when every region is flipped, so that no order can make a difference.
/// </summary>
[Method("pixel-flipping", "Pixel flipping", Source = "Bach et al. 2015; Samek et al. 2017", OnRequest = true)]
public sealed class PixelFlipping : IMetric<PixelFlipping.Options>
{
    /// <param name="Steps">How many regions are flipped, one a step, at most all.</param>
    /// <param name="Patch">The side of a region in pixels. 0 for a 25th of the picture's shorter side, which is the paper's 9 for pictures of 227; single elements where the input is no picture.</param>
    /// <param name="Fill">What takes the place of flipped regions; noise unless said, uniform from the least to the largest value of the channel as in the paper.</param>
    /// <param name="Baseline">An input, or one for each, in place of the filling, or anything that broadcasts to these.</param>
    /// <param name="Score">Which score the curves follow.</param>
    /// <param name="Absolute">Order regions by magnitude, so that evidence against goes early too.</param>
    /// <param name="BatchSize">How many changed inputs run at a time.</param>
    public sealed record Options(
        [Range(1, 1_000_000)] int Steps = 100, [Range(0, 10_000)] int Patch = 0, Filling Fill = Filling.Auto, Tensor? Baseline = null,
        CurveScore Score = CurveScore.Score, bool Absolute = false, [Range(1, 65536)] int BatchSize = 32);

    /// <inheritdoc/>
    public Score Measure(Model model, Attribution[] explanations, Options options, Run run)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var names = SideBySide.Names(explanations);
        var inputs = explanations[0].Inputs.detach();
        if (inputs.dim() != 4 && options.Patch > 1)
            throw new GlassboxException($"Only pictures, [N, C, H, W], have patches; these inputs are [{string.Join(", ", inputs.shape)}]: leave patch out.");
        var region = Regions(inputs, options.Patch);
        var regions = region.max().ToInt64() + 1;
        var flipped = options.Fill == Filling.Auto && options.Baseline is null ? UniformNoise(inputs, run) : FilledInputs.Of(inputs, options.Fill, Filling.Zero, options.Baseline, run);
        var curve = new PixelCurve(model, inputs, Rows.From(0, Math.Min(options.Steps, regions) + 1), options.BatchSize, options.Score);
        var (most, least, emptied) = (new List<Tensor>(), new List<Tensor>(), new List<Tensor>());
        var curves = new List<Curve>();
        for (var i = 0; i < explanations.Length; i++)
        {
            var importance = PixelOrder.Importance(explanations[i], options.Absolute);
            importance = zeros(importance.size(0), regions, dtype: importance.dtype, device: importance.device).index_add_(1, region, importance, 1);
            most.Add(Flipped(importance, "most important first"));
            least.Add(Flipped(-importance, "least important first"));
            emptied.Add(curve.Scores(flipped, explanations[i].Target, run));

            Tensor Flipped(Tensor by, string order)
            {
                var turns = PixelOrder.Turns(PixelOrder.Of(by, run)).index_select(1, region);
                var scores = curve.Scores(turns, explanations[i].Target, before: inputs, after: flipped, run, $"inputs ({names[i]}, {order})");
                curves.Add(new Curve(names[i], [.. curve.Gone.Select(g => (double)g)], scores.mean([0L]).data<double>().ToArray()) { XTitle = $"regions flipped, {order}", YTitle = "score" });
                return scores;
            }
        }
        var (mostFirst, leastFirst) = (stack(most.ToArray(), 0).MoveToOuterDisposeScope(), stack(least.ToArray(), 0).MoveToOuterDisposeScope());
        var aopc = new Measure("AOPC", (mostFirst.narrow(2, 0, 1) - mostFirst).mean([2L]).MoveToOuterDisposeScope(), Better.More);
        var abpc = new Measure("ABPC", (leastFirst - mostFirst).mean([2L]).MoveToOuterDisposeScope(), Better.More);
        return new Score("Pixel flipping", $"Mean fall of the score over {curve.Gone.Length - 1} of {regions} regions flipped (AOPC), and mean distance from the curve where the least important go first (ABPC), " +
            $"mean of {SideBySide.Inputs(inputs.size(0))}; more is better.", names, aopc, abpc)
        {
            Curves = curves,
            Notes = [.. Ends.Note(mostFirst.select(2, 0), stack(emptied.ToArray(), 0), options.Score == CurveScore.Probability ? "probability" : "score", "the input with every region flipped", "pixel flipping", "another fill")],
            Values = new Dictionary<string, Tensor> { ["most-first"] = mostFirst, ["least-first"] = leastFirst, ["aopc"] = aopc.Values, ["abpc"] = abpc.Values },
        };
    }

    /// <summary>The region of each pixel: <c>[P]</c> of Int64.</summary>
    private static Tensor Regions(Tensor inputs, int patch)
    {
        if (inputs.dim() != 4) return arange(inputs.numel() / inputs.size(0), dtype: ScalarType.Int64, device: inputs.device);
        var (height, width) = (inputs.size(2), inputs.size(3));
        if (patch == 0) patch = (int)Math.Max(1, Math.Min(height, width) / 25);
        var across = (width + patch - 1) / patch;
        Tensor Bands(long length) => tensor([.. Enumerable.Range(0, (int)length).Select(i => (long)i / patch)], device: inputs.device);
        return (Bands(height).unsqueeze(1) * across + Bands(width)).flatten();
    }

    private static Tensor UniformNoise(Tensor inputs, Run run)
    {
        var channels = inputs.dim() > 2 ? inputs.flatten(2) : inputs.unsqueeze(1);
        var noise = rand([1, .. channels.shape[1..]], generator: run.Generator(stream: 2)).to(inputs.dtype).to(inputs.device);
        var (low, high) = (channels.amin([2L], keepdim: true), channels.amax([2L], keepdim: true));
        return (low + (high - low) * noise).view(inputs.shape);
    }
}
