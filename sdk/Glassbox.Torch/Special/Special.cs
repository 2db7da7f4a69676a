using TorchSharp.Interop;

namespace TorchSharp;

// Special functions of mathematics.
public static partial class torch
{
    public static class special
    {
        public static Tensor airy_ai(Tensor input) => Dispatcher.Call("aten::special_airy_ai", input);
        public static Tensor bessel_j0(Tensor input) => Dispatcher.Call("aten::special_bessel_j0", input);
        public static Tensor bessel_j1(Tensor input) => Dispatcher.Call("aten::special_bessel_j1", input);
        public static Tensor bessel_y0(Tensor input) => Dispatcher.Call("aten::special_bessel_y0", input);
        public static Tensor bessel_y1(Tensor input) => Dispatcher.Call("aten::special_bessel_y1", input);
        public static Tensor modified_bessel_i0(Tensor input) => Dispatcher.Call("aten::special_modified_bessel_i0", input);
        public static Tensor modified_bessel_i1(Tensor input) => Dispatcher.Call("aten::special_modified_bessel_i1", input);
        public static Tensor modified_bessel_k0(Tensor input) => Dispatcher.Call("aten::special_modified_bessel_k0", input);
        public static Tensor modified_bessel_k1(Tensor input) => Dispatcher.Call("aten::special_modified_bessel_k1", input);
        public static Tensor scaled_modified_bessel_k0(Tensor input) => Dispatcher.Call("aten::special_scaled_modified_bessel_k0", input);
        public static Tensor scaled_modified_bessel_k1(Tensor input) => Dispatcher.Call("aten::special_scaled_modified_bessel_k1", input);
        public static Tensor spherical_bessel_j0(Tensor input) => Dispatcher.Call("aten::special_spherical_bessel_j0", input);
        public static Tensor entr(Tensor input) => Dispatcher.Call("aten::special_entr", input);
        public static Tensor erf(Tensor input) => Dispatcher.Call("aten::special_erf", input);
        public static Tensor erfc(Tensor input) => Dispatcher.Call("aten::special_erfc", input);
        public static Tensor erfcx(Tensor input) => Dispatcher.Call("aten::special_erfcx", input);
        public static Tensor erfinv(Tensor input) => Dispatcher.Call("aten::special_erfinv", input);
        public static Tensor expit(Tensor input) => Dispatcher.Call("aten::special_expit", input);
        public static Tensor expm1(Tensor input) => Dispatcher.Call("aten::special_expm1", input);
        public static Tensor exp2(Tensor input) => Dispatcher.Call("aten::special_exp2", input);
        public static Tensor gammaln(Tensor input) => Dispatcher.Call("aten::special_gammaln", input);
        public static Tensor digamma(Tensor input) => Dispatcher.Call("aten::special_digamma", input);
        public static Tensor psi(Tensor input) => Dispatcher.Call("aten::special_psi", input);
        public static Tensor i0(Tensor input) => Dispatcher.Call("aten::special_i0", input);
        public static Tensor i0e(Tensor input) => Dispatcher.Call("aten::special_i0e", input);
        public static Tensor i1(Tensor input) => Dispatcher.Call("aten::special_i1", input);
        public static Tensor i1e(Tensor input) => Dispatcher.Call("aten::special_i1e", input);
        public static Tensor log_ndtr(Tensor input) => Dispatcher.Call("aten::special_log_ndtr", input);
        public static Tensor ndtr(Tensor input) => Dispatcher.Call("aten::special_ndtr", input);
        public static Tensor ndtri(Tensor input) => Dispatcher.Call("aten::special_ndtri", input);
        public static Tensor sinc(Tensor input) => Dispatcher.Call("aten::special_sinc", input);
        public static Tensor gammainc(Tensor input, Tensor other) => Dispatcher.Call("aten::special_gammainc", input, other);
        public static Tensor gammaincc(Tensor input, Tensor other) => Dispatcher.Call("aten::special_gammaincc", input, other);
        public static Tensor xlog1py(Tensor input, Tensor other) => Dispatcher.Call("aten::special_xlog1py", input, other);
        public static Tensor zeta(Tensor input, Tensor other) => Dispatcher.Call("aten::special_zeta", input, other);
        public static Tensor chebyshev_polynomial_t(Tensor x, Tensor n) => Dispatcher.Call("aten::special_chebyshev_polynomial_t", x, n);
        public static Tensor chebyshev_polynomial_u(Tensor x, Tensor n) => Dispatcher.Call("aten::special_chebyshev_polynomial_u", x, n);
        public static Tensor chebyshev_polynomial_v(Tensor x, Tensor n) => Dispatcher.Call("aten::special_chebyshev_polynomial_v", x, n);
        public static Tensor chebyshev_polynomial_w(Tensor x, Tensor n) => Dispatcher.Call("aten::special_chebyshev_polynomial_w", x, n);
        public static Tensor shifted_chebyshev_polynomial_t(Tensor x, Tensor n) => Dispatcher.Call("aten::special_shifted_chebyshev_polynomial_t", x, n);
        public static Tensor shifted_chebyshev_polynomial_u(Tensor x, Tensor n) => Dispatcher.Call("aten::special_shifted_chebyshev_polynomial_u", x, n);
        public static Tensor shifted_chebyshev_polynomial_v(Tensor x, Tensor n) => Dispatcher.Call("aten::special_shifted_chebyshev_polynomial_v", x, n);
        public static Tensor shifted_chebyshev_polynomial_w(Tensor x, Tensor n) => Dispatcher.Call("aten::special_shifted_chebyshev_polynomial_w", x, n);
        public static Tensor hermite_polynomial_h(Tensor x, Tensor n) => Dispatcher.Call("aten::special_hermite_polynomial_h", x, n);
        public static Tensor hermite_polynomial_he(Tensor x, Tensor n) => Dispatcher.Call("aten::special_hermite_polynomial_he", x, n);
        public static Tensor laguerre_polynomial_l(Tensor x, Tensor n) => Dispatcher.Call("aten::special_laguerre_polynomial_l", x, n);
        public static Tensor legendre_polynomial_p(Tensor x, Tensor n) => Dispatcher.Call("aten::special_legendre_polynomial_p", x, n);
        public static Tensor polygamma(long n, Tensor input) => input.polygamma(n);
        public static Tensor multigammaln(Tensor input, long p) => input.mvlgamma(p);
        public static Tensor logit(Tensor input) => input.logit();
        public static Tensor sigmoid(Tensor input) => input.sigmoid();
        public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => input.softmax(dim, dtype);
        public static Tensor log_softmax(Tensor input, long dim, ScalarType? dtype = null) => input.log_softmax(dim, dtype);
    }
}
