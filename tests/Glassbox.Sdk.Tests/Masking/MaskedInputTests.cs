using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Sdk.Tests.Masking;

public class MaskedInputTests
{
    [Fact]
    public void Coalitions_keep_their_order_and_equal_ones_are_evaluated_once()
    {
        var input = tensor(new[,] { { 1.0, 10.0, 100.0 } });
        var masked = new MaskedInput(input, zeros_like(input), Parts.Of(new Model("none", x => x), input)[0]);
        var coalitions = tensor(new[,] { { true, false, true }, { false, false, false }, { true, false, true }, { true, true, true }, { false, false, false } });
        var seen = 0L;
        var values = masked.Evaluate(coalitions, x => { seen += x.size(0); return x.sum(1); }, batchSize: 2, new Run());
        values.data<double>().ToArray().ShouldBe([101, 0, 101, 111, 0]);
        seen.ShouldBe(3);
    }

    [Fact]
    public void A_part_of_a_picture_covers_all_channels_unless_segments_say_otherwise()
    {
        var picture = ones(1, 2, 1, 2);
        var model = new Model("none", x => x);
        float[] Without(Tensor segments) =>
            new MaskedInput(picture, zeros_like(picture), Parts.Of(model, picture, segments)[0]).Inputs(tensor(new[,] { { true, false } })).flatten().data<float>().ToArray();
        Without(tensor(new long[,] { { 0, 1 } })).ShouldBe([1, 0, 1, 0]);
        Without(tensor(new long[] { 0, 1 }).reshape(2, 1, 1)).ShouldBe([1, 1, 0, 0]);
    }
}
