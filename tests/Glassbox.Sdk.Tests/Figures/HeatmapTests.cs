namespace Glassbox.Tests.Figures;

public class HeatmapTests
{
    [Fact]
    public void The_scale_is_the_995th_of_a_thousand_values_and_says_so()
    {
        // 1 to 1000, negative every second: the 99.5th percentile of the absolute values is 995.
        var values = Enumerable.Range(1, 1000).Select(i => (float)(i % 2 == 0 ? -i : i)).Reverse().ToArray();
        var heatmap = new Heatmap(100, 10, values, signed: true);
        heatmap.Scale.ShouldBe(995);
        heatmap.Note.ShouldBe("scale ±995 (99.5th percentile)");
        heatmap.At(0, 0).ShouldBe(-1);
        heatmap.At(99, 9).ShouldBe(1.0 / 995, 1e-9);
    }

    [Fact]
    public void Few_values_are_scaled_by_the_largest()
    {
        var heatmap = new Heatmap(2, 2, [0, 0.5f, -2, 1], signed: true);
        heatmap.Note.ShouldBe("scale ±2");
        // One value in a thousand: the percentile is zero, and the value must not vanish.
        var sparse = new float[1000];
        sparse[7] = 3;
        new Heatmap(100, 10, sparse, signed: true).Note.ShouldBe("scale ±3");
    }

    [Fact]
    public void A_map_without_a_sign_whose_values_are_all_large_begins_at_the_least_and_says_so()
    {
        var heatmap = new Heatmap(2, 2, [0.7f, 0.8f, 0.75f, 0.9f], signed: false);
        heatmap.Note.ShouldBe("scale 0.7 to 0.9, not from 0");
        (heatmap.At(0, 0), heatmap.At(1, 1)).ShouldBe((0, 1));
        heatmap.At(1, 0).ShouldBe(0.5, 1e-6);
        heatmap.Bar!.Low.ShouldBe(0.7, 1e-6);
        // One pixel in a thousand does not decide where the scale begins.
        var outlier = Enumerable.Range(0, 1000).Select(i => i == 7 ? 0.1f : 0.7f + i * 1e-4f).ToArray();
        new Heatmap(100, 10, outlier, signed: false).Note.ShouldBe("scale 0.7 to 0.799, not from 0 (0.5th to 99.5th percentile)");
    }

    [Theory]
    [InlineData(0.4f, 0.9f, "scale 0 to 0.9"), InlineData(3f, 3f, "scale 0 to 3"), InlineData(-0.1f, 0.9f, "scale 0 to 0.9")]
    public void Other_maps_without_a_sign_begin_at_zero(float least, float largest, string note) =>
        new Heatmap(2, 1, [least, largest], signed: false).Note.ShouldBe(note);

    [Fact]
    public void A_map_without_positive_evidence_says_so_and_shows_the_picture_in_grey()
    {
        var picture = new Raster(2, 1, [200, 0, 0, 0, 0, 200]);
        foreach (var values in new float[][] { [0, 0], [-3, -1] })
        {
            var heatmap = new Heatmap(2, 1, values, signed: false);
            heatmap.Note.ShouldBe("no positive evidence");
            heatmap.Bar.ShouldBeNull();
            var over = heatmap.Over(picture);
            over[0, 0].ShouldBe(new Colour(59, 59, 59));
            over[1, 0].ShouldBe(new Colour(22, 22, 22));
        }
        new Heatmap(2, 1, [0, 0], signed: true).Note.ShouldBe("every value is zero");
    }

    [Fact]
    public void Values_that_are_no_numbers_are_counted_and_grey()
    {
        var heatmap = new Heatmap(3, 1, [1, float.NaN, float.PositiveInfinity], signed: true);
        heatmap.Scale.ShouldBe(1);
        heatmap.Note.ShouldEndWith("2 values are not finite (grey)");
        var map = heatmap.Over(null);
        map[1, 0].ShouldBe(ColourMap.Diverging.At(double.NaN));
        map[0, 0].ShouldBe(ColourMap.Diverging.At(1));
    }

    [Fact]
    public void Zero_is_white_and_the_ends_are_blue_and_red()
    {
        var map = new Heatmap(3, 1, [-2, 0, 2], signed: true).Over(null);
        map[0, 0].ShouldBe(ColourMap.Diverging.Colours[0]);
        map[1, 0].ShouldBe(ColourMap.Diverging.At(0.5));
        map[2, 0].ShouldBe(ColourMap.Diverging.Colours[255]);
    }
}
