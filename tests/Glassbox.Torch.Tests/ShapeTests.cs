using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Tests;

public class ShapeTests
{
    private static Tensor X => arange(6).reshape(2, 3);

    [Fact]
    public void Reshaping_keeps_the_row_major_order()
    {
        X.reshape(3, 2).ShouldBe(tensor(new[,] { { 0, 1 }, { 2, 3 }, { 4, 5 } }));
        X.view(-1).shape.ShouldBe([6]);
        zeros(2, 3, 4).flatten(1).shape.ShouldBe([2, 12]);
        zeros(2, 12).unflatten(1, 3, -1).shape.ShouldBe([2, 3, 4]);
        zeros(2, 0).unflatten(1, 0, 3).shape.ShouldBe([2, 0, 3]);
        Should.Throw<ArgumentException>(() => zeros(2, 12).unflatten(1, 5, -1));
        zeros(2, 1, 3, 1).squeeze().shape.ShouldBe([2, 3]);
        zeros(2, 1, 3, 1).squeeze(1).shape.ShouldBe([2, 3, 1]);
        X.unsqueeze(-1).shape.ShouldBe([2, 3, 1]);
    }

    [Fact]
    public void Dimensions_change_places()
    {
        X.t().ShouldBe(tensor(new[,] { { 0, 3 }, { 1, 4 }, { 2, 5 } }));
        X.T.shape.ShouldBe([3, 2]);
        zeros(2, 3, 4).mT.shape.ShouldBe([2, 4, 3]);
        zeros(2, 3, 4).permute(2, 0, 1).shape.ShouldBe([4, 2, 3]);
        zeros(2, 3, 4).transpose(0, 2).shape.ShouldBe([4, 3, 2]);
        zeros(2, 3, 4).movedim([0, 1], [1, 2]).shape.ShouldBe([4, 2, 3]);
    }

    [Fact]
    public void Expanding_repeats_without_and_repeating_with_copies()
    {
        ones(1, 3).expand(2, -1).shape.ShouldBe([2, 3]);
        ones(3).broadcast_to(2, 3).shape.ShouldBe([2, 3]);
        tensor(new[] { 1, 2 }).repeat(2, 2).ShouldBe(tensor(new[,] { { 1, 2, 1, 2 }, { 1, 2, 1, 2 } }));
        tensor(new[] { 1, 2 }).tile(2).ShouldHold(1, 2, 1, 2);
        tensor(new[] { 1, 2 }).repeat_interleave(2).ShouldHold(1, 1, 2, 2);
        tensor(new[] { 1, 2 }).repeat_interleave(tensor(new[] { 1L, 3 })).ShouldHold(1, 2, 2, 2);
    }

    [Fact]
    public void Flips_rolls_and_turns()
    {
        X.flip(1).ShouldBe(tensor(new[,] { { 2, 1, 0 }, { 5, 4, 3 } }));
        X.roll(1, 1).ShouldBe(tensor(new[,] { { 2, 0, 1 }, { 5, 3, 4 } }));
        X.roll(1).ShouldBe(tensor(new[,] { { 5, 0, 1 }, { 2, 3, 4 } }));
        X.rot90().ShouldBe(tensor(new[,] { { 2, 5 }, { 1, 4 }, { 0, 3 } }));
    }

    [Fact]
    public void Windows_and_strides()
    {
        arange(5).unfold(0, 3, 2).ShouldBe(tensor(new[,] { { 0, 1, 2 }, { 2, 3, 4 } }));
        arange(6).as_strided([2, 2], [1, 2], 1).ShouldBe(tensor(new[,] { { 1, 3 }, { 2, 4 } }));
        X.narrow(1, 1, 2).ShouldBe(tensor(new[,] { { 1, 2 }, { 4, 5 } }));
        X.slice(1, 0, 3, 2).ShouldBe(tensor(new[,] { { 0, 2 }, { 3, 5 } }));
    }

    [Fact]
    public void Pieces_join_to_the_whole()
    {
        cat(X.chunk(2, 1), 1).ShouldBe(X);
        cat(X.split(2, 1), 1).ShouldBe(X);
        X.split([1, 2], 1).Select(p => p.size(1)).ShouldBe([1L, 2]);
        stack(X.unbind(1), 1).ShouldBe(X);
        X.tensor_split([1], 1)[1].shape.ShouldBe([2, 2]);
        X.vsplit(2).Length.ShouldBe(2);
    }

    [Fact]
    public void Joining()
    {
        var (a, b) = (tensor(new[] { 1, 2 }), tensor(new[] { 3, 4 }));
        cat([a, b]).ShouldHold(1, 2, 3, 4);
        stack([a, b], 1).ShouldBe(tensor(new[,] { { 1, 3 }, { 2, 4 } }));
        hstack(a, b).ShouldHold(1, 2, 3, 4);
        vstack(a, b).shape.ShouldBe([2, 2]);
        dstack(a, b).shape.ShouldBe([1, 2, 2]);
        column_stack(a, b).ShouldBe(tensor(new[,] { { 1, 3 }, { 2, 4 } }));
        block_diag(a.unsqueeze(0), b.unsqueeze(0)).shape.ShouldBe([2, 4]);
        cartesian_prod(a, b).shape.ShouldBe([4, 2]);
        combinations(arange(3)).ShouldBe(tensor(new[,] { { 0, 1 }, { 0, 2 }, { 1, 2 } }));
        meshgrid([a, tensor(new[] { 5, 6, 7 })])[0].ShouldBe(tensor(new[,] { { 1, 1, 1 }, { 2, 2, 2 } }));
        meshgrid([a, tensor(new[] { 5, 6, 7 })], "xy")[0].shape.ShouldBe([3, 2]);
        where(a > 1, a, b).ShouldHold(3, 2);
        where(a > 1, a, 0).ShouldHold(0, 2);
        where(tensor(new[] { false, true }))[0].ShouldHold(1);
        broadcast_tensors(ones(2, 1), ones(3))[1].shape.ShouldBe([2, 3]);
    }

    [Fact]
    public void Diagonals_and_triangles()
    {
        eye(2).diag().ShouldHold(1, 1);
        tensor(new[] { 1, 2 }).diag().ShouldBe(tensor(new[,] { { 1, 0 }, { 0, 2 } }));
        X.diagonal(1).ShouldHold(1, 5);
        ones(2, 3).tril().ShouldBe(tensor(new[,] { { 1, 0, 0 }, { 1, 1, 0 } }));
        ones(2, 3).triu(1).ShouldBe(tensor(new[,] { { 0, 1, 1 }, { 0, 0, 1 } }));
        tensor(new[] { 1, 2 }).diag_embed().shape.ShouldBe([2, 2]);
        tril_indices(2, 2).ShouldBe(tensor(new[,] { { 0, 1, 1 }, { 0, 0, 1 } }));
        X.trace().ShouldHold(4);
    }

    [Fact]
    public void Complex_numbers_come_apart()
    {
        var z = complex(tensor(new[] { 1.0, 2.0 }), tensor(new[] { 3.0, -4.0 }));
        z.real.ShouldHold(1, 2);
        z.imag.ShouldHold(3, -4);
        z.abs().ShouldHold(Math.Sqrt(10), Math.Sqrt(20));
        z.conj().imag.ShouldHold(-3, 4);
        z.view_as_real().ShouldBe(tensor(new[,] { { 1.0, 3 }, { 2, -4 } }));
    }
}
