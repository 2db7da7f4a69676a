using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>Sets of parts, a row a coalition: <c>[n, parts]</c> of Bool on the CPU.</summary>
internal static class Coalitions
{
    /// <summary>All of them: coalition number s holds part i where bit i of s is set.</summary>
    public static Tensor All(int parts)
    {
        using var scope = NewDisposeScope();
        var number = arange(1L << parts, dtype: ScalarType.Int64).unsqueeze(1);
        var bit = tensor(Enumerable.Range(0, parts).Select(i => 1L << i).ToArray());
        return number.bitwise_and(bit).ne(0).MoveToOuterDisposeScope();
    }

    /// <summary>The coalitions that grow as parts join in an order, from none to all: <c>[orders * (parts + 1), parts]</c>.</summary>
    /// <param name="orders">Permutations of the parts, one a row: <c>[orders, parts]</c> of Int64.</param>
    public static Tensor Growing(Tensor orders)
    {
        using var scope = NewDisposeScope();
        var parts = orders.size(1);
        var turn = orders.argsort(1).unsqueeze(1);
        var joined = arange(parts + 1, dtype: ScalarType.Int64).reshape(1, -1, 1);
        return turn.lt(joined).reshape(-1, parts).MoveToOuterDisposeScope();
    }
}
