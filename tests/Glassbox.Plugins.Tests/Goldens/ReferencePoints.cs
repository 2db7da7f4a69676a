using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests.Goldens;

/// <summary>The point sets that the projections' reference values were made with.</summary>
internal static class ReferencePoints
{
    /// <summary>1,797 handwritten digits of 8 x 8 pixels: <c>[1797, 64]</c> in double precision.</summary>
    public static Tensor Digits => GoldenFiles.Read("inputs/digits.safetensors")["X"].to(ScalarType.Float64);

    /// <summary>The digits' classes: <c>[1797]</c>.</summary>
    public static Tensor DigitClasses => GoldenFiles.Read("inputs/digits.safetensors")["y"];

    /// <summary>250 points in Gaussian blobs: <c>[250, 20]</c> in double precision.</summary>
    public static Tensor Blobs => GoldenFiles.Read("inputs/blobs.safetensors")["X"].to(ScalarType.Float64);

    /// <summary>A set by the name that the goldens' parameters use.</summary>
    public static Tensor Named(string name) => name switch
    {
        "digits" => Digits,
        "blobs" => Blobs,
        _ => throw new ArgumentException($"There are no reference points {name}."),
    };
}
