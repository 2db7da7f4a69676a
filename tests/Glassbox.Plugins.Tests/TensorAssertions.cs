using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests;

internal static class TensorAssertions
{
    /// <summary>Fails unless the tensor holds these values (to 1e-5, relative to the largest) in this shape.</summary>
    public static void ShouldEqual(this Tensor got, float[] expected) => got.ShouldEqual(tensor(expected));

    /// <inheritdoc cref="ShouldEqual(Tensor, float[])"/>
    public static void ShouldEqual(this Tensor got, float[,] expected, params long[] shape) =>
        got.ShouldEqual(shape.Length == 0 ? tensor(expected) : tensor(expected).view(shape));

    /// <summary>Fails unless the tensors are equal in shape and, to a relative tolerance of the largest value, in every element.</summary>
    public static void ShouldEqual(this Tensor got, Tensor expected, double tolerance = 1e-5)
    {
        got.shape.ShouldBe(expected.shape);
        var (a, b) = (got.detach().cpu().to(ScalarType.Float64), expected.detach().cpu().to(ScalarType.Float64));
        var error = (a - b).abs().max().item<double>();
        var scale = Math.Max(b.abs().max().item<double>(), 1e-30);
        if (!(error <= tolerance * scale))
            Assert.Fail($"Largest difference {error:g3} of {scale:g3}; got {Written(a)}, expected {Written(b)}.");
    }

    private static string Written(Tensor t) => string.Join(", ", t.flatten().data<double>().ToArray().Take(24).Select(v => v.ToString("g6")));
}
