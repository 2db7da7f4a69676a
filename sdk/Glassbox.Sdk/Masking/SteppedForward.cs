using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>
/// A model's scores of inputs that change little from one step to the next, several side by side. Where what has changed in a picture since the step before lies inside a rectangle, only what that
/// rectangle reaches is recomputed. The scores are those of <see cref="Model.Score"/>, to rounding.
/// </summary>
public sealed class SteppedForward : IDisposable
{
    /// <summary>Activations kept from step to step take no more than this.</summary>
    private const long MostBytesKept = 1L << 29;

    /// <summary>Inputs that share rectangles of one size. The last layers, which every change reaches whole, run badly for fewer; more enlarge the rectangles.</summary>
    private const int Together = 8;

    /// <summary>The beginning and the first step are compared with the model's own outputs.</summary>
    private const int ToAgree = 2;

    private readonly FixedTarget target;
    private readonly WholeForward whole;
    private RegionalReplay? replay;
    private RegionalSequence? sequence;
    private int agreed;

    /// <param name="model">The model.</param>
    /// <param name="input">An input like those to come, on the model's device: <c>[1, ...]</c>. It is run once, here; what is recorded lives in the current dispose scope.</param>
    /// <param name="target">The target, settled for this one input.</param>
    public SteppedForward(Model model, Tensor input, FixedTarget target)
    {
        using var off = no_grad();
        (this.target, whole) = (target, new WholeForward(model, target));
        replay = RegionalReplay.Of(model, input, target.Layer);
    }

    /// <summary>What the scores have cost so far, counted in multiplications of one whole pass, without what was spent on recording and on comparing.</summary>
    public double Passes { get; private set; }

    /// <summary>How many inputs may run side by side at most, that memory stays bounded; 0 where a step costs a whole pass, as it does for all that is no picture.</summary>
    public long MostAbreast => replay is null ? 0 : Math.Max(1, MostBytesKept / RegionalSequence.BytesKept(replay));

    /// <summary>One score an input: <c>[n]</c>. Carries no gradients.</summary>
    /// <param name="inputs">The inputs after the next step: <c>[n, ...]</c>, each in the row of the one that it came from. Where there are more or fewer than before, all begin anew.</param>
    public Tensor Scores(Tensor inputs)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        return target.Repeat(inputs.size(0)).Score(Outputs(inputs)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => sequence?.Dispose();

    private Tensor Outputs(Tensor inputs)
    {
        if (replay is null) return Plain(inputs);
        try
        {
            Step(replay, inputs);
            if (agreed == ToAgree || whole.Agrees(inputs, sequence!.Outputs))
            {
                agreed = Math.Min(agreed + 1, ToAgree);
                return sequence!.Outputs.alias();
            }
        }
        catch (NotSupportedException)
        {
            // An operator does not treat the first axis as a batch.
        }
        sequence?.Dispose();
        (sequence, replay) = (null, null);
        return Plain(inputs);
    }

    private Tensor Plain(Tensor inputs)
    {
        Passes += inputs.size(0);
        return whole.Outputs(inputs);
    }

    private void Step(RegionalReplay recorded, Tensor inputs)
    {
        if (sequence is not null && sequence.Inputs.shape.SequenceEqual(inputs.shape))
        {
            var changes = Changes.Between(inputs, sequence.Inputs);
            foreach (var alike in Enumerable.Range(0, (int)inputs.size(0)).Where(row => changes.Area(row) > 0).OrderBy(changes.Area).Chunk(Together))
            {
                int[] rows = [.. alike.Order()];
                var where = changes.Of(rows);
                var cost = recorded.Cost(where);
                var inPart = cost <= RegionalReplay.WorthCutting;
                sequence.Advance(inputs, rows, inPart ? where : null);
                Passes += rows.Length * (inPart ? cost : 1);
            }
            return;
        }
        sequence?.Dispose();
        sequence = null;
        sequence = new RegionalSequence(recorded, inputs);
        Passes += inputs.size(0);
    }
}
