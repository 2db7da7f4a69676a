using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>Shapley values from the value of every coalition.</summary>
internal static class ExactShapley
{
    /// <summary>phi_i = sum over coalitions S without i of |S|! (M - |S| - 1)! / M! (v(S and i) - v(S)).</summary>
    /// <param name="values">v of every coalition, in the order of <see cref="Coalitions.All"/>: <c>[2^M]</c> of Float64.</param>
    /// <param name="parts">M.</param>
    /// <returns><c>[M]</c>.</returns>
    public static Tensor Values(Tensor values, int parts)
    {
        using var scope = NewDisposeScope();
        // The weight of a coalition of s parts, 1 / (M binomial(M - 1, s)).
        var weightOfSize = new double[parts];
        weightOfSize[0] = 1.0 / parts;
        for (var s = 1; s < parts; s++) weightOfSize[s] = weightOfSize[s - 1] * s / (parts - s);
        var sizes = Coalitions.All(parts - 1).sum(1);
        var weights = tensor(weightOfSize).index_select(0, sizes);
        var phi = new Tensor[parts];
        for (var i = 0; i < parts; i++)
        {
            // Bit i of a coalition's number tells coalitions without part i from those with it.
            var pairs = values.reshape(1L << (parts - 1 - i), 2, 1L << i);
            phi[i] = (pairs.select(1, 1) - pairs.select(1, 0)).flatten().dot(weights);
        }
        return stack(phi).MoveToOuterDisposeScope();
    }
}
