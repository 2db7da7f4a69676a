namespace Glassbox.Tests.Figures;

public class NumberTests
{
    [Theory]
    [InlineData(0, 1, new[] { "0.0", "0.2", "0.4", "0.6", "0.8", "1.0" })]
    [InlineData(-3, 12, new[] { "−2", "0", "2", "4", "6", "8", "10", "12" })]
    [InlineData(-3, 18, new[] { "0", "5", "10", "15" })]
    [InlineData(0, 0.00004, new[] { "0", "1e-5", "2e-5", "3e-5", "4e-5" })]
    [InlineData(0.00010, 0.00014, new[] { "1.0e-4", "1.1e-4", "1.2e-4", "1.3e-4", "1.4e-4" })]
    [InlineData(0, 3_000_000, new[] { "0", "5.0e+5", "1.0e+6", "1.5e+6", "2.0e+6", "2.5e+6", "3.0e+6" })]
    [InlineData(1000, 1002, new[] { "1000.0", "1000.5", "1001.0", "1001.5", "1002.0" })]
    public void Ticks_stand_at_round_places(double low, double high, string[] expected) => Axis.Between(low, high).Labels.ShouldBe(expected);

    [Fact]
    public void An_axis_holds_all_finite_values_and_survives_none()
    {
        var axis = Axis.Over([3, double.NaN, -1, double.PositiveInfinity]);
        (axis.Low, axis.High).ShouldBe((-1, 3));
        var one = Axis.Over([5, 5]);
        one.Place(5, 0, 100).ShouldBe(50);
        Axis.Over([]).Ticks.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData(0.0312345, "0.0312")]
    [InlineData(12.3456, "12.3")]
    [InlineData(1797, "1797")]
    [InlineData(0, "0")]
    [InlineData(3.1e-7, "3.1e-7")]
    [InlineData(-2.5, "−2.5")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.NegativeInfinity, "−∞")]
    public void A_number_keeps_three_digits(double value, string expected) => Numbers.Text(value).ShouldBe(expected);

    [Fact]
    public void A_column_has_one_number_of_decimals_and_hides_no_small_number()
    {
        var write = Numbers.Column([0.1234, 0.5, 1.2e-7]);
        write(0.5).ShouldBe("0.5000");
        write(1.2e-7).ShouldBe("1.2e-7");
        write(0).ShouldBe("0.0000");
        write(0.00061).ShouldBe("6.1e-4");
        write(0.0087).ShouldBe("0.0087");
        Numbers.Column([1234.5, 2])(2).ShouldBe("2");
        Numbers.Column([1.5e-9, 3e-9])(1.5e-9).ShouldBe("1.500e-9");
    }
}
