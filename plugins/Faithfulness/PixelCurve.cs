using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>The score while pixels go from one image to another.</summary>
/// <param name="gone">How many have gone at each step, from none on.</param>
internal sealed class PixelCurve(Model model, Tensor inputs, long[] gone, int batchSize, CurveScore score)
{
    private readonly Prepared prepared = model.Prepare();

    /// <summary>How many have gone at each step, from none on.</summary>
    public long[] Gone => gone;

    /// <summary>Equal steps from none to all, rounded half to even.</summary>
    public static long[] Counts(long pixels, int steps)
    {
        var most = Math.Min(steps, pixels);
        return [.. Enumerable.Range(0, (int)most + 1).Select(i => (long)Math.Round((double)pixels * i / most, MidpointRounding.ToEven))];
    }

    /// <summary>The score of each input in another form, such as without any of its pixels: <c>[N]</c> of Float64 on the CPU.</summary>
    /// <param name="images"><c>[N, ...]</c>.</param>
    /// <param name="target">What is scored.</param>
    public Tensor Scores(Tensor images, FixedTarget target, Run run) => run.InBatches(
        images.size(0), batchSize, (first, count) => prepared.Score(images.narrow(0, first, count), Followed(target).Select(Rows.From(first, count))).to(ScalarType.Float64).cpu(), "inputs");

    /// <summary>The score at each step for each input: <c>[N, steps]</c> of Float64 on the CPU.</summary>
    /// <param name="turns">When each pixel goes, 0 for the first: <c>[N, P]</c>; pixels of one turn go together.</param>
    /// <param name="target">What is scored.</param>
    /// <param name="before">The images before the first pixel goes: <c>[N, ...]</c>.</param>
    /// <param name="after">The images after the last has gone: <c>[N, ...]</c>.</param>
    public Tensor Scores(Tensor turns, FixedTarget target, Tensor before, Tensor after, Run run, string unit) =>
        Scores(turns, target, (index, mask) => where(mask, after.index_select(0, index), before.index_select(0, index)), run, unit);

    /// <summary>As above, where what takes the place of pixels depends on which of them have gone.</summary>
    /// <param name="turns">When each pixel goes, 0 for the first: <c>[N, P]</c>.</param>
    /// <param name="target">What is scored.</param>
    /// <param name="without">From the inputs' numbers <c>[B]</c> and where pixels have gone (Bool, <c>[B, 1, H, W]</c> for images) to what the model is given: <c>[B, ...]</c>.</param>
    public Tensor Scores(Tensor turns, FixedTarget target, Func<Tensor, Tensor, Tensor> without, Run run, string unit)
    {
        var followed = Followed(target);
        var (n, steps) = (inputs.size(0), (long)gone.Length);
        return run.InBatches(n * steps, batchSize, (first, count) =>
        {
            var row = new long[count];
            for (var i = 0; i < count; i++) row[i] = first + i;
            var which = row.Select(r => r / steps).ToArray();
            var index = tensor(which, device: inputs.device);
            var mask = turns.index_select(0, index).lt(tensor(row.Select(r => gone[r % steps]).ToArray(), device: inputs.device).unsqueeze(1));
            mask = inputs.dim() > 2 ? mask.view([count, 1, .. inputs.shape[2..]]) : mask;
            return prepared.Score(without(index, mask), followed.Select(which)).to(ScalarType.Float64).cpu();
        }, unit).view(n, steps);
    }

    private FixedTarget Followed(FixedTarget target) => score == CurveScore.Score ? target
        : target.Probability ?? throw new GlassboxException($"The target, {target.Description}, is no class and has no probability: follow its score instead.");
}
