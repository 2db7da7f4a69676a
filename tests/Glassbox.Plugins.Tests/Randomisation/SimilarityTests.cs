extern alias RandomisationPlugin;
using RandomisationPlugin::Glassbox.Plugins;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests.Randomisation;

public class SimilarityTests
{
    [Fact]
    public void A_map_is_like_itself_at_any_scale()
    {
        var map = randn([2, 16, 16], dtype: ScalarType.Float64, generator: new Generator(1));
        Similarity.Structural(map, map * 5, signed: true).ShouldEqual(ones(2, dtype: ScalarType.Float64));
        Similarity.RankCorrelation(map, map * 5 + 1).ShouldEqual(ones(2, dtype: ScalarType.Float64));
        Similarity.RankCorrelation(map, -map).ShouldEqual(-ones(2, dtype: ScalarType.Float64));
    }

    [Fact]
    public void Maps_of_one_window_by_hand()
    {
        // 3 x 3, so that one window is all there is: equation 13 of the paper with Gaussian weights, written out.
        double[] a = [1, 0.5, 0, 0.25, 1, 0, 0, 0, 0.5], b = [1, 0, 0, 0, 0.5, 0, 0.5, 0, 1];
        var weights = (from y in Enumerable.Range(-1, 3) from x in Enumerable.Range(-1, 3) select Math.Exp(-(x * x + y * y) / (2 * 1.5 * 1.5))).ToArray();
        var sum = weights.Sum();
        double Mean(Func<int, double> of) => Enumerable.Range(0, 9).Sum(i => weights[i] * of(i)) / sum;
        var (ma, mb) = (Mean(i => a[i]), Mean(i => b[i]));
        var (va, vb, cov) = (Mean(i => (a[i] - ma) * (a[i] - ma)), Mean(i => (b[i] - mb) * (b[i] - mb)), Mean(i => (a[i] - ma) * (b[i] - mb)));
        const double C1 = 0.0001, C2 = 0.0009;
        var expected = (2 * ma * mb + C1) * (2 * cov + C2) / ((ma * ma + mb * mb + C1) * (va + vb + C2));
        Similarity.Structural(tensor(a).view(1, 3, 3), tensor(b).view(1, 3, 3), signed: false).item<double>().ShouldBe(expected, 1e-9);
    }

    [Fact]
    public void Constant_maps_share_nothing_with_others_and_are_not_compared_with_each_other()
    {
        var map = randn([1, 4, 4], dtype: ScalarType.Float64, generator: new Generator(1));
        Similarity.RankCorrelation(map, zeros_like(map)).item<double>().ShouldBe(0);
        double.IsNaN(Similarity.RankCorrelation(ones_like(map), zeros_like(map)).item<double>()).ShouldBeTrue();
        double.IsNaN(Similarity.RankCorrelation(map, full_like(map, double.NaN)).item<double>()).ShouldBeTrue();
    }
}
