using TorchSharp.Interop;

namespace TorchSharp;

/// <summary>Which factors <see cref="torch.linalg.qr"/> computes.</summary>
public enum QRMode
{
    /// <summary>Q [m, min(m, n)], R [min(m, n), n].</summary>
    Reduced = 0,
    /// <summary>Q [m, m], R [m, n].</summary>
    Complete = 1,
    /// <summary>R alone.</summary>
    R = 2,
}

// Decompositions, solvers and norms. Matrices may come in batches: [.., m, n].
public static partial class torch
{
    public static class linalg
    {
        /// <summary><c>input = U diag(S) Vh</c>, singular values descending.</summary>
        public static (Tensor U, Tensor S, Tensor Vh) svd(Tensor input, bool fullMatrices = true) => Dispatcher.Call3("aten::linalg_svd", input, fullMatrices);
        public static Tensor svdvals(Tensor input) => Dispatcher.Call("aten::linalg_svdvals", input);
        /// <summary>Eigenvalues (ascending) and eigenvectors (columns) of a symmetric or Hermitian matrix.</summary>
        public static (Tensor eigenvalues, Tensor eigenvectors) eigh(Tensor input, char UPLO = 'L') => Dispatcher.Call2("aten::linalg_eigh", input, UPLO.ToString());
        public static Tensor eigvalsh(Tensor input, char UPLO = 'L') => Dispatcher.Call("aten::linalg_eigvalsh", input, UPLO.ToString());
        /// <summary>Complex eigenvalues and eigenvectors of any square matrix.</summary>
        public static (Tensor eigenvalues, Tensor eigenvectors) eig(Tensor input) => Dispatcher.Call2("aten::linalg_eig", input);
        public static Tensor eigvals(Tensor input) => Dispatcher.Call("aten::linalg_eigvals", input);
        public static (Tensor Q, Tensor R) qr(Tensor input, QRMode mode = QRMode.Reduced) => Dispatcher.Call2("aten::linalg_qr", input, mode switch { QRMode.Complete => "complete", QRMode.R => "r", _ => "reduced" });
        /// <summary>The lower triangular L of <c>input = L L^H</c>.</summary>
        public static Tensor cholesky(Tensor input) => Dispatcher.Call("aten::linalg_cholesky", input);
        public static (Tensor L, Tensor info) cholesky_ex(Tensor input, bool check_errors = false) => Dispatcher.Call2("aten::linalg_cholesky_ex", input, false, check_errors);
        public static (Tensor P, Tensor L, Tensor U) lu(Tensor input, bool pivot = true) => Dispatcher.Call3("aten::linalg_lu", input, pivot);
        public static (Tensor LU, Tensor? Pivots) lu_factor(Tensor input, bool pivot = true) => Dispatcher.Call2("aten::linalg_lu_factor", input, pivot);
        public static Tensor lu_solve(Tensor LU, Tensor pivots, Tensor B, bool left = true, bool adjoint = false) => Dispatcher.Call("aten::linalg_lu_solve", LU, pivots, B, left, adjoint);
        public static (Tensor LU, Tensor? Pivots) ldl_factor(Tensor input, bool hermitian = true) => Dispatcher.Call2("aten::linalg_ldl_factor", input, hermitian);
        public static Tensor ldl_solve(Tensor LD, Tensor pivots, Tensor B, bool hermitian = false) => Dispatcher.Call("aten::linalg_ldl_solve", LD, pivots, B, hermitian);
        public static Tensor householder_product(Tensor A, Tensor tau) => Dispatcher.Call("aten::linalg_householder_product", A, tau);

        /// <summary>X of <c>A X = B</c>, or of <c>X A = B</c> where <paramref name="left"/> is false.</summary>
        public static Tensor solve(Tensor A, Tensor B, bool left = true) => Dispatcher.Call("aten::linalg_solve", A, B, left);
        public static (Tensor result, Tensor info) solve_ex(Tensor A, Tensor B, bool left = true, bool check_errors = false) => Dispatcher.Call2("aten::linalg_solve_ex", A, B, left, check_errors);
        public static Tensor solve_triangular(Tensor A, Tensor B, bool upper, bool left = true, bool unitriangular = false) => Dispatcher.Call("aten::linalg_solve_triangular", A, B, upper, left, unitriangular);
        /// <summary>X that minimises <c>||input X - other||</c>, for an input of full rank on a GPU, of any rank on the CPU.</summary>
        public static (Tensor Solution, Tensor Residuals, Tensor Rank, Tensor SingularValues) lstsq(Tensor input, Tensor other) => Dispatcher.Call4("aten::linalg_lstsq", input, other);
        public static (Tensor Solution, Tensor Residuals, Tensor Rank, Tensor SingularValues) lstsq(Tensor input, Tensor other, double rcond) => Dispatcher.Call4("aten::linalg_lstsq", input, other, rcond);
        public static Tensor inv(Tensor input) => Dispatcher.Call("aten::linalg_inv", input);
        public static (Tensor L, Tensor info) inv_ex(Tensor input, bool check_errors = false) => Dispatcher.Call2("aten::linalg_inv_ex", input, check_errors);
        public static Tensor pinv(Tensor input, double? atol = null, double? rtol = null, bool hermitian = false) => Dispatcher.Call("aten::linalg_pinv.atol_rtol_float", input, atol, rtol, hermitian);
        public static Tensor pinv(Tensor input, Tensor atol, Tensor? rtol = null, bool hermitian = false) => Dispatcher.Call("aten::linalg_pinv.atol_rtol_tensor", input, atol, rtol, hermitian);
        public static Tensor tensorinv(Tensor input, long ind) => Dispatcher.Call("aten::linalg_tensorinv", input, ind);
        public static Tensor tensorsolve(Tensor A, Tensor B, long[] dims) => Dispatcher.Call("aten::linalg_tensorsolve", A, B, dims);

        public static Tensor det(Tensor input) => Dispatcher.Call("aten::linalg_det", input);
        public static (Tensor sign, Tensor logabsdet) slogdet(Tensor input) => Dispatcher.Call2("aten::linalg_slogdet", input);
        public static Tensor matrix_rank(Tensor input, double? atol = null, double? rtol = null, bool hermitian = false) => Dispatcher.Call("aten::linalg_matrix_rank.atol_rtol_float", input, atol, rtol, hermitian);
        public static Tensor matrix_rank(Tensor input, Tensor atol, Tensor? rtol = null, bool hermitian = false) => Dispatcher.Call("aten::linalg_matrix_rank.atol_rtol_tensor", input, atol, rtol, hermitian);
        public static Tensor cond(Tensor input) => Dispatcher.Call("aten::linalg_cond", input);
        public static Tensor cond(Tensor input, double p) => Dispatcher.Call("aten::linalg_cond", input, (Scalar)p);
        public static Tensor cond(Tensor input, string p) => Dispatcher.Call("aten::linalg_cond.p_str", input, p);

        /// <summary>The 2-norm of all elements, or of vectors (one dimension) or the Frobenius norm of matrices (two).</summary>
        public static Tensor norm(Tensor input, long[]? dims = null, bool keepdim = false) => Dispatcher.Call("aten::linalg_norm", input, Argument.None, dims, keepdim);
        public static Tensor norm(Tensor input, double ord, long[]? dims = null, bool keepdim = false) => Dispatcher.Call("aten::linalg_norm", input, (Scalar)ord, dims, keepdim);
        public static Tensor norm(Tensor input, string ord, long[]? dims = null, bool keepdim = false) => Dispatcher.Call("aten::linalg_norm.ord_str", input, ord, dims, keepdim);
        public static Tensor vector_norm(Tensor input, double ord = 2, long[]? dims = null, bool keepdim = false) => Dispatcher.Call("aten::linalg_vector_norm", input, (Scalar)ord, dims, keepdim);
        public static Tensor matrix_norm(Tensor input, string ord = "fro", long[]? dims = null, bool keepdim = false) => Dispatcher.Call("aten::linalg_matrix_norm.str_ord", input, ord, dims ?? [-2, -1], keepdim);
        public static Tensor matrix_norm(Tensor input, double ord, long[]? dims = null, bool keepdim = false) => Dispatcher.Call("aten::linalg_matrix_norm", input, (Scalar)ord, dims ?? [-2, -1], keepdim);

        public static Tensor matrix_exp(Tensor input) => Dispatcher.Call("aten::linalg_matrix_exp", input);
        public static Tensor matrix_power(Tensor input, int n) => Dispatcher.Call("aten::linalg_matrix_power", input, n);
        public static Tensor matmul(Tensor input, Tensor other) => input.matmul(other);
        /// <summary>A product of several matrices in the cheapest order.</summary>
        public static Tensor multi_dot(IList<Tensor> tensors) => Dispatcher.Call("aten::linalg_multi_dot", Argument.Tensors(tensors));
        public static Tensor cross(Tensor input, Tensor other, long dim = -1) => input.cross(other, dim);
        public static Tensor vecdot(Tensor x, Tensor y, long dim = -1) => Dispatcher.Call("aten::linalg_vecdot", x, y, dim);
        public static Tensor diagonal(Tensor input, int offset = 0, int dim1 = -2, int dim2 = -1) => input.diagonal(offset, dim1, dim2);
        public static Tensor vander(Tensor input, long? N = null) => Dispatcher.Call("aten::linalg_vander", input, N);
    }

    public partial class Tensor
    {
        public Tensor det() => linalg.det(this);
        public Tensor logdet() => Dispatcher.Call("aten::logdet", this);
        public Tensor inverse() => linalg.inv(this);
        public Tensor pinverse(double rcond = 1e-15, bool hermitian = false) => linalg.pinv(this, rtol: rcond, hermitian: hermitian);
        public Tensor cholesky(bool upper = false) => Dispatcher.Call("aten::linalg_cholesky", this, upper);
        public Tensor cholesky_inverse(bool upper = false) => Dispatcher.Call("aten::cholesky_inverse", this, upper);
        /// <summary>X of <c>A X = this</c>, for A given by its Cholesky factor.</summary>
        public Tensor cholesky_solve(Tensor input2, bool upper = false) => Dispatcher.Call("aten::cholesky_solve", this, input2, upper);
        public Tensor matrix_exp() => linalg.matrix_exp(this);
        public Tensor matrix_power(int n) => linalg.matrix_power(this, n);
        public (Tensor a, Tensor tau) geqrf() => Dispatcher.Call2("aten::geqrf", this);
        public Tensor ormqr(Tensor tau, Tensor other, bool left = true, bool transpose = false) => Dispatcher.Call("aten::ormqr", this, tau, other, left, transpose);
    }

    public static Tensor det(Tensor input) => linalg.det(input);
    public static Tensor logdet(Tensor input) => input.logdet();
    public static (Tensor res, Tensor logabsdet) slogdet(Tensor A) => linalg.slogdet(A);
    public static Tensor inverse(Tensor input) => linalg.inv(input);
    public static Tensor pinverse(Tensor input, double rcond = 1e-15, bool hermitian = false) => input.pinverse(rcond, hermitian);
    public static Tensor cholesky(Tensor input) => input.cholesky();
    public static Tensor cholesky_inverse(Tensor input, bool upper = false) => input.cholesky_inverse(upper);
    public static Tensor cholesky_solve(Tensor input, Tensor input2, bool upper = false) => input.cholesky_solve(input2, upper);
    public static Tensor matrix_exp(Tensor input) => linalg.matrix_exp(input);
    public static Tensor matrix_power(Tensor input, int n) => linalg.matrix_power(input, n);
    public static (Tensor a, Tensor tau) geqrf(Tensor input) => input.geqrf();
    public static Tensor ormqr(Tensor input, Tensor tau, Tensor other, bool left = true, bool transpose = false) => input.ormqr(tau, other, left, transpose);
    public static Tensor orgqr(Tensor input, Tensor tau) => linalg.householder_product(input, tau);
    /// <summary>The LU factors packed in one matrix, the pivots, and an info code (0: success) where asked for.</summary>
    public static (Tensor A_LU, Tensor? pivots, Tensor? infos) lu(Tensor A, bool pivot = true, bool get_infos = false)
    {
        var (factors, pivots, infos) = Dispatcher.Call3("aten::linalg_lu_factor_ex", A, pivot, !get_infos);
        if (!get_infos) infos.Dispose();
        return (factors, pivots, get_infos ? infos : null);
    }

    public static Tensor lu_solve(Tensor b, Tensor LU_data, Tensor LU_pivots) => linalg.lu_solve(LU_data, LU_pivots, b);
    public static (Tensor P, Tensor? L, Tensor? U) lu_unpack(Tensor LU_data, Tensor LU_pivots, bool unpack_data = true, bool unpack_pivots = true) => Dispatcher.Call3("aten::lu_unpack", LU_data, LU_pivots, unpack_data, unpack_pivots);
}
