using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>Points on the straight lines from baselines to inputs.</summary>
/// <param name="inputs">Where the lines end: <c>[N, ...]</c>.</param>
/// <param name="baselines">Where they start: <c>[B, N, ...]</c>.</param>
internal sealed class InputPaths(Tensor inputs, Tensor baselines)
{
    /// <summary>How many lines there are: line <c>n * B + b</c> runs from baseline b to input n.</summary>
    public long Count => inputs.size(0) * baselines.size(0);

    /// <summary>The input that a line leads to.</summary>
    public long InputOf(long line) => line / baselines.size(0);

    /// <summary>One point a row: <c>[M, ...]</c>.</summary>
    /// <param name="lines">The line of each point.</param>
    /// <param name="positions">Its place, from 0 at the baseline to 1 at the input.</param>
    public Tensor At(long[] lines, double[] positions)
    {
        var (start, end) = Ends(lines);
        return start + tensor(positions, dtype: inputs.dtype, device: inputs.device).SpreadOver(inputs) * (end - start);
    }

    /// <summary>From the baseline to the input, one line a row: <c>[M, ...]</c>.</summary>
    public Tensor Direction(long[] lines)
    {
        var (start, end) = Ends(lines);
        return end - start;
    }

    private (Tensor Start, Tensor End) Ends(long[] lines)
    {
        var input = tensor(lines.Column(InputOf), device: inputs.device);
        return (baselines[tensor(lines.Column(l => l % baselines.size(0)), device: inputs.device), input], inputs.index_select(0, input));
    }
}
