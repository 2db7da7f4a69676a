using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// The straight lines from every baseline to every input; where there is a layer, from its activation for the baseline to its activation for the input. What does not
/// pass through the layer (a skip connection around it) then stays as it is for the input.
/// </summary>
/// <param name="inputs">Where the lines end: <c>[N, ...]</c>.</param>
/// <param name="baselines">Where they start: <c>[B, N, ...]</c>.</param>
/// <param name="layer">The layer whose activation moves along the lines; the input where null.</param>
/// <param name="batchSize">How many points on the lines run at a time.</param>
internal sealed class StraightPaths(Prepared model, Tensor inputs, FixedTarget target, Tensor baselines, string? layer, int batchSize, Run run)
{
    private readonly long count = baselines.size(0);
    private readonly Tensor starts = layer is null ? baselines : Activations(model, baselines, layer, batchSize, run);

    /// <summary>The shape of one point on a line.</summary>
    public long[] PointShape => starts.shape[2..];

    /// <summary>The type of a point's elements: of tokens, that of the layer they are embedded in.</summary>
    public ScalarType PointType => starts.dtype;

    /// <summary>The score at the lines' ends minus the mean score at their starts: <c>[N]</c>.</summary>
    public Tensor ScoreDifference()
    {
        using var off = no_grad();
        var n = inputs.size(0);
        // A row is one end of a line: inputs outermost, then baselines, then the start before the end.
        var scores = run.InBatches(n * count * 2, batchSize, (first, rows) =>
        {
            var row = Rows.From(first, rows);
            var lines = Lines(row.Column(r => r / (count * 2)), row.Column(r => r / 2 % count));
            return lines.Score(lines.At(row.Select(r => (double)(r % 2))));
        }, "scores").view(n, count, 2);
        return (scores.select(2, 1) - scores.select(2, 0)).mean([1L]);
    }

    /// <summary>The integral of the gradient along the lines times their direction, averaged over the baselines, for some of the inputs.</summary>
    /// <param name="which">The inputs' places: <c>[M]</c>.</param>
    /// <param name="local">Whether the values are without the factor of the direction; the sums are with it.</param>
    /// <returns>The values, <c>[M, ...]</c>, and the sum over each one's elements times their direction, <c>[M]</c>.</returns>
    public (Tensor Values, Tensor Sums) Integrate(long[] which, QuadratureRule rule, bool local)
    {
        var steps = rule.Points.Length;
        var sum = zeros([which.Length, .. PointShape], dtype: PointType, device: inputs.device);
        var totals = zeros([which.Length], dtype: PointType, device: inputs.device);
        run.EachBatch(which.Length * count * steps, batchSize, (first, rows) =>
        {
            // A row is one point: inputs outermost, then baselines, then steps.
            var row = Rows.From(first, rows);
            var lines = Lines(row.Column(r => which[r / (count * steps)]), row.Column(r => r / steps % count));
            using var on = enable_grad();
            var point = lines.At(row.Select(r => rule.Points[r % steps])).requires_grad_();
            var gradient = ScoreGradient.Of(lines.Score(point), point, layer ?? "the input").detach() * lines.PerRow(row.Select(r => rule.Weights[r % steps] / count));
            var contribution = gradient * lines.Direction;
            var input = tensor(row.Column(r => r / (count * steps)), device: inputs.device);
            sum.index_add_(0, input, local ? gradient : contribution, 1);
            totals.index_add_(0, input, contribution.flatten(1).sum(1), 1);
        }, "gradients");
        return (sum, totals);
    }

    /// <summary>Some of the lines, one a row.</summary>
    /// <param name="input">The input that each leads to.</param>
    /// <param name="baseline">The baseline that it starts from.</param>
    public Segments Lines(long[] input, long[] baseline)
    {
        var index = tensor(input, device: inputs.device);
        var ends = inputs.index_select(0, index);
        var start = starts[tensor(baseline, device: inputs.device), index];
        var settled = target.Select(input);
        if (layer is null) return new(start, ends, point => model.Score(point, settled));

        using var off = no_grad();
        var graph = model.Capture(ends, layers: [layer, settled.Layer]);
        var moved = graph.Layer(layer);
        var scored = settled.Layer is { } name ? graph.Layer(name) : graph.Output;
        return new(start, moved.Tensor, point => settled.Score(graph.Replay(new Dictionary<Value, Tensor> { [moved] = point }, scored)));
    }

    /// <summary>A layer's activation for every baseline: <c>[B, N, ...]</c>.</summary>
    private static Tensor Activations(Prepared model, Tensor baselines, string layer, int batchSize, Run run)
    {
        using var off = no_grad();
        // A baseline that all inputs share runs once.
        if (baselines.stride(1) == 0 && baselines.size(1) > 1)
        {
            var once = Activations(model, baselines.narrow(1, 0, 1), layer, batchSize, run);
            return once.expand([once.size(0), baselines.size(1), .. once.shape[2..]]);
        }
        var (b, n) = (baselines.size(0), baselines.size(1));
        var flat = baselines.reshape([b * n, .. baselines.shape[2..]]);
        var activations = run.InBatches(b * n, batchSize, (first, rows) => model.Capture(flat.narrow(0, first, rows), layers: [layer]).Layer(layer).Tensor.clone(), "baselines");
        return activations.view([b, n, .. activations.shape[1..]]);
    }

    /// <summary>Lines from one point to another, with the score of points on them.</summary>
    public sealed record Segments(Tensor Start, Tensor End, Func<Tensor, Tensor> Score)
    {
        public Tensor Direction { get; } = End - Start;

        public Tensor At(IEnumerable<double> positions) => (Start + PerRow(positions) * Direction).detach();

        /// <summary>A number a row, shaped to be multiplied with the points.</summary>
        public Tensor PerRow(IEnumerable<double> values) => tensor(values.ToArray(), dtype: Start.dtype, device: Start.device).SpreadOver(Start);
    }
}
