using TorchSharp.Interop;

namespace TorchSharp;

// Comparisons give bool tensors.
public static partial class torch
{
    public partial class Tensor
    {
        public Tensor eq(Tensor target) => Dispatcher.Call("aten::eq.Tensor", this, target);
        public Tensor eq(Scalar target) => Dispatcher.Call("aten::eq.Scalar", this, target);
        public Tensor eq_(Tensor target) => Dispatcher.CallInPlace(this, "aten::eq_.Tensor", this, target);
        public Tensor eq_(Scalar target) => Dispatcher.CallInPlace(this, "aten::eq_.Scalar", this, target);
        public Tensor ne(Tensor target) => Dispatcher.Call("aten::ne.Tensor", this, target);
        public Tensor ne(Scalar target) => Dispatcher.Call("aten::ne.Scalar", this, target);
        public Tensor ne_(Tensor target) => Dispatcher.CallInPlace(this, "aten::ne_.Tensor", this, target);
        public Tensor ne_(Scalar target) => Dispatcher.CallInPlace(this, "aten::ne_.Scalar", this, target);
        public Tensor not_equal(Tensor target) => ne(target);
        public Tensor lt(Tensor target) => Dispatcher.Call("aten::lt.Tensor", this, target);
        public Tensor lt(Scalar target) => Dispatcher.Call("aten::lt.Scalar", this, target);
        public Tensor lt_(Tensor target) => Dispatcher.CallInPlace(this, "aten::lt_.Tensor", this, target);
        public Tensor lt_(Scalar target) => Dispatcher.CallInPlace(this, "aten::lt_.Scalar", this, target);
        public Tensor less(Tensor target) => lt(target);
        public Tensor le(Tensor target) => Dispatcher.Call("aten::le.Tensor", this, target);
        public Tensor le(Scalar target) => Dispatcher.Call("aten::le.Scalar", this, target);
        public Tensor le_(Tensor target) => Dispatcher.CallInPlace(this, "aten::le_.Tensor", this, target);
        public Tensor le_(Scalar target) => Dispatcher.CallInPlace(this, "aten::le_.Scalar", this, target);
        public Tensor less_equal(Tensor target) => le(target);
        public Tensor gt(Tensor target) => Dispatcher.Call("aten::gt.Tensor", this, target);
        public Tensor gt(Scalar target) => Dispatcher.Call("aten::gt.Scalar", this, target);
        public Tensor gt_(Tensor target) => Dispatcher.CallInPlace(this, "aten::gt_.Tensor", this, target);
        public Tensor gt_(Scalar target) => Dispatcher.CallInPlace(this, "aten::gt_.Scalar", this, target);
        public Tensor greater(Tensor target) => gt(target);
        public Tensor ge(Tensor target) => Dispatcher.Call("aten::ge.Tensor", this, target);
        public Tensor ge(Scalar target) => Dispatcher.Call("aten::ge.Scalar", this, target);
        public Tensor ge_(Tensor target) => Dispatcher.CallInPlace(this, "aten::ge_.Tensor", this, target);
        public Tensor ge_(Scalar target) => Dispatcher.CallInPlace(this, "aten::ge_.Scalar", this, target);
        public Tensor greater_equal(Tensor target) => ge(target);
        /// <summary>Elementwise equality, as a bool tensor (TorchSharp's meaning). <see cref="Equals(Tensor)"/> answers with one bool.</summary>
        public Tensor equal(Tensor target) => eq(target);
        /// <summary>Whether both have the same shape and the same elements.</summary>
        public bool Equals(Tensor? target) => target is not null && shape.AsSpan().SequenceEqual(target.shape) && Dispatcher.CallBool("aten::equal", this, target);
        public bool allclose(Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false) => Dispatcher.CallBool("aten::allclose", this, target, rtol, atol, equal_nan);
        public Tensor isclose(Tensor other, double rtol = 1e-05, double atol = 1e-08, bool nanEqual = false) => Dispatcher.Call("aten::isclose", this, other, rtol, atol, nanEqual);
        public Tensor isin(Tensor test_elements, bool assumeUnique = false, bool invert = false) => Dispatcher.Call("aten::isin.Tensor_Tensor", this, test_elements, assumeUnique, invert);
        public Tensor isnan() => Dispatcher.Call("aten::isnan", this);
        public Tensor isinf() => Dispatcher.Call("aten::isinf", this);
        public Tensor isfinite() => Dispatcher.Call("aten::isfinite", this);
        public Tensor isposinf() => Dispatcher.Call("aten::isposinf", this);
        public Tensor isneginf() => Dispatcher.Call("aten::isneginf", this);
        public Tensor isreal() => Dispatcher.Call("aten::isreal", this);
        public Tensor maximum(Tensor other) => Dispatcher.Call("aten::maximum", this, other);
        public Tensor minimum(Tensor other) => Dispatcher.Call("aten::minimum", this, other);
        public Tensor fmax(Tensor other) => Dispatcher.Call("aten::fmax", this, other);
        public Tensor fmin(Tensor other) => Dispatcher.Call("aten::fmin", this, other);
        public Tensor logical_and(Tensor other) => Dispatcher.Call("aten::logical_and", this, other);
        public Tensor logical_and_(Tensor other) => Dispatcher.CallInPlace(this, "aten::logical_and_", this, other);
        public Tensor logical_or(Tensor other) => Dispatcher.Call("aten::logical_or", this, other);
        public Tensor logical_or_(Tensor other) => Dispatcher.CallInPlace(this, "aten::logical_or_", this, other);
        public Tensor logical_xor(Tensor other) => Dispatcher.Call("aten::logical_xor", this, other);
        public Tensor logical_xor_(Tensor other) => Dispatcher.CallInPlace(this, "aten::logical_xor_", this, other);
        public Tensor logical_not() => Dispatcher.Call("aten::logical_not", this);
        public Tensor logical_not_() => Dispatcher.CallInPlace(this, "aten::logical_not_", this);
    }

    public static Tensor eq(Tensor left, Tensor right) => left.eq(right);
    public static Tensor eq(Tensor left, Scalar right) => left.eq(right);
    public static Tensor ne(Tensor left, Tensor right) => left.ne(right);
    public static Tensor ne(Tensor left, Scalar right) => left.ne(right);
    public static Tensor not_equal(Tensor tensor, Tensor target) => tensor.ne(target);
    public static Tensor lt(Tensor left, Tensor right) => left.lt(right);
    public static Tensor lt(Tensor left, Scalar right) => left.lt(right);
    public static Tensor less(Tensor tensor, Tensor target) => tensor.lt(target);
    public static Tensor le(Tensor left, Tensor right) => left.le(right);
    public static Tensor le(Tensor left, Scalar right) => left.le(right);
    public static Tensor less_equal(Tensor tensor, Tensor target) => tensor.le(target);
    public static Tensor gt(Tensor left, Tensor right) => left.gt(right);
    public static Tensor gt(Tensor left, Scalar right) => left.gt(right);
    public static Tensor greater(Tensor tensor, Tensor target) => tensor.gt(target);
    public static Tensor ge(Tensor left, Tensor right) => left.ge(right);
    public static Tensor ge(Tensor left, Scalar right) => left.ge(right);
    public static Tensor greater_equal(Tensor tensor, Tensor target) => tensor.ge(target);
    public static Tensor equal(Tensor tensor, Tensor target) => tensor.eq(target);
    public static bool allclose(Tensor tensor, Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false) => tensor.allclose(target, rtol, atol, equal_nan);
    public static Tensor isclose(Tensor tensor, Tensor other, double rtol = 1e-05, double atol = 1e-08, bool nanEqual = false) => tensor.isclose(other, rtol, atol, nanEqual);
    public static Tensor isin(Tensor tensor, Tensor test_elements, bool assumeUnique = false, bool invert = false) => tensor.isin(test_elements, assumeUnique, invert);
    public static Tensor isnan(Tensor input) => input.isnan();
    public static Tensor isinf(Tensor input) => input.isinf();
    public static Tensor isfinite(Tensor input) => input.isfinite();
    public static Tensor isposinf(Tensor input) => input.isposinf();
    public static Tensor isneginf(Tensor input) => input.isneginf();
    public static Tensor isreal(Tensor input) => input.isreal();
    public static Tensor maximum(Tensor input, Tensor other) => input.maximum(other);
    public static Tensor minimum(Tensor input, Tensor other) => input.minimum(other);
    public static Tensor fmax(Tensor input, Tensor other) => input.fmax(other);
    public static Tensor fmin(Tensor input, Tensor other) => input.fmin(other);
    public static Tensor logical_and(Tensor left, Tensor right) => left.logical_and(right);
    public static Tensor logical_and_(Tensor left, Tensor right) => left.logical_and_(right);
    public static Tensor logical_or(Tensor left, Tensor right) => left.logical_or(right);
    public static Tensor logical_or_(Tensor left, Tensor right) => left.logical_or_(right);
    public static Tensor logical_xor(Tensor left, Tensor right) => left.logical_xor(right);
    public static Tensor logical_xor_(Tensor left, Tensor right) => left.logical_xor_(right);
    public static Tensor logical_not(Tensor input) => input.logical_not();
    public static Tensor logical_not_(Tensor input) => input.logical_not_();
}
