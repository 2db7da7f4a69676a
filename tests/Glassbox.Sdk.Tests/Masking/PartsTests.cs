using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Sdk.Tests.Masking;

public class PartsTests
{
    private static readonly Model model = new("none", x => x);

    [Fact]
    public void A_grid_has_rectangles_of_equal_size_in_reading_order()
    {
        var parts = Parts.Of(model, zeros(1, 3, 4, 6), superpixels: Superpixels.Grid, count: 6)[0];
        parts.Count.ShouldBe(6);
        parts.Ids.squeeze().Equals(tensor(new long[,] { { 0, 0, 1, 1, 2, 2 }, { 0, 0, 1, 1, 2, 2 }, { 3, 3, 4, 4, 5, 5 }, { 3, 3, 4, 4, 5, 5 } })).ShouldBeTrue();
    }

    [Fact]
    public void Tables_have_a_part_a_feature_and_signals_stretches()
    {
        Parts.Of(model, zeros(2, 5))[1].Ids.flatten().data<long>().ToArray().ShouldBe([0, 1, 2, 3, 4]);
        Parts.Of(model, zeros(1, 2, 7), count: 3)[0].Ids.flatten().data<long>().ToArray().ShouldBe([0, 0, 0, 1, 1, 2, 2]);
    }

    [Fact]
    public void Volumes_have_blocks()
    {
        var parts = Parts.Of(model, zeros([1, 3, 2, 2, 4]), count: 2)[0];
        parts.Count.ShouldBe(2);
        parts.Ids.flatten().data<long>().ToArray().ShouldBe([0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1]);
        Parts.Of(model, zeros([1, 1, 8, 8, 8]), count: 64)[0].Count.ShouldBe(64);
    }

    [Fact]
    public void Given_segments_are_numbered_without_gaps_and_may_differ_from_input_to_input()
    {
        var parts = Parts.Of(model, zeros(2, 3), tensor(new long[,] { { 7, -2, 7 }, { 0, 1, 2 } }));
        parts[0].Count.ShouldBe(2);
        parts[0].Ids.flatten().data<long>().ToArray().ShouldBe([1, 0, 1]);
        parts[1].Count.ShouldBe(3);
        parts[0].Spread(tensor(new[] { 10.0, 20.0 }), zeros(1, dtype: ScalarType.Float64)).flatten().data<double>().ToArray().ShouldBe([20, 10, 20]);
    }

    [Theory]
    [InlineData("shape", "Segments of shape [2, 2] do not fit inputs of shape [1, 3, 4, 4].")]
    [InlineData("count", "A picture of 4 x 4 pixels cannot be cut into 17 superpixels.")]
    [InlineData("video", "Inputs of shape [1, 3, 2, 2, 4, 4] are no pictures, volumes, signals or tables: give segments, the part of each element.")]
    public void Mistakes_get_a_sentence(string mistake, string sentence)
    {
        Action call = mistake switch
        {
            "shape" => () => Parts.Of(model, zeros(1, 3, 4, 4), zeros(2, 2, dtype: ScalarType.Int64)),
            "count" => () => Parts.Of(model, zeros(1, 3, 4, 4), count: 17),
            _ => () => Parts.Of(model, zeros([1, 3, 2, 2, 4, 4])),
        };
        Should.Throw<GlassboxException>(call).Message.ShouldBe(sentence);
    }
}
