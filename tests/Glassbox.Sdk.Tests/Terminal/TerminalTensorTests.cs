using Glassbox.Terminal;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Tests.Terminal;

public class TerminalTensorTests
{
    private static string[] Lines(Tensor tensor, int width = 80)
    {
        using var text = new StringWriter { NewLine = "\n" };
        TerminalTensor.Of(tensor, new Screen(width, ColourDepth.None)).Write(text, ColourDepth.None);
        return text.ToString().TrimEnd('\n').Split('\n');
    }

    [Fact]
    public void A_matrix_shows_shape_type_device_statistics_and_values()
    {
        var lines = Lines(tensor(new[,] { { 1.0, -2.0 }, { 3.0, 4.0 } }));
        lines[0].ShouldBe("[2, 2] Float64 cpu");
        // The deviation over the whole tensor, not an estimate from a sample of it: sqrt(21 / 4).
        lines[1].ShouldStartWith("min −2 · mean 1.5 · max 4 · std 2.29 · spread ");
        lines[2..].ShouldBe(["   1.000  −2.000", "   3.000   4.000"]);
    }

    [Fact]
    public void The_spread_counts_how_often_values_of_each_size_occur()
    {
        // 16 bins over 0..16: nine values in the first, one in the last.
        var values = cat([zeros(9), tensor(new[] { 16f })]).view(2, 5);
        Lines(values)[1].ShouldEndWith("spread @______________.");
    }

    [Fact]
    public void A_vector_shows_its_values_in_their_order()
    {
        Lines(arange(8)).ShouldBe(["[8] Int64 cpu", "min 0 · max 7 · values _.-=+*#@", "  0  1  2  3  4  5  6  7"]);
    }

    [Fact]
    public void Of_more_dimensions_the_first_matrix_is_shown_and_of_large_ones_a_corner()
    {
        var lines = Lines(zeros(4, 3, 100, 200), 60);
        lines[0].ShouldBe("[4, 3, 100, 200] Float32 cpu");
        lines[2].ShouldBe("[0, 0, :, :] of 12");
        lines.Length.ShouldBe(3 + 7 + 1);
        lines[3].ShouldEndWith("…");
        lines.ShouldAllBe(line => line.Length <= 60);
    }

    [Fact]
    public void What_is_special_is_said()
    {
        Lines(tensor(new[] { 1.0, double.NaN, double.PositiveInfinity, 3.0 }))[1].ShouldStartWith("min 1 · mean 2 · max 3 · std 1 · not finite 2");
        Lines(tensor(new[] { true, false, true }))[1].ShouldBe("2 of 3 true");
        Lines(zeros(0, 3)).ShouldBe(["[0, 3] Float32 cpu, empty"]);
        Lines(tensor(2.5f)).ShouldBe(["[] Float32 cpu", "  2.500"]);
        Lines(ones(2, requires_grad: true))[0].ShouldBe("[2] Float32 cpu, requires grad");
        Lines(complex(tensor(1.0), tensor(-2.0)))[^1].ShouldBe("  1−2i");
        Lines(full([3], double.NaN))[1].ShouldBe("no finite value");
    }

    [Fact]
    public void A_sparkline_runs_from_the_lowest_to_the_highest_and_means_neighbours_where_it_must()
    {
        Sparkline.Of([0, 7], 10).ShouldBe("▁█");
        Sparkline.Of([0, 1, 2, 3, 4, 5, 6, 7], 4).ShouldBe("▁▃▆█");
        Sparkline.Of([1, double.NaN, 0], 10, blocks: false).ShouldBe("@ _");
        Sparkline.Of([5, 5], 10).ShouldBe("▅▅");
        Sparkline.Of([], 10).ShouldBe("");
    }

    [Fact]
    public void Pictures_and_heatmaps_of_a_wrong_shape_say_what_they_should_be()
    {
        Should.Throw<GlassboxException>(() => zeros(3).ShowPicture()).Message.ShouldContain("[N, C, H, W]");
        Should.Throw<GlassboxException>(() => zeros(0, 3, 4, 4).ShowPicture()).Message.ShouldContain("[0, 3, 4, 4]");
        Should.Throw<GlassboxException>(() => zeros([1, 2, 3, 4, 5]).ShowHeatmap()).Message.ShouldContain("[N, C, H, W]");
    }
}
