using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Tests;

public class ComparisonTests
{
    [Fact]
    public void Equals_compares_shape_and_elements_and_equal_is_elementwise()
    {
        var x = tensor(new[] { 1.0, 2.0 });
        x.Equals(tensor(new[] { 1.0, 2.0 })).ShouldBeTrue();
        x.Equals(tensor(new[] { 1.0, 3.0 })).ShouldBeFalse();
        x.Equals(tensor(new[] { 1.0 })).ShouldBeFalse();
        x.Equals(null as Tensor).ShouldBeFalse();
        x.equal(tensor(new[] { 1.0, 3.0 })).ShouldHold(1, 0);
        x.GetHashCode().ShouldBe(tensor(new[] { 1.0, 2.0 }).GetHashCode());
    }

    [Fact]
    public void Closeness_uses_both_tolerances()
    {
        var (x, y) = (tensor(new[] { 100.0, 0.0 }), tensor(new[] { 100.5, 1e-9 }));
        x.allclose(y).ShouldBeFalse();
        x.allclose(y, rtol: 0.01).ShouldBeTrue();
        x.isclose(y).ShouldHold(0, 1);
        tensor(double.NaN).allclose(tensor(double.NaN)).ShouldBeFalse();
        tensor(double.NaN).allclose(tensor(double.NaN), equal_nan: true).ShouldBeTrue();
    }

    [Fact]
    public void Kinds_of_numbers_are_told_apart()
    {
        var x = tensor(new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0 });
        x.isnan().ShouldHold(1, 0, 0, 0);
        x.isinf().ShouldHold(0, 1, 1, 0);
        x.isposinf().ShouldHold(0, 1, 0, 0);
        x.isneginf().ShouldHold(0, 0, 1, 0);
        x.isfinite().ShouldHold(0, 0, 0, 1);
    }

    [Fact]
    public void Logic_and_extremes_of_two()
    {
        var (x, y) = (tensor(new[] { true, true, false }), tensor(new[] { true, false, false }));
        x.logical_and(y).ShouldHold(1, 0, 0);
        x.logical_or(y).ShouldHold(1, 1, 0);
        x.logical_xor(y).ShouldHold(0, 1, 0);
        x.logical_not().ShouldHold(0, 0, 1);
        maximum(tensor(new[] { 1.0, 5.0 }), tensor(new[] { 3.0, 2.0 })).ShouldHold(3, 5);
        tensor(new[] { double.NaN, 5.0 }).fmin(tensor(new[] { 3.0, 2.0 })).ShouldHold(3, 2);
        tensor(new[] { 1, 2, 3 }).isin(tensor(new[] { 2, 5 })).ShouldHold(0, 1, 0);
    }
}
