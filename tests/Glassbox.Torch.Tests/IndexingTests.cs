using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Tests;

public class IndexingTests
{
    private static Tensor X => arange(24).reshape(2, 3, 4);

    [Fact]
    public void Positions_ranges_and_ellipsis()
    {
        X[1].shape.ShouldBe([3, 4]);
        X[1, 2, 3].ShouldHold(23);
        X[-1, -1, -1].ShouldHold(23);
        X[.., 0].shape.ShouldBe([2, 4]);
        X[0, 1..3].ShouldBe(arange(4, 12).reshape(2, 4));
        X[.., .., ^1].ShouldBe(tensor(new[,] { { 3, 7, 11 }, { 15, 19, 23 } }));
        X[TensorIndex.Ellipsis, ^1].ShouldBe(X[.., .., ^1]);
        X[0, 0, ^3..^1].ShouldHold(1, 2);
        X[0, 0, ^0..].shape.ShouldBe([0]);
        X[0, 0, TensorIndex.Slice(0, null, 3)].ShouldHold(0, 3);
        X[TensorIndex.None, 1, TensorIndex.Ellipsis, TensorIndex.None].shape.ShouldBe([1, 3, 4, 1]);
        X[0, TensorIndex.Colon, 1].ShouldHold(1, 5, 9);
    }

    [Fact]
    public void Impossible_indices_say_why()
    {
        Should.Throw<ArgumentException>(() => X[0, 0, 0, .., 0]).Message.ShouldBe("5 indices are too many for a tensor of 3 dimensions.");
        Should.Throw<ArgumentOutOfRangeException>(() => X[^0, ..]);
        Should.Throw<ArgumentOutOfRangeException>(() => TensorIndex.Slice(null, null, -1));
        Should.Throw<TorchException>(() => X[2]).Message.ShouldContain("out of range");
    }

    [Fact]
    public void Tensors_of_positions_and_masks()
    {
        var rows = tensor(new[] { 1L, 0 });
        X[rows].ShouldBe(X.flip(0));
        X[rows, rows].ShouldBe(stack([X[1, 1], X[0, 0]]));
        X[0, 0][X[0, 0] > 1].ShouldHold(2, 3);
        X[TensorIndex.Colon, TensorIndex.Tensor(tensor(new[] { 2L, 0 })), 1..3].shape.ShouldBe([2, 2, 2]);
        X[TensorIndex.Bool(true)].shape.ShouldBe([1, 2, 3, 4]);
        X[TensorIndex.Bool(false)].shape.ShouldBe([0, 2, 3, 4]);
    }

    [Fact]
    public void Mask_of_two_dimensions_can_be_followed_by_a_slice()
    {
        var mask = tensor(new[,] { { true, false, false }, { false, true, true } });
        X[TensorIndex.Tensor(mask), 1..3].ShouldBe(tensor(new[,] { { 1, 2 }, { 17, 18 }, { 21, 22 } }));
    }

    [Fact]
    public void Writing_through_an_index_changes_the_tensor()
    {
        var x = zeros(2, 3);
        x[0] = tensor(new[] { 1f, 2f, 3f });
        x[1, 2] = 5f;
        x[.., 0] = 9;
        x.ShouldBe(tensor(new[,] { { 9.0, 2, 3 }, { 9, 0, 5 } }));
        x[x > 4] = 0f;
        x.ShouldBe(tensor(new[,] { { 0.0, 2, 3 }, { 0, 0, 0 } }));
        x[tensor(new[] { 0L, 1 }), tensor(new[] { 1L, 0 })] = tensor(new[] { 7f, 8f });
        x.ShouldBe(tensor(new[,] { { 0.0, 7, 3 }, { 8, 0, 0 } }));
        x[..] = ones(1, 1, 2, 3);
        x.ShouldBe(ones(2, 3));
        x[TensorIndex.Tensor(tensor(new[] { 0L, 0 })), 1..] = 4;
        x.ShouldBe(tensor(new[,] { { 1.0, 4, 4 }, { 1, 1, 1 } }));
    }

    [Fact]
    public void Accumulating_counts_repeated_positions()
    {
        var x = zeros(3);
        x.index_put_(ones(3), [tensor(new[] { 1L, 1, 2 })], accumulate: true);
        x.ShouldHold(0, 2, 1);
    }

    [Fact]
    public void Gradients_flow_through_what_was_read_and_written()
    {
        var x = ones(3, requires_grad: true);
        var y = x * 2;
        y[0] = 0f;
        (y * y[tensor(new[] { 2L, 2, 2 })]).sum().backward();
        // y = (0, 2 x1, 2 x2); the sum is y2 (y1 + y2): d/dx1 = 2 y2, d/dx2 = 2 (y1 + 2 y2).
        x.grad!.ShouldHold(0, 4, 12);
    }

    [Fact]
    public void Gathering_and_scattering()
    {
        var x = tensor(new[,] { { 1.0, 2.0 }, { 3.0, 4.0 } });
        var index = tensor(new[,] { { 1L, 0 }, { 0, 0 } });
        x.gather(1, index).ShouldBe(tensor(new[,] { { 2.0, 1 }, { 3, 3 } }));
        zeros(2, 2, float64).scatter(1, tensor(new[,] { { 1L }, { 0 } }), x).ShouldBe(tensor(new[,] { { 0.0, 1 }, { 3, 0 } }));
        zeros(2, 2, float64).scatter_add(1, index, x).ShouldBe(tensor(new[,] { { 2.0, 1 }, { 7, 0 } }));
        zeros(2, 2).scatter_(1, tensor(new[,] { { 1L }, { 0 } }), 5).ShouldBe(tensor(new[,] { { 0.0, 5 }, { 5, 0 } }));
        ones(3, float64).scatter_reduce(0, tensor(new[] { 0L, 0, 2 }), tensor(new[] { 2.0, 3, 4 }), "prod").ShouldHold(6, 1, 4);
        ones(3, float64).scatter_reduce(0, tensor(new[] { 0L, 0, 2 }), tensor(new[] { 2.0, 3, 4 }), "amax", include_self: false).ShouldHold(3, 1, 4);
        x.index_select(1, tensor(new[] { 1L })).ShouldHold(2, 4);
        x.take(tensor(new[] { 3L, 0 })).ShouldHold(4, 1);
        x.take_along_dim(x.argsort(1, descending: true), 1).ShouldBe(tensor(new[,] { { 2.0, 1 }, { 4, 3 } }));
        x.index_add(0, tensor(new[] { 1L }), tensor(new[,] { { 1.0, 1 } }), 10).ShouldBe(tensor(new[,] { { 1.0, 2 }, { 13, 14 } }));
        x.index_copy(0, tensor(new[] { 0L }), tensor(new[,] { { 9.0, 9 } })).ShouldBe(tensor(new[,] { { 9.0, 9 }, { 3, 4 } }));
        x.index_fill(1, tensor(new[] { 0L }), -1).ShouldBe(tensor(new[,] { { -1.0, 2 }, { -1, 4 } }));
    }

    [Fact]
    public void Masks_and_nonzero_positions()
    {
        var x = tensor(new[,] { { 1.0, 0.0 }, { 0.0, 4.0 } });
        x.masked_fill(x == 0, 7).ShouldBe(tensor(new[,] { { 1.0, 7 }, { 7, 4 } }));
        x.masked_select(x > 0).ShouldHold(1, 4);
        x.masked_scatter(x == 0, tensor(new[] { 5.0, 6 })).ShouldBe(tensor(new[,] { { 1.0, 5 }, { 6, 4 } }));
        x.nonzero().ShouldBe(tensor(new[,] { { 0, 0 }, { 1, 1 } }));
        x.nonzero_as_list()[0].ShouldHold(0, 1);
        x.select_scatter(tensor(new[] { 8.0, 9 }), 0, 1).ShouldBe(tensor(new[,] { { 1.0, 0 }, { 8, 9 } }));
        x.slice_scatter(tensor(new[,] { { 8.0 }, { 9 } }), 1, 1).ShouldBe(tensor(new[,] { { 1.0, 8 }, { 0, 9 } }));
        x.diagonal_scatter(tensor(new[] { 8.0, 9 })).ShouldBe(tensor(new[,] { { 8.0, 0 }, { 0, 9 } }));
    }
}
