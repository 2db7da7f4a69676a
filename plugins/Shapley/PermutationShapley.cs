using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>Shapley values as the mean of what a part adds when it joins, over orders of joining.</summary>
internal static class PermutationShapley
{
    /// <summary>Random orders of the parts; with antithetic pairs every second is the one before it reversed.</summary>
    /// <returns><c>[count, parts]</c> of Int64.</returns>
    public static Tensor Orders(int count, int parts, bool antithetic, Generator generator)
    {
        using var scope = NewDisposeScope();
        var orders = rand(antithetic ? count / 2 : count, parts, dtype: ScalarType.Float64, generator: generator).argsort(1);
        return (antithetic ? stack([orders, orders.flip(1)], 1).reshape(-1, parts) : orders).MoveToOuterDisposeScope();
    }

    /// <summary>The estimates and their standard errors.</summary>
    /// <param name="values">v of the coalitions that grow in each order, from none to all: <c>[orders, parts + 1]</c>.</param>
    /// <param name="orders">The orders: <c>[orders, parts]</c>.</param>
    /// <param name="antithetic">Whether orders 2k and 2k + 1 are a pair, which counts as one draw.</param>
    /// <returns>Both <c>[parts]</c>; the errors are NaN where a single draw tells nothing of them.</returns>
    public static (Tensor Values, Tensor Errors) Estimate(Tensor values, Tensor orders, bool antithetic)
    {
        using var scope = NewDisposeScope();
        var (count, parts) = (orders.size(0), orders.size(1));
        var gains = values.narrow(1, 1, parts) - values.narrow(1, 0, parts);
        var ofPart = zeros_like(gains).scatter(1, orders, gains);
        var draws = antithetic ? ofPart.reshape(count / 2, 2, parts).mean([1]) : ofPart;
        var mean = draws.mean([0]);
        var errors = draws.size(0) > 1 ? draws.std([0]) / Math.Sqrt(draws.size(0)) : full_like(mean, double.NaN);
        return (mean.MoveToOuterDisposeScope(), errors.MoveToOuterDisposeScope());
    }
}
