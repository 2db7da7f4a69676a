using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>The score while pixels go from one image to another.</summary>
/// <param name="pixelCounts">How many pixels have gone at each step, from none to all.</param>
internal sealed class PixelCurve(Model model, Tensor inputs, long[] pixelCounts, int batchSize, CurveScore score)
{
    /// <summary>How many pixels have gone at each step, from none to all.</summary>
    public long[] PixelCounts => pixelCounts;

    /// <summary>Equal steps from no pixel to all, rounded half to even.</summary>
    public static long[] Counts(long pixels, int steps)
    {
        var most = Math.Min(steps, pixels);
        return [.. Enumerable.Range(0, (int)most + 1).Select(i => (long)Math.Round((double)pixels * i / most, MidpointRounding.ToEven))];
    }

    /// <summary>The score at each step for each input: <c>[N, steps + 1]</c> of Float64 on the CPU.</summary>
    /// <param name="order">The order in which pixels go: <c>[N, P]</c>.</param>
    /// <param name="target">What is scored.</param>
    /// <param name="before">The images before the first pixel goes: <c>[N, ...]</c>.</param>
    /// <param name="after">The images after the last has gone: <c>[N, ...]</c>.</param>
    public Tensor Scores(Tensor order, FixedTarget target, Tensor before, Tensor after, Run run, string unit)
    {
        if (score == CurveScore.Probability && target.Classes is null)
            throw new GlassboxException($"The target, {target.Description}, is no class and has no probability: follow its score instead.");
        var (n, steps) = (inputs.size(0), (long)pixelCounts.Length);
        var turn = zeros_like(order).scatter_(1, order, arange(order.size(1), device: order.device).expand_as(order));
        return run.InBatches(n * steps, batchSize, (first, count) =>
        {
            var row = new long[count];
            for (var i = 0; i < count; i++) row[i] = first + i;
            var which = row.Select(r => r / steps).ToArray();
            var index = tensor(which, device: inputs.device);
            var gone = turn.index_select(0, index).lt(tensor(row.Select(r => pixelCounts[r % steps]).ToArray(), device: inputs.device).unsqueeze(1));
            var mask = inputs.dim() == 4 ? gone.view(count, 1, inputs.size(2), inputs.size(3)) : gone.view([count, .. inputs.shape.Skip(1)]);
            var mixed = where(mask, after.index_select(0, index), before.index_select(0, index));
            return Score(mixed, target.Select(which)).to(ScalarType.Float64).cpu();
        }, unit).view(n, steps);
    }

    private Tensor Score(Tensor images, FixedTarget target) =>
        score == CurveScore.Probability ? target.Score(model.Logits(images).softmax(1)) : model.Score(images, target);
}
