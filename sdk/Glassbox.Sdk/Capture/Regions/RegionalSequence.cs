using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>Inputs that change from step to step, side by side: each step recomputes what differs from the step before, and keeps the activations for the next.</summary>
internal sealed class RegionalSequence : IDisposable
{
    private readonly RegionalReplay replay;
    private readonly IReadOnlySet<Value> kept;
    private readonly Dictionary<Value, Tensor> now = [];

    /// <param name="replay">The recorded network.</param>
    /// <param name="inputs">The first step's inputs: <c>[n, C, H, W]</c>.</param>
    /// <exception cref="NotSupportedException">An operator does not treat the first axis as a batch.</exception>
    public RegionalSequence(RegionalReplay replay, Tensor inputs)
    {
        (this.replay, kept) = (replay, replay.Kept());
        Step(inputs, [.. Enumerable.Range(0, (int)inputs.size(0))], null);
    }

    /// <summary>The current inputs: <c>[n, C, H, W]</c>.</summary>
    public Tensor Inputs => now[replay.Input];

    /// <summary>The outputs of the current inputs: <c>[n, ...]</c>.</summary>
    public Tensor Outputs => now[replay.Wanted];

    /// <summary>How many bytes a sequence keeps an input.</summary>
    public static long BytesKept(RegionalReplay replay) => replay.Kept().Sum(v => v.Tensor.numel() * v.Tensor.element_size());

    /// <summary>Takes what follows some of the inputs.</summary>
    /// <param name="inputs">The next inputs, those that stay as they were among them: <c>[n, C, H, W]</c>.</param>
    /// <param name="rows">Those that change, in rising order.</param>
    /// <param name="where">Rectangles around all that changes in each of <paramref name="rows"/>; null to take all of them as changed.</param>
    public void Advance(Tensor inputs, int[] rows, Regions? where)
    {
        using var scope = NewDisposeScope();
        var changed = rows.Select((row, i) => where is null ? inputs.narrow(0, row, 1) : inputs.narrow(0, row, 1).narrow(2, where.Tops[i], where.Height).narrow(3, where.Lefts[i], where.Width));
        Step(cat([.. changed], 0), rows, where);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in now.Values) tensor.Dispose();
    }

    private void Step(Tensor input, int[] rows, Regions? where)
    {
        using var scope = NewDisposeScope();
        var values = new CurrentValues(rows, replay.Readers(), now, kept);
        values.Set(replay.Input, Layouts.ChannelsLast(input), where, owned: false);
        replay.Run(values, where);
    }
}
