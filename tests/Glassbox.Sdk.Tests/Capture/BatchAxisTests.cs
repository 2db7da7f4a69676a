using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Sdk.Tests;

/// <summary>Where the batch is, while a network moves its axes.</summary>
public class BatchAxisTests
{
    private static int? After(Func<Tensor, Tensor> network, params long[] shape)
    {
        var graph = new Model("axes", x => network(x) + 0).Capture(randn(shape));
        return graph.BatchAxis(graph.Output);
    }

    [Fact]
    public void It_is_first_until_it_is_moved()
    {
        After(x => x * 2, 3, 4).ShouldBe(0);
        After(x => x.transpose(0, 1), 3, 4).ShouldBe(1);
        After(x => x.permute(2, 0, 1), 3, 4, 5).ShouldBe(1);
        After(x => x.transpose(0, 2).transpose(1, 2), 3, 4, 5).ShouldBe(1);
        After(x => x.transpose(0, 1).transpose(0, 1), 3, 4).ShouldBe(0);
    }

    [Fact]
    public void Queries_keys_and_values_first_leave_it_second_whatever_its_size() =>
        new long[] { 2, 3, 5 }.ShouldAllBe(n => After(x => x.view(n, 4, 3, 2, 5).permute(2, 0, 3, 1, 4), n, 4, 30) == 1
            && After(x => x.view(n, 4, 3, 2, 5).permute(2, 0, 3, 1, 4).select(0, 1), n, 4, 30) == 0);

    [Fact]
    public void Windows_are_folded_into_it_and_other_axes_are_not()
    {
        After(x => x.view(3, 2, 2, 2, 2).permute(0, 1, 3, 2, 4).reshape(12, 4), 3, 4, 4).ShouldBe(0);
        After(x => x.transpose(0, 1).flatten(1), 3, 4, 5).ShouldBe(1);
        // Tokens first and then both in one axis: the batch is every third row, which no axis holds.
        After(x => x.transpose(0, 1).reshape(12, 5), 3, 4, 5).ShouldBeNull();
    }

    [Fact]
    public void A_mean_over_axes_before_it_moves_it_up()
    {
        After(x => x.transpose(0, 1).mean([0L]), 3, 4, 5).ShouldBe(0);
        After(x => x.transpose(0, 2).mean([-3L, 1L]), 3, 4, 5).ShouldBe(0);
        After(x => x.mean([2L, 3L]), 3, 4, 5, 6).ShouldBe(0);
        After(x => x.mean([0L]), 3, 4).ShouldBeNull();
    }
}
