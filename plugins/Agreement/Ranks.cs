using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>Ranks of the positions of maps, <c>[N, P]</c>.</summary>
internal static class Ranks
{
    /// <summary>The rank of each position, from 1 for the smallest; equal values share the mean of their ranks: <c>[N, P]</c>.</summary>
    public static Tensor Of(Tensor maps)
    {
        var sorted = maps.sort(1).Values.contiguous();
        var values = maps.contiguous();
        // Values below, and values not above: their mean, and a half, is the mean rank.
        return (searchsorted(sorted, values) + searchsorted(sorted, values, right: true)).to(ScalarType.Float64) / 2 + 0.5;
    }

    /// <summary>Pearson's correlation of the rows of two sets of ranks: <c>[N]</c>, NaN where a map is constant.</summary>
    public static Tensor Correlation(Tensor a, Tensor b)
    {
        var (x, y) = (a - a.mean([1L], keepdim: true), b - b.mean([1L], keepdim: true));
        return (x * y).sum(1) / (x.square().sum(1) * y.square().sum(1)).sqrt();
    }

    /// <summary>Whether each position is among the <paramref name="count"/> largest, ties settled by a shuffle: <c>[N, P]</c> of Bool.</summary>
    public static Tensor Top(Tensor maps, long count, Tensor shuffled)
    {
        var order = maps.index_select(1, shuffled).sort(1, descending: true, stable: true).Indices.narrow(1, 0, count);
        var positions = shuffled.index_select(0, order.flatten()).view(order.shape);
        return zeros_like(maps).to(ScalarType.Bool).scatter_(1, positions, ones_like(positions).to(ScalarType.Bool));
    }
}
