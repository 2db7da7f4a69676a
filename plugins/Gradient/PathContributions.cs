using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// What each step along a path contributes: the score's gradient times the change of the input, or of a layer's activation. Summed over the path it is the line integral of the
/// gradient, whatever the path's form.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="target">The score, settled for the inputs.</param>
/// <param name="inputs">How many inputs there are.</param>
/// <param name="inputOf">The input that a path belongs to.</param>
/// <param name="at">From paths and points on them, numbered from 0, to inputs <c>[M, ...]</c>.</param>
internal sealed class PathContributions(Prepared model, FixedTarget target, long inputs, Func<long, long> inputOf, Func<long[], long[], Tensor> at)
{
    /// <summary>The layer whose activation changes; the input where null.</summary>
    public string? Layer { get; init; }

    /// <summary>Whether a step's gradient is the mean of those at its ends, or that at its start.</summary>
    public bool BothEnds { get; init; } = true;

    /// <summary>The contributions of each input, averaged over its paths: zero for inputs that no path belongs to.</summary>
    /// <param name="paths">The paths; as many for each input that has any.</param>
    /// <param name="steps">The steps of a path, which has one point more.</param>
    /// <param name="batchSize">How many steps run at a time.</param>
    /// <param name="run">The run.</param>
    public Tensor Sum(long[] paths, int steps, int batchSize, Run run)
    {
        Tensor? sum = null;
        var perInput = paths.Length / paths.Select(inputOf).Distinct().Count();
        run.EachBatch(paths.Length * (long)steps, batchSize, (first, rows) =>
        {
            // A row is one step, paths outermost; point p of a path is point path * (steps + 1) + p, and neighbouring steps share one.
            var left = Rows.From(first, rows).Column(r => r / steps * (steps + 1) + r % steps);
            var points = left.Concat(left.Column(p => p + 1)).Distinct().Order().ToArray();
            var lines = points.Column(p => paths[p / (steps + 1)]);
            var (activation, gradient) = ScoreGradient.At(model, at(lines, points.Column(p => p % (steps + 1))), target.Select(lines.Column(inputOf)), Layer);
            var from = tensor(left.Column(p => Array.BinarySearch(points, p)), device: gradient.device);
            var to = tensor(left.Column(p => Array.BinarySearch(points, p + 1)), device: gradient.device);
            var over = BothEnds ? (gradient.index_select(0, from) + gradient.index_select(0, to)) / 2 : gradient.index_select(0, from);
            var contribution = over * (activation.index_select(0, to) - activation.index_select(0, from));
            sum ??= zeros([inputs, .. activation.shape[1..]], dtype: gradient.dtype, device: gradient.device).MoveToOuterDisposeScope();
            sum.index_add_(0, tensor(left.Column(p => inputOf(paths[p / (steps + 1)])), device: gradient.device), contribution, 1.0 / perInput);
        }, "steps");
        return sum!;
    }
}
