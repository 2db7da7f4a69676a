using System.Globalization;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>Whether the score has any way to go between a curve's ends, which no explanation has a part in.</summary>
internal static class Ends
{
    /// <summary>
    /// The fall, or the rise, that a curve must have from end to end, as a share of the larger of the scores there. With less, an order of pixels could hardly make a difference: the area under
    /// a curve between such ends is about the same for all.
    /// </summary>
    private const double LeastShare = 0.1;

    /// <summary>The sentence that says so of the inputs for which it is; none where the ends lie apart.</summary>
    /// <param name="input">The scores of the inputs, one row an explanation: <c>[explanations, N]</c>.</param>
    /// <param name="empty">Those of the inputs without their pixels.</param>
    /// <param name="what">What the score is: <c>probability</c>.</param>
    /// <param name="emptied">What the inputs without their pixels are: <c>the blurred input</c>.</param>
    /// <param name="curve">What the curve is called: <c>insertion</c>.</param>
    /// <param name="remedy">What to try: <c>another insertionFill</c>.</param>
    public static IEnumerable<string> Note(Tensor input, Tensor empty, string what, string emptied, string curve, string remedy)
    {
        using var scope = NewDisposeScope();
        var near = (input - empty).le(maximum(input.abs(), empty.abs()) * LeastShare).any(0).cpu();
        var (n, count) = (near.size(0), near.sum().ToInt64());
        if (count == 0) return [];
        string Mean(Tensor scores) => scores.cpu().index_select(1, near.nonzero().flatten()).mean().ToDouble().ToString("0.####", CultureInfo.InvariantCulture);
        return
        [
            $"{(n == 1 ? "" : $"For {count} of {n} inputs ")}{(n == 1 ? "The" : "the")} {what} of {emptied} is near that of the input, or above it ({Mean(empty)} against {Mean(input)}{(count == 1 ? "" : " in the mean")}): " +
            $"{curve} measures next to nothing there, whatever the explanation; try {remedy}.",
        ];
    }
}
