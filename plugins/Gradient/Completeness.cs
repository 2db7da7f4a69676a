using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>Whether attributions sum to the difference of scores that they explain.</summary>
internal static class Completeness
{
    /// <summary>The check of a batch: the largest error, relative to what was promised.</summary>
    /// <param name="errors">Sum of attributions minus what was promised: <c>[N]</c>.</param>
    /// <param name="promised"><c>f(x) - f(baseline)</c>: <c>[N]</c>.</param>
    public static Check Check(Tensor errors, Tensor promised, double tolerance) =>
        new("sum of attributions = f(x) - f(baseline)",
            Enumerable.Range(0, (int)errors.size(0)).Max(i => Relative(errors[i], promised[i])), tolerance);

    public static double Relative(Tensor error, Tensor promised)
    {
        var (e, p) = (Math.Abs(error.ToDouble()), Math.Abs(promised.ToDouble()));
        return p == 0 ? e : e / p;
    }
}
