using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>Whether attributions sum to the difference of scores that they explain.</summary>
internal static class Completeness
{
    /// <summary>The check of a batch: the largest error, relative to what was promised.</summary>
    /// <param name="errors">Sum of attributions minus what was promised: <c>[N]</c>.</param>
    /// <param name="promised"><c>f(x) - f(baseline)</c>: <c>[N]</c>.</param>
    /// <param name="what">What sums to it.</param>
    public static Check Check(Tensor errors, Tensor promised, double tolerance, string what = "attributions") =>
        new($"sum of {what} = f(x) - f(baseline)",
            Enumerable.Range(0, (int)errors.size(0)).Max(i => Relative(errors[i], promised[i])), tolerance);

    /// <summary>Integrates along paths, with twice the steps for each input whose error is above the tolerance, as long as these are no more than the most.</summary>
    /// <param name="promised"><c>f(x) - f(baseline)</c>: <c>[N]</c>.</param>
    /// <param name="tolerance">The relative error that is taken for good.</param>
    /// <param name="steps">How many steps each input has at first.</param>
    /// <param name="mostSteps">Where doubling ends.</param>
    /// <param name="integrate">From inputs, by their rows, and steps to attributions, <c>[M, ...]</c>, and what is to sum to what was promised, <c>[M]</c>.</param>
    /// <returns>The attributions, <c>[N, ...]</c>, and the sums less what was promised, <c>[N]</c>.</returns>
    public static (Tensor Values, Tensor Errors) Reach(Tensor promised, double tolerance, int steps, int mostSteps, Func<long[], int, (Tensor Values, Tensor Sums)> integrate)
    {
        Tensor? values = null;
        var errors = zeros_like(promised);
        var pending = Rows.From(0, promised.size(0));
        for (; pending.Length > 0; steps *= 2)
        {
            var index = tensor(pending, device: promised.device);
            var (integrated, sums) = integrate(pending, steps);
            values ??= zeros_like(integrated);
            values.index_copy_(0, index, integrated);
            errors.index_copy_(0, index, sums - promised.index_select(0, index));
            if (steps * 2 > mostSteps) break;
            pending = [.. pending.Where(i => Relative(errors[i], promised[i]) > tolerance)];
        }
        return (values!, errors);
    }

    private static double Relative(Tensor error, Tensor promised)
    {
        var (e, p) = (Math.Abs(error.ToDouble()), Math.Abs(promised.ToDouble()));
        return p == 0 ? e : e / p;
    }
}
