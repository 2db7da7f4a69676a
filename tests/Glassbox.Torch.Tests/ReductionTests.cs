using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Tests;

public class ReductionTests
{
    private static Tensor X => tensor(new[,] { { 1.0, 2.0, 6.0 }, { -1.0, 4.0, 0.0 } });

    [Fact]
    public void Sums_and_means_over_all_one_and_several_dimensions()
    {
        X.sum().ShouldHold(12);
        X.sum(0).ShouldHold(0, 6, 6);
        X.sum(-1, keepdim: true).ShouldBe(tensor(new[,] { { 9.0 }, { 3.0 } }));
        X.sum([0, 1]).ShouldHold(12);
        X.sum(0, type: ScalarType.Float32).dtype.ShouldBe(ScalarType.Float32);
        X.mean().ShouldHold(2);
        X.mean([1]).ShouldHold(3, 1);
        X.mean(0, keepdim: true).shape.ShouldBe([1, 3]);
        X.prod().ShouldHold(0);
        X.prod(1).ShouldHold(12, 0);
        tensor(new[] { 1, double.NaN }).nansum().ShouldHold(1);
        tensor(new[] { 1, double.NaN }).nanmean().ShouldHold(1);
    }

    [Fact]
    public void Spread_is_unbiased_unless_said()
    {
        X.var(1).ShouldHold(7, 7);
        X.var(1, unbiased: false).ShouldHold(14 / 3.0, 14 / 3.0);
        X.std([0, 1]).ShouldHold(Math.Sqrt(34 / 5.0));
        X.std().ShouldHold(Math.Sqrt(34 / 5.0));
        var (variance, mean) = X.var_mean(1);
        variance.ShouldHold(7, 7);
        mean.ShouldHold(3, 1);
        X.std_mean().std.ShouldHold(Math.Sqrt(34 / 5.0));
    }

    [Fact]
    public void Extremes_and_where_they_are()
    {
        X.max().ShouldHold(6);
        X.min().ShouldHold(-1);
        var (values, indexes) = X.max(1);
        values.ShouldHold(6, 4);
        indexes.ShouldHold(2, 1);
        X.min(0, keepdim: true).values.shape.ShouldBe([1, 3]);
        X.amax([0, 1]).ShouldHold(6);
        X.amin(1).ShouldHold(1, -1);
        X.aminmax(1).max.ShouldHold(6, 4);
        X.argmax().ShouldHold(2);
        X.argmax(1).ShouldHold(2, 1);
        X.argmin(0, keepdim: true).ShouldBe(tensor(new[,] { { 1.0, 0, 1 } }));
    }

    [Fact]
    public void Truth_counts_and_norms()
    {
        (X > 0).all().ToBoolean().ShouldBeFalse();
        (X > 0).any(1).ShouldHold(1, 1);
        X.count_nonzero().ShouldHold(5);
        X.count_nonzero([1]).ShouldHold(3, 2);
        tensor(new[] { 3.0, -4.0 }).norm().ShouldHold(5);
        tensor(new[] { 3.0, -4.0 }).norm(1f).ShouldHold(7);
        X.norm(1, keepdim: false, p: 1).ShouldHold(9, 5);
        tensor(new[] { 3.0, 4.0 }).dist(tensor(new[] { 0.0, 0.0 })).ShouldHold(5);
        tensor(new[] { 0.0, 0.0 }).logsumexp(0).ShouldHold(Math.Log(2));
    }

    [Fact]
    public void Running_sums_products_extremes_and_differences()
    {
        X.cumsum(1).ShouldBe(tensor(new[,] { { 1.0, 3, 9 }, { -1, 3, 3 } }));
        X.cumprod(1).ShouldBe(tensor(new[,] { { 1.0, 2, 12 }, { -1, -4, 0 } }));
        X.cummax(1).values.ShouldBe(tensor(new[,] { { 1.0, 2, 6 }, { -1, 4, 4 } }));
        X.diff().ShouldBe(tensor(new[,] { { 1.0, 4 }, { 5, -4 } }));
        tensor(new[] { 1.0, 3.0, 5.0 }).trapezoid(0.5).ShouldHold(3);
        tensor(new[] { 1.0, 3.0 }).trapezoid(tensor(new[] { 0.0, 4.0 })).ShouldHold(8);
    }

    [Fact]
    public void Softmax_sums_to_one_and_log_softmax_is_its_logarithm()
    {
        X.softmax(1).sum(1).ShouldHold(1, 1);
        X.log_softmax(1).exp().ShouldBe(X.softmax(1), 1e-12);
        tensor(new[] { 0.0, Math.Log(3) }).softmax(0).ShouldHold(0.25, 0.75);
    }
}
