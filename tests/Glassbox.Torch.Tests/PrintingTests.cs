using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Tests;

public class PrintingTests
{
    [Fact]
    public void Plain_text_is_the_metadata()
    {
        ones(2, 3).ToString().ShouldBe("[2x3], type = Float32, device = cpu");
        var t = ones(1);
        t.Dispose();
        t.ToString().ShouldBe("disposed tensor");
    }

    [Fact]
    public void Brackets_line_up()
    {
        tensor(new[,] { { 1.5, -2 }, { 10, 0.25 } }).npstr().ShouldBe("[[ 1.5   -2]\n [  10 0.25]]");
        tensor(7).npstr().ShouldBe("7");
        tensor(new[] { true, false }).npstr().ShouldBe("[ true false]");
        zeros(0).npstr().ShouldBe("[]");
        tensor(new[] { double.NaN, double.NegativeInfinity }).npstr().ShouldBe("[ nan -inf]");
        complex(tensor(1.0), tensor(-2.0)).npstr().ShouldBe("1-2i");
    }

    [Fact]
    public void Long_dimensions_are_cut_in_their_middle()
    {
        arange(2000).npstr().ShouldBe("[   0    1    2 ... 1997 1998 1999]");
        arange(4000).reshape(1000, 4).npstr().Split('\n').ShouldBe([
            "[[   0    1    2    3]", " [   4    5    6    7]", " [   8    9   10   11]", " ...", " [3988 3989 3990 3991]", " [3992 3993 3994 3995]", " [3996 3997 3998 3999]]"]);
    }

    [Fact]
    public void Long_lines_break()
    {
        arange(6).npstr(width: 7).ShouldBe("[0 1 2\n 3 4 5]");
    }

    [Fact]
    public void Matrices_are_labelled_and_literals_are_CSharps()
    {
        arange(4).reshape(2, 1, 2).jlstr().ShouldBe("[2x1x2], type = Int64, device = cpu\n[0,..,..] =\n 0 1\n[1,..,..] =\n 2 3\n");
        tensor(new[] { 1f, 2.5f }).cstr().ShouldBe("[2], type = Float32, device = cpu, value = {  1f, 2.5f}");
    }
}
