using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Tests;

public class ArithmeticTests
{
    private static Tensor A => tensor(new[] { 7.0, -7.0, 2.0 });
    private static Tensor B => tensor(new[] { 2.0, 2.0, -4.0 });

    [Fact]
    public void Symbols_compute_with_tensors_and_numbers_on_either_side()
    {
        (A + B).ShouldHold(9, -5, -2);
        (A - B).ShouldHold(5, -9, 6);
        (A * B).ShouldHold(14, -14, -8);
        (A / B).ShouldHold(3.5, -3.5, -0.5);
        (A % B).ShouldHold(1, 1, -2);
        (-A).ShouldHold(-7, 7, -2);
        (A + 1).ShouldHold(8, -6, 3);
        (1 + A).ShouldHold(8, -6, 3);
        (A - 1.5).ShouldHold(5.5, -8.5, 0.5);
        (1.5 - A).ShouldHold(-5.5, 8.5, -0.5);
        (A * 2L).ShouldHold(14, -14, 4);
        (2f * A).ShouldHold(14, -14, 4);
        (A / 2).ShouldHold(3.5, -3.5, 1);
        (14 / A).ShouldHold(2, -2, 7);
        (A % 4).ShouldHold(3, 1, 2);
    }

    [Fact]
    public void Number_divided_by_tensor_can_be_differentiated()
    {
        var x = tensor(new[] { 2.0, 4.0 }, requires_grad: true);
        (8 / x).sum().backward();
        x.grad!.ShouldHold(-2, -0.5);
    }

    [Fact]
    public void Comparison_symbols_are_elementwise()
    {
        (A == B).ShouldHold(0, 0, 0);
        (A != 7).ShouldHold(0, 1, 1);
        (A > B).ShouldHold(1, 0, 1);
        (A >= 2).ShouldHold(1, 0, 1);
        (A < 2).ShouldHold(0, 1, 0);
        (A <= B).ShouldHold(0, 1, 0);
        (2 < A).ShouldHold(1, 0, 0);
        (A > B).dtype.ShouldBe(ScalarType.Bool);
    }

    [Fact]
    public void Bit_symbols_act_on_integers_and_bools()
    {
        var (x, y) = (tensor(new[] { 12L, 5L }), tensor(new[] { 10L, 3L }));
        (x & y).ShouldHold(8, 1);
        (x | y).ShouldHold(14, 7);
        (x ^ y).ShouldHold(6, 6);
        (~x).ShouldHold(-13, -6);
        x.bitwise_left_shift(tensor(new[] { 1L, 2L })).ShouldHold(24, 20);
        (~tensor(new[] { true, false })).ShouldHold(0, 1);
    }

    [Fact]
    public void Alpha_scales_the_second_operand()
    {
        A.add(B, 10).ShouldHold(27, 13, -38);
        A.sub(B, 10).ShouldHold(-13, -27, 42);
        A.addcmul(B, B, 0.5).ShouldHold(9, -5, 10);
        A.addcdiv(B, tensor(new[] { 4.0, 4.0, 4.0 }), 2).ShouldHold(8, -6, 0);
        A.lerp(B, 0.5).ShouldHold(4.5, -2.5, -1);
        A.lerp(B, tensor(new[] { 0.0, 1.0, 0.5 })).ShouldHold(7, 2, -1);
    }

    [Fact]
    public void In_place_twins_change_and_give_back_the_same_object()
    {
        var x = A;
        x.add_(B).ShouldBeSameAs(x);
        x.sub_(1).mul_(2).div_(B).pow_(2).ShouldBeSameAs(x);
        x.ShouldHold(64, 36, 2.25);
        x.fmod_(5).ShouldHold(4, 1, 2.25);
    }

    [Fact]
    public void Division_rounds_as_it_is_told()
    {
        A.div(B, RoundingMode.floor).ShouldHold(3, -4, -1);
        A.div(B, RoundingMode.trunc).ShouldHold(3, -3, 0);
        A.floor_divide(B).ShouldHold(3, -4, -1);
        A.fmod(B).ShouldHold(1, -1, 2);
        A.remainder(4).ShouldHold(3, 1, 2);
        tensor(7).true_divide(tensor(2)).ShouldHold(3.5);
    }

    [Fact]
    public void Powers_take_tensors_and_numbers()
    {
        tensor(new[] { 2.0, 3.0 }).pow(3).ShouldHold(8, 27);
        tensor(new[] { 2.0, 3.0 }).pow(tensor(new[] { 3.0, 2.0 })).ShouldHold(8, 9);
        pow(2, tensor(new[] { 3.0, 4.0 })).ShouldHold(8, 16);
        tensor(new[] { 2, 3 }).float_power(tensor(-1)).ShouldHold(0.5, 1.0 / 3);
    }

    [Fact]
    public void Clamp_takes_numbers_tensors_and_one_side_only()
    {
        A.clamp(-1, 3).ShouldHold(3, -1, 2);
        A.clamp(min: 0).ShouldHold(7, 0, 2);
        A.clamp(max: 0).ShouldHold(0, -7, 0);
        A.clamp(tensor(new[] { 0.0, 0.0, 3.0 }), tensor(new[] { 1.0, 1.0, 4.0 })).ShouldHold(1, 0, 3);
        A.clamp_min(0).ShouldHold(7, 0, 2);
        A.clamp_max_(0).ShouldHold(0, -7, 0);
    }

    [Fact]
    public void Two_argument_functions_have_their_values()
    {
        tensor(3.0).hypot(tensor(4.0)).ShouldHold(5);
        tensor(1.0).atan2(tensor(-1.0)).ShouldHold(3 * Math.PI / 4);
        tensor(0.0).logaddexp(tensor(0.0)).ShouldHold(Math.Log(2));
        tensor(12).gcd(tensor(18)).ShouldHold(6);
        tensor(4).lcm(tensor(6)).ShouldHold(12);
        tensor(3.0).copysign(tensor(-0.5)).ShouldHold(-3);
        tensor(0.0).xlogy(tensor(0.0)).ShouldHold(0);
        tensor(3.0).ldexp(tensor(2)).ShouldHold(12);
        tensor(new[] { -1.0, 0, 1 }).heaviside(tensor(0.5)).ShouldHold(0, 0.5, 1);
    }

    [Fact]
    public void Shapes_broadcast_and_those_that_do_not_are_named_in_the_error()
    {
        (ones(2, 1) + ones(1, 3)).shape.ShouldBe([2, 3]);
        Should.Throw<TorchException>(() => ones(2) + ones(3)).Message.ShouldContain("aten::add.Tensor(Float32 [2] on cpu, Float32 [3] on cpu)");
    }
}
