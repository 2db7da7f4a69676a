using TorchSharp.Interop;

namespace TorchSharp;

// Products of vectors, matrices and tensors.
public static partial class torch
{
    public partial class Tensor
    {
        public Tensor matmul(Tensor target) => Dispatcher.Call("aten::matmul", this, target);
        public Tensor mm(Tensor target) => Dispatcher.Call("aten::mm", this, target);
        public Tensor mv(Tensor target) => Dispatcher.Call("aten::mv", this, target);
        public Tensor bmm(Tensor batch2) => Dispatcher.Call("aten::bmm", this, batch2);
        public Tensor dot(Tensor target) => Dispatcher.Call("aten::dot", this, target);
        public Tensor vdot(Tensor target) => Dispatcher.Call("aten::vdot", this, target);
        public Tensor inner(Tensor vec2) => Dispatcher.Call("aten::inner", this, vec2);
        public Tensor outer(Tensor vec2) => Dispatcher.Call("aten::outer", this, vec2);
        public Tensor ger(Tensor vec2) => outer(vec2);
        public Tensor kron(Tensor other) => Dispatcher.Call("aten::kron", this, other);
        public Tensor trace() => Dispatcher.Call("aten::trace", this);
        public Tensor cross(Tensor other, long dim = -1) => Dispatcher.Call("aten::linalg_cross", this, other, dim);

        /// <summary><c>beta * this + alpha * mat1 @ mat2</c></summary>
        public Tensor addmm(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) => Dispatcher.Call("aten::addmm", this, mat1, mat2, (Scalar)beta, (Scalar)alpha);
        public Tensor addmm_(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) => Dispatcher.CallInPlace(this, "aten::addmm_", this, mat1, mat2, (Scalar)beta, (Scalar)alpha);
        public Tensor addmv(Tensor mat, Tensor vec, float beta = 1, float alpha = 1) => Dispatcher.Call("aten::addmv", this, mat, vec, (Scalar)beta, (Scalar)alpha);
        public Tensor addmv_(Tensor mat, Tensor vec, float beta = 1, float alpha = 1) => Dispatcher.CallInPlace(this, "aten::addmv_", this, mat, vec, (Scalar)beta, (Scalar)alpha);
        public Tensor addr(Tensor vec1, Tensor vec2, float beta = 1, float alpha = 1) => Dispatcher.Call("aten::addr", this, vec1, vec2, (Scalar)beta, (Scalar)alpha);
        public Tensor addr_(Tensor vec1, Tensor vec2, float beta = 1, float alpha = 1) => Dispatcher.CallInPlace(this, "aten::addr_", this, vec1, vec2, (Scalar)beta, (Scalar)alpha);
        public Tensor addbmm(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) => Dispatcher.Call("aten::addbmm", this, batch1, batch2, (Scalar)beta, (Scalar)alpha);
        public Tensor baddbmm(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) => Dispatcher.Call("aten::baddbmm", this, batch1, batch2, (Scalar)beta, (Scalar)alpha);

        /// <summary>Sums over the last <paramref name="dims"/> dimensions of this and the first of <paramref name="b"/>.</summary>
        public Tensor tensordot(Tensor b, long dims = 2)
        {
            var rank = dim();
            return tensordot(b, [.. Enumerable.Range(0, (int)dims).Select(i => rank - dims + i)], [.. Enumerable.Range(0, (int)dims).Select(i => (long)i)]);
        }
        public Tensor tensordot(Tensor b, long[] dims1, long[] dims2) => Dispatcher.Call("aten::tensordot", this, b, dims1, dims2);
        public Tensor tensordot(Tensor b, (long, long)[] dims) => tensordot(b, Array.ConvertAll(dims, d => d.Item1), Array.ConvertAll(dims, d => d.Item2));
    }

    public static Tensor matmul(Tensor input, Tensor target) => input.matmul(target);
    public static Tensor mm(Tensor input, Tensor target) => input.mm(target);
    public static Tensor mv(Tensor input, Tensor target) => input.mv(target);
    public static Tensor bmm(Tensor input, Tensor batch2) => input.bmm(batch2);
    public static Tensor dot(Tensor input, Tensor other) => input.dot(other);
    public static Tensor vdot(Tensor input, Tensor target) => input.vdot(target);
    public static Tensor inner(Tensor input, Tensor vec2) => input.inner(vec2);
    public static Tensor outer(Tensor input, Tensor vec2) => input.outer(vec2);
    public static Tensor ger(Tensor input, Tensor vec2) => input.outer(vec2);
    public static Tensor kron(Tensor input, Tensor other) => input.kron(other);
    public static Tensor addmm(Tensor input, Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) => input.addmm(mat1, mat2, beta, alpha);
    public static Tensor addmv(Tensor input, Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) => input.addmv(mat1, mat2, beta, alpha);
    public static Tensor addr(Tensor input, Tensor vec1, Tensor vec2, float beta = 1, float alpha = 1) => input.addr(vec1, vec2, beta, alpha);
    public static Tensor addbmm(Tensor input, Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) => input.addbmm(batch1, batch2, beta, alpha);
    public static Tensor baddbmm(Tensor input, Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) => input.baddbmm(batch1, batch2, beta, alpha);
    public static Tensor tensordot(Tensor a, Tensor b, long dims = 2) => a.tensordot(b, dims);
    public static Tensor tensordot(Tensor a, Tensor b, long[] dims1, long[] dims2) => a.tensordot(b, dims1, dims2);
    public static Tensor chain_matmul(params Tensor[] matrices) => linalg.multi_dot(matrices);
    /// <summary>A sum of products in Einstein's notation: <c>einsum("bij,bjk->bik", a, b)</c>.</summary>
    public static Tensor einsum(string equation, params Tensor[] tensors) => Dispatcher.Call("aten::einsum", equation, tensors);
    /// <summary>The p-norm distances between the rows of two batches: [.., n, d] and [.., m, d] to [.., n, m].</summary>
    public static Tensor cdist(Tensor x1, Tensor x2, double p = 2, compute_mode compute_mode = compute_mode.use_mm_for_euclid_dist_if_necessary) => Dispatcher.Call("aten::cdist", x1, x2, p, (long)compute_mode);
    /// <summary>The p-norm distances between every two rows, as one vector of the upper triangle's n (n - 1) / 2 entries.</summary>
    public static Tensor pdist(Tensor input, double p = 2) => Dispatcher.Call("aten::pdist", input, p);
    public static Tensor trace(Tensor input) => input.trace();
}

/// <summary>How <see cref="torch.cdist"/> finds Euclidean distances: the matrix product is faster, and less exact for near points.</summary>
public enum compute_mode
{
    use_mm_for_euclid_dist_if_necessary = 0,
    use_mm_for_euclid_dist = 1,
    donot_use_mm_for_euclid_dist = 2,
}
