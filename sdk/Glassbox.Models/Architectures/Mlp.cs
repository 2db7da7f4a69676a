using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Glassbox.Architectures;

/// <summary>A multi-layer perceptron with ReLU, for tables: layers <c>0</c>, <c>2</c>, <c>4</c>, ... are linear, as in a plain PyTorch Sequential. Input <c>[N, features]</c>.</summary>
public static class Mlp
{
    /// <param name="widths">The number of features, of neurons of each hidden layer, and of classes.</param>
    public static Sequential Create(params IReadOnlyList<long> widths)
    {
        if (widths.Count < 2) throw new GlassboxException("An MLP needs the number of its inputs and of its outputs.");
        var layers = new List<Module<Tensor, Tensor>>();
        for (var i = 1; i < widths.Count; i++)
        {
            if (i > 1) layers.Add(ReLU());
            layers.Add(Linear(widths[i - 1], widths[i]));
        }
        return Sequential(layers);
    }

    /// <summary>The widths of the perceptron whose weights have these names and shapes; null where it is none.</summary>
    internal static long[]? Widths(IReadOnlyDictionary<string, long[]> shapes)
    {
        var widths = new List<long>();
        for (var i = 0; shapes.TryGetValue($"{2 * i}.weight", out var weight); i++)
        {
            if (weight.Length != 2 || i > 0 && weight[1] != widths[^1]) return null;
            if (i == 0) widths.Add(weight[1]);
            widths.Add(weight[0]);
        }
        return widths.Count >= 2 && shapes.Count == 2 * (widths.Count - 1) ? [.. widths] : null;
    }
}
