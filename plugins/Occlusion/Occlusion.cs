using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Covers a patch of the input at a time and watches the score: an element's value is the mean of f(x) - f(x covered) over the patches that cover it.
/// </summary>
[Method("occlusion", "Patch occlusion", Source = "Zeiler and Fergus 2014")]
public sealed class Occlusion : IAttributor<Occlusion.Options>
{
    /// <param name="Window">The patch's lengths along the last axes of the input, [height, width] for pictures; a seventh of the shorter side unless said, and at least 2. Axes before these are covered whole.</param>
    /// <param name="Strides">How far the patch moves along these axes; half its length unless said.</param>
    /// <param name="Fill">What covers the patch; unless said zero, which is grey for normalised pictures; mean is that of the input's channel, in-painting is from around the patch.</param>
    /// <param name="Baseline">What covers the patch, instead of a fill: a number, a value a channel <c>[C, 1, 1]</c>, an input, or one for each.</param>
    /// <param name="BatchSize">How many covered inputs the model is given at a time, at most.</param>
    public sealed record Options(
        long[]? Window = null, long[]? Strides = null, Filling Fill = Filling.Auto, Tensor? Baseline = null, [Range(1, 65536)] int BatchSize = 32);

    /// <summary>Explains a batch of inputs; <c>drops</c> among the extras holds f(x) - f(x covered) at each place of the patch, <c>[N, places along each axis...]</c>.</summary>
    /// <inheritdoc cref="IAttributor{TOptions}.Attribute"/>
    public Attribution Attribute(Model model, Tensor inputs, Target target, Options options, Run run)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var x = inputs.to(model.Device);
        var settled = target.For(model, x);
        var size = x.shape[1..];
        var window = options.Window ?? Default(size);
        var windows = new Windows(size, window, options.Strides ?? [.. window.Select(length => Math.Max(1, length / 2))]);
        var (values, drops) = (new List<Tensor>(), new List<Tensor>());
        for (var n = 0; n < x.size(0); n++)
        {
            var input = x.narrow(0, n, 1);
            var own = settled.Select([n]);
            // In-painting depends on what is missing: windows that do not overlap share a filling, all others have another.
            var fillings = options.Fill == Filling.Inpaint
                ? [.. windows.Apart(x.device).Select(apart => Fillings.For(options.Fill, auto: Filling.Zero, Baseline.OfInput(options.Baseline, x, n), input, Parts.Of(model, input, apart)[0], run.Generator()))]
                : new[] { Fillings.For(options.Fill, auto: Filling.Zero, Baseline.OfInput(options.Baseline, x, n), input, null, run.Generator()) };
            Tensor FillingOf(long first, long count) => fillings.Length == 1 ? fillings[0]
                : cat([.. Enumerable.Range(0, (int)count).Select(i => fillings[windows.Set(first + i)])], 0);
            var forward = new PerturbedForward(model, input, own);
            var score = forward.Scores(input).to(ScalarType.Float64).cpu();
            var drop = score - run.InBatches(windows.Count, options.BatchSize,
                (first, count) => forward.Scores(where(windows.Covered(first, count, x.device), FillingOf(first, count), input)).to(ScalarType.Float64).cpu(),
                Batching.Unit("patches", n, x.size(0)));
            values.Add(Mean(windows, drop, size, options.BatchSize).to(input.dtype, x.device));
            drops.Add(drop.reshape(windows.Places));
        }
        return new Attribution(model, inputs, settled, stack(values).MoveToOuterDisposeScope())
        {
            Extras = new Dictionary<string, Tensor> { ["drops"] = stack(drops).MoveToOuterDisposeScope() },
        };
    }

    private static long[] Default(long[] size)
    {
        if (size.Length == 1) return [1];
        var sides = size[1..];
        var length = Math.Max(2, sides.Min() / 7);
        return [.. sides.Select(side => Math.Min(length, side))];
    }

    /// <summary>The mean over the patches that cover each element, of one input's shape.</summary>
    private static Tensor Mean(Windows windows, Tensor drop, long[] size, int batchSize)
    {
        using var scope = NewDisposeScope();
        Tensor sum = zeros(1, dtype: ScalarType.Float64), times = zeros(1, dtype: ScalarType.Float64);
        for (var first = 0L; first < windows.Count; first += batchSize)
        {
            var count = Math.Min(batchSize, windows.Count - first);
            using var batch = NewDisposeScope();
            var covered = windows.Covered(first, count, CPU).to(ScalarType.Float64);
            sum = (sum + (covered * drop.narrow(0, first, count).reshape([count, .. size.Select(_ => 1L)])).sum(0)).MoveToOuterDisposeScope();
            times = (times + covered.sum(0)).MoveToOuterDisposeScope();
        }
        return (sum / times).expand(size).clone().MoveToOuterDisposeScope();
    }
}
