using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Tests;

public class LinearAlgebraTests
{
    private static Tensor Square => tensor(new[,] { { 4.0, 1.0, 2.0 }, { 1.0, 3.0, 0.0 }, { 2.0, 0.0, 5.0 } });
    private static Tensor Tall => tensor(new[,] { { 1.0, 2.0 }, { 3.0, 4.0 }, { 5.0, 7.0 } });

    [Fact]
    public void Products()
    {
        var (a, b) = (tensor(new[,] { { 1.0, 2 }, { 3, 4 } }), tensor(new[] { 5.0, 6 }));
        a.matmul(a).ShouldBe(tensor(new[,] { { 7.0, 10 }, { 15, 22 } }));
        a.mm(a).ShouldBe(a.matmul(a));
        a.mv(b).ShouldHold(17, 39);
        b.dot(b).ShouldHold(61);
        b.outer(b).ShouldBe(tensor(new[,] { { 25.0, 30 }, { 30, 36 } }));
        a.unsqueeze(0).bmm(a.unsqueeze(0))[0].ShouldBe(a.matmul(a));
        a.addmm(a, a, beta: 2, alpha: 0.5f).ShouldBe(2 * a + 0.5 * a.matmul(a));
        b.addmv(a, b, beta: 0, alpha: 2).ShouldHold(34, 78);
        einsum("ij,j->i", a, b).ShouldHold(17, 39);
        a.tensordot(a, 1).ShouldBe(a.matmul(a));
        a.tensordot(a, 2).ShouldHold(30);
        a.tensordot(a, [0], [1]).ShouldBe(a.t().matmul(a.t()));
        tensor(new[] { 1.0, 0, 0 }).cross(tensor(new[] { 0.0, 1, 0 })).ShouldHold(0, 0, 1);
        a.kron(eye(2, dtype: float64)).shape.ShouldBe([4, 4]);
        cdist(Tall, Tall[..1]).ShouldHold(0, Math.Sqrt(8), Math.Sqrt(41));
        pdist(Tall).ShouldHold(Math.Sqrt(8), Math.Sqrt(41), Math.Sqrt(13));
        chain_matmul(a, a, a).ShouldBe(a.matrix_power(3));
    }

    [Fact]
    public void Factors_multiply_to_the_matrix()
    {
        var (u, s, vh) = linalg.svd(Tall, fullMatrices: false);
        (u * s).matmul(vh).ShouldBe(Tall, 1e-12);
        linalg.svdvals(Tall).ShouldBe(s, 1e-12);
        linalg.svd(Tall).U.shape.ShouldBe([3, 3]);

        var (q, r) = linalg.qr(Tall);
        q.matmul(r).ShouldBe(Tall, 1e-12);
        q.t().matmul(q).ShouldBe(eye(2, dtype: float64), 1e-12);
        linalg.qr(Tall, QRMode.Complete).Q.shape.ShouldBe([3, 3]);

        var l = linalg.cholesky(Square);
        l.matmul(l.t()).ShouldBe(Square, 1e-12);
        l.ShouldBe(l.tril(), 0);

        var (p, lower, upper) = linalg.lu(Square);
        p.matmul(lower).matmul(upper).ShouldBe(Square, 1e-12);

        var (values, vectors) = linalg.eigh(Square);
        (vectors * values).matmul(vectors.t()).ShouldBe(Square, 1e-12);
        linalg.eigvalsh(Square).ShouldBe(values, 1e-12);

        var turn = tensor(new[,] { { 0.0, -1 }, { 1, 0 } });
        var (complexValues, complexVectors) = linalg.eig(turn);
        complexValues.imag.abs().ShouldHold(1, 1);
        turn.cdouble().matmul(complexVectors).ShouldBeComplex(complexVectors * complexValues);
    }

    [Fact]
    public void Solutions_solve()
    {
        var b = tensor(new[,] { { 1.0 }, { 2.0 }, { 3.0 } });
        Square.matmul(linalg.solve(Square, b)).ShouldBe(b, 1e-12);
        linalg.solve(Square, b.t(), left: false).matmul(Square).ShouldBe(b.t(), 1e-12);
        linalg.inv(Square).matmul(Square).ShouldBe(eye(3, dtype: float64), 1e-12);
        var l = linalg.cholesky(Square);
        Square.matmul(b.cholesky_solve(l)).ShouldBe(b, 1e-12);
        l.matmul(linalg.solve_triangular(l, b, upper: false)).ShouldBe(b, 1e-12);
        var (lu, pivots) = linalg.lu_factor(Square);
        Square.matmul(linalg.lu_solve(lu, pivots!, b)).ShouldBe(b, 1e-12);

        // The normal equations hold at the least-squares solution.
        var x = linalg.lstsq(Tall, b).Solution;
        Tall.t().matmul(Tall.matmul(x) - b).ShouldBe(zeros(2, 1, dtype: float64), 1e-10);
        linalg.pinv(Tall).matmul(b).ShouldBe(x, 1e-10);
    }

    [Fact]
    public void Numbers_of_a_matrix()
    {
        var twoByTwo = tensor(new[,] { { 2.0, 0 }, { 0, -3 } });
        linalg.det(twoByTwo).ShouldHold(-6);
        var (sign, logarithm) = linalg.slogdet(twoByTwo);
        sign.ShouldHold(-1);
        logarithm.ShouldHold(Math.Log(6));
        linalg.norm(twoByTwo).ShouldHold(Math.Sqrt(13));
        linalg.matrix_norm(twoByTwo, "nuc").ShouldHold(5);
        linalg.matrix_norm(twoByTwo, 2).ShouldHold(3);
        linalg.vector_norm(tensor(new[] { 3.0, -4 }), double.PositiveInfinity).ShouldHold(4);
        linalg.vector_norm(twoByTwo, 1, [1]).ShouldHold(2, 3);
        linalg.cond(twoByTwo).ShouldHold(1.5);
        linalg.matrix_rank(ones(3, 3)).ShouldHold(1);
        linalg.matrix_exp(zeros(2, 2)).ShouldBe(eye(2));
        linalg.vecdot(twoByTwo, twoByTwo).ShouldHold(4, 9);
        twoByTwo.trace().ShouldHold(-1);
    }

    [Fact]
    public void Matrix_that_is_not_positive_definite_is_an_error()
    {
        Should.Throw<TorchException>(() => linalg.cholesky(-Square)).Message.ShouldContain("positive-definite");
        linalg.cholesky_ex(-Square).info.ToInt32().ShouldBeGreaterThan(0);
    }
}

file static class ComplexExpect
{
    public static void ShouldBeComplex(this Tensor actual, Tensor expected) => actual.view_as_real().ShouldBe(expected.view_as_real(), 1e-12);
}
