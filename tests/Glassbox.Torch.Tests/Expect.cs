using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Tests;

internal static class Expect
{
    /// <summary>Fails unless shape and elements agree; NaN agrees with NaN.</summary>
    public static void ShouldBe(this Tensor actual, Tensor expected, double tolerance = 1e-6)
    {
        actual.shape.ShouldBe(expected.shape);
        var (a, e) = (actual.Numbers(), expected.Numbers());
        for (var i = 0; i < a.Length; i++)
            if (!(double.IsNaN(e[i]) && double.IsNaN(a[i])) && a[i] != e[i] && !(Math.Abs(a[i] - e[i]) <= tolerance * Math.Max(1, Math.Abs(e[i]))))
                throw new ShouldAssertException($"element {i} is {a[i]:R} but should be {e[i]:R} (within {tolerance})\nactual:   {actual.npstr()}\nexpected: {expected.npstr()}");
    }

    /// <summary>Fails unless the elements, in row-major order, are these.</summary>
    public static void ShouldHold(this Tensor actual, params double[] expected) => actual.reshape(-1).ShouldBe(tensor(expected));

    public static double[] Numbers(this Tensor t) => t.detach().cpu().@double().data<double>().ToArray();
}
