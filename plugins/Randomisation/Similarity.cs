using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>How alike the maps of two explanations of the same inputs are.</summary>
internal static class Similarity
{
    private const int Window = 11;
    private const double Sigma = 1.5;

    /// <summary>Spearman's rank correlation: <c>[N]</c>; 0 where one map is constant and the other is not, NaN where both are or one is not defined.</summary>
    /// <param name="a">One value a position: <c>[N, ...]</c>.</param>
    /// <param name="b">As <paramref name="a"/>.</param>
    public static Tensor RankCorrelation(Tensor a, Tensor b)
    {
        var (flatA, flatB) = (a.flatten(1), b.flatten(1));
        var defined = Varies(flatA).logical_or(Varies(flatB)).logical_and((flatA + flatB).isfinite().all(1));
        return Ranks.Correlation(Ranks.Of(flatA), Ranks.Of(flatB)).nan_to_num(0).masked_fill(defined.logical_not(), double.NaN);
    }

    /// <summary>
    /// Structural similarity (Wang et al. 2004, equation 13) with a Gaussian window of 11 pixels and a standard deviation of 1.5 (less where the maps are smaller), each map divided by its largest
    /// magnitude: <c>[N]</c>.
    /// </summary>
    /// <param name="a"><c>[N, H, W]</c>.</param>
    /// <param name="b"><c>[N, H, W]</c>.</param>
    /// <param name="signed">Whether values reach from -1 to 1, rather than from 0.</param>
    public static Tensor Structural(Tensor a, Tensor b, bool signed)
    {
        var shortest = Math.Min(a.size(1), a.size(2));
        var side = Math.Min(Window, shortest - (1 - shortest % 2));
        var offsets = arange(side, dtype: ScalarType.Float64, device: a.device) - side / 2;
        var line = exp(offsets.square() / (-2 * Sigma * Sigma));
        var kernel = line.unsqueeze(1) * line;
        kernel = (kernel / kernel.sum()).view(1, 1, side, side);
        Tensor Mean(Tensor maps) => nn.functional.conv2d(maps, kernel);
        static Tensor Unit(Tensor maps) => (maps / maps.abs().amax([1L, 2], keepdim: true).clamp_min(1e-300)).unsqueeze(1);

        var (x, y) = (Unit(a), Unit(b));
        var range = signed ? 2.0 : 1.0;
        var (c1, c2) = (Math.Pow(0.01 * range, 2), Math.Pow(0.03 * range, 2));
        var (meanX, meanY) = (Mean(x), Mean(y));
        var (varianceX, varianceY, covariance) = (Mean(x.square()) - meanX.square(), Mean(y.square()) - meanY.square(), Mean(x * y) - meanX * meanY);
        var similarity = (2 * meanX * meanY + c1) * (2 * covariance + c2) / ((meanX.square() + meanY.square() + c1) * (varianceX + varianceY + c2));
        return similarity.mean([1L, 2, 3]);
    }

    private static Tensor Varies(Tensor flat) => flat.amax([1L]).ne(flat.amin([1L]));
}
