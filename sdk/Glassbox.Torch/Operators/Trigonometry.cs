using TorchSharp.Interop;

namespace TorchSharp;

// Trigonometric and hyperbolic functions, in radians.
public static partial class torch
{
    public partial class Tensor
    {
        public Tensor sin() => Dispatcher.Call("aten::sin", this);
        public Tensor sin_() => Dispatcher.CallInPlace(this, "aten::sin_", this);
        public Tensor cos() => Dispatcher.Call("aten::cos", this);
        public Tensor cos_() => Dispatcher.CallInPlace(this, "aten::cos_", this);
        public Tensor tan() => Dispatcher.Call("aten::tan", this);
        public Tensor tan_() => Dispatcher.CallInPlace(this, "aten::tan_", this);
        public Tensor asin() => Dispatcher.Call("aten::asin", this);
        public Tensor asin_() => Dispatcher.CallInPlace(this, "aten::asin_", this);
        public Tensor acos() => Dispatcher.Call("aten::acos", this);
        public Tensor acos_() => Dispatcher.CallInPlace(this, "aten::acos_", this);
        public Tensor atan() => Dispatcher.Call("aten::atan", this);
        public Tensor atan_() => Dispatcher.CallInPlace(this, "aten::atan_", this);
        public Tensor sinh() => Dispatcher.Call("aten::sinh", this);
        public Tensor sinh_() => Dispatcher.CallInPlace(this, "aten::sinh_", this);
        public Tensor cosh() => Dispatcher.Call("aten::cosh", this);
        public Tensor cosh_() => Dispatcher.CallInPlace(this, "aten::cosh_", this);
        public Tensor tanh() => Dispatcher.Call("aten::tanh", this);
        public Tensor tanh_() => Dispatcher.CallInPlace(this, "aten::tanh_", this);
        public Tensor asinh() => Dispatcher.Call("aten::asinh", this);
        public Tensor asinh_() => Dispatcher.CallInPlace(this, "aten::asinh_", this);
        public Tensor acosh() => Dispatcher.Call("aten::acosh", this);
        public Tensor acosh_() => Dispatcher.CallInPlace(this, "aten::acosh_", this);
        public Tensor atanh() => Dispatcher.Call("aten::atanh", this);
        public Tensor atanh_() => Dispatcher.CallInPlace(this, "aten::atanh_", this);
        public Tensor sinc() => Dispatcher.Call("aten::sinc", this);
        public Tensor sinc_() => Dispatcher.CallInPlace(this, "aten::sinc_", this);
        public Tensor deg2rad() => Dispatcher.Call("aten::deg2rad", this);
        public Tensor deg2rad_() => Dispatcher.CallInPlace(this, "aten::deg2rad_", this);
        public Tensor rad2deg() => Dispatcher.Call("aten::rad2deg", this);
        public Tensor rad2deg_() => Dispatcher.CallInPlace(this, "aten::rad2deg_", this);

        public Tensor arcsin() => asin();
        public Tensor arcsin_() => asin_();
        public Tensor arccos() => acos();
        public Tensor arccos_() => acos_();
        public Tensor arctan() => atan();
        public Tensor arctan_() => atan_();
        public Tensor arcsinh() => asinh();
        public Tensor arcsinh_() => asinh_();
        public Tensor arccosh() => acosh();
        public Tensor arccosh_() => acosh_();
        public Tensor arctanh() => atanh();
        public Tensor arctanh_() => atanh_();

        public Tensor atan2(Tensor other) => Dispatcher.Call("aten::atan2", this, other);
        public Tensor atan2_(Tensor other) => Dispatcher.CallInPlace(this, "aten::atan2_", this, other);
        public Tensor arctan2(Tensor other) => atan2(other);
        public Tensor arctan2_(Tensor other) => atan2_(other);
        public Tensor angle() => Dispatcher.Call("aten::angle", this);
    }

    public static Tensor sin(Tensor input) => input.sin();
    public static Tensor sin_(Tensor input) => input.sin_();
    public static Tensor cos(Tensor input) => input.cos();
    public static Tensor cos_(Tensor input) => input.cos_();
    public static Tensor tan(Tensor input) => input.tan();
    public static Tensor tan_(Tensor input) => input.tan_();
    public static Tensor asin(Tensor input) => input.asin();
    public static Tensor asin_(Tensor input) => input.asin_();
    public static Tensor acos(Tensor input) => input.acos();
    public static Tensor acos_(Tensor input) => input.acos_();
    public static Tensor atan(Tensor input) => input.atan();
    public static Tensor atan_(Tensor input) => input.atan_();
    public static Tensor sinh(Tensor input) => input.sinh();
    public static Tensor sinh_(Tensor input) => input.sinh_();
    public static Tensor cosh(Tensor input) => input.cosh();
    public static Tensor cosh_(Tensor input) => input.cosh_();
    public static Tensor tanh(Tensor input) => input.tanh();
    public static Tensor tanh_(Tensor input) => input.tanh_();
    public static Tensor asinh(Tensor input) => input.asinh();
    public static Tensor asinh_(Tensor input) => input.asinh_();
    public static Tensor acosh(Tensor input) => input.acosh();
    public static Tensor acosh_(Tensor input) => input.acosh_();
    public static Tensor atanh(Tensor input) => input.atanh();
    public static Tensor atanh_(Tensor input) => input.atanh_();
    public static Tensor sinc(Tensor input) => input.sinc();
    public static Tensor sinc_(Tensor input) => input.sinc_();
    public static Tensor deg2rad(Tensor input) => input.deg2rad();
    public static Tensor deg2rad_(Tensor input) => input.deg2rad_();
    public static Tensor rad2deg(Tensor input) => input.rad2deg();
    public static Tensor rad2deg_(Tensor input) => input.rad2deg_();

    public static Tensor arcsin(Tensor input) => input.asin();
    public static Tensor arcsin_(Tensor input) => input.asin_();
    public static Tensor arccos(Tensor input) => input.acos();
    public static Tensor arccos_(Tensor input) => input.acos_();
    public static Tensor arctan(Tensor input) => input.atan();
    public static Tensor arctan_(Tensor input) => input.atan_();
    public static Tensor arcsinh(Tensor input) => input.asinh();
    public static Tensor arcsinh_(Tensor input) => input.asinh_();
    public static Tensor arccosh(Tensor input) => input.acosh();
    public static Tensor arccosh_(Tensor input) => input.acosh_();
    public static Tensor arctanh(Tensor input) => input.atanh();
    public static Tensor arctanh_(Tensor input) => input.atanh_();

    public static Tensor atan2(Tensor input, Tensor other) => input.atan2(other);
    public static Tensor atan2_(Tensor input, Tensor other) => input.atan2_(other);
    public static Tensor arctan2(Tensor input, Tensor other) => input.atan2(other);
    public static Tensor arctan2_(Tensor input, Tensor other) => input.atan2_(other);
    public static Tensor angle(Tensor input) => input.angle();
}
