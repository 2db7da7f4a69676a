namespace Glassbox.Tests.Figures;

public class ColourMapTests
{
    [Fact]
    public void The_sequential_map_rises_in_lightness_in_equal_steps()
    {
        var lightness = ColourMap.Sequential.Colours.Select(Lightness).ToArray();
        // CIE L* of the ends, and never a step back by more than a byte's rounding.
        lightness[0].ShouldBeLessThan(20);
        lightness[^1].ShouldBeGreaterThan(88);
        for (var i = 1; i < 256; i++) (lightness[i] - lightness[i - 1]).ShouldBeGreaterThan(-0.35);
        for (var i = 32; i < 256; i += 32) (lightness[i] - lightness[i - 32]).ShouldBeInRange(4, 16);
    }

    [Fact]
    public void The_diverging_map_is_white_in_the_middle_and_equally_dark_on_both_sides()
    {
        var map = ColourMap.Diverging;
        var middle = map.At(0.5);
        (Math.Max(middle.R, Math.Max(middle.G, middle.B)) - Math.Min(middle.R, Math.Min(middle.G, middle.B))).ShouldBeLessThanOrEqualTo(4);
        for (var k = 0; k < 128; k += 16)
            Lightness(map.Colours[k]).ShouldBe(Lightness(map.Colours[255 - k]), 8);
        (map.At(0).B > map.At(0).R).ShouldBeTrue();
        (map.At(1).R > map.At(1).B).ShouldBeTrue();
    }

    [Fact]
    public void What_is_no_number_is_grey_and_what_is_outside_is_the_end()
    {
        var grey = ColourMap.Diverging.At(double.NaN);
        (grey.R, grey.G).ShouldBe((grey.B, grey.B));
        ColourMap.Sequential.At(-3).ShouldBe(ColourMap.Sequential.Colours[0]);
        ColourMap.Sequential.At(7).ShouldBe(ColourMap.Sequential.Colours[255]);
    }

    [Fact]
    public void Forty_groups_look_different() =>
        Enumerable.Range(0, Palette.Distinct).Select(g => (Palette.ColourOf(g), Palette.ShapeOf(g))).Distinct().Count().ShouldBe(40);

    /// <summary>CIE 1976 L* from sRGB: another measure than the one by which the maps were made.</summary>
    private static double Lightness(Colour c)
    {
        static double Linear(byte v) => v / 255.0 <= 0.04045 ? v / 255.0 / 12.92 : Math.Pow((v / 255.0 + 0.055) / 1.055, 2.4);
        var y = 0.2126 * Linear(c.R) + 0.7152 * Linear(c.G) + 0.0722 * Linear(c.B);
        return y > 216.0 / 24389 ? 116 * Math.Cbrt(y) - 16 : y * 24389 / 27;
    }
}
