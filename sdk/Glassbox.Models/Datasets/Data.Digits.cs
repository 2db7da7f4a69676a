using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

public static partial class Data
{
    /// <summary>How the digits become inputs: grey values 0..1, shifted and scaled by their mean and deviation over the training part.</summary>
    internal static Preprocessing DigitsPreprocessing { get; } = new([0.3048], [0.3756]);

    internal static IReadOnlyList<string> DigitNames { get; } = [.. Enumerable.Range(0, 10).Select(d => d.ToString())];

    /// <summary>
    /// The 1,797 handwritten digits of UCI's <i>Optical Recognition of Handwritten Digits</i> (E. Alpaydin and C. Kaynak, CC BY 4.0), which are shipped: 1,347 to train with
    /// and 450 to test with, each class in the same proportion, always the same. A sample is <c>[1, 1, 8, 8]</c>, normalised for <c>digits-cnn</c>.
    /// </summary>
    public static Split Digits()
    {
        using var scope = NewDisposeScope();
        var (pixels, labels) = DigitPixels();
        return new TensorDataset(DigitsPreprocessing.Normalize(pixels), labels, DigitNames).Split(1347L);
    }

    /// <summary>The digits' grey values 0..1, <c>[1797, 1, 8, 8]</c>, and their classes.</summary>
    private static (Tensor Pixels, long[] Labels) DigitPixels()
    {
        var table = Csv(Shipped.Path("digits.csv"), target: "target");
        return (table.Inputs.div(16).reshape(-1, 1, 8, 8), table.Labels);
    }
}
