using TorchSharp.Interop;

namespace TorchSharp;

// Elementwise arithmetic with broadcasting.
public static partial class torch
{
    public partial class Tensor
    {
        public Tensor add(Tensor target) => Dispatcher.Call("aten::add.Tensor", this, target);
        /// <summary><c>this + alpha * target</c></summary>
        public Tensor add(Tensor target, Scalar alpha) => Dispatcher.Call("aten::add.Tensor", this, target, alpha);
        public Tensor add(Scalar scalar) => Dispatcher.Call("aten::add.Scalar", this, scalar);
        public Tensor add(Scalar scalar, Scalar alpha) => Dispatcher.Call("aten::add.Scalar", this, scalar, alpha);
        public Tensor add_(Tensor target) => Dispatcher.CallInPlace(this, "aten::add_.Tensor", this, target);
        public Tensor add_(Tensor target, Scalar alpha) => Dispatcher.CallInPlace(this, "aten::add_.Tensor", this, target, alpha);
        public Tensor add_(Scalar scalar) => Dispatcher.CallInPlace(this, "aten::add_.Scalar", this, scalar);
        public Tensor add_(Scalar scalar, Scalar alpha) => Dispatcher.CallInPlace(this, "aten::add_.Scalar", this, scalar, alpha);

        public Tensor sub(Tensor target) => Dispatcher.Call("aten::sub.Tensor", this, target);
        /// <summary><c>this - alpha * target</c></summary>
        public Tensor sub(Tensor target, Scalar alpha) => Dispatcher.Call("aten::sub.Tensor", this, target, alpha);
        public Tensor sub(Scalar scalar) => Dispatcher.Call("aten::sub.Scalar", this, scalar);
        public Tensor sub(Scalar scalar, Scalar alpha) => Dispatcher.Call("aten::sub.Scalar", this, scalar, alpha);
        public Tensor sub_(Tensor target) => Dispatcher.CallInPlace(this, "aten::sub_.Tensor", this, target);
        public Tensor sub_(Tensor target, Scalar alpha) => Dispatcher.CallInPlace(this, "aten::sub_.Tensor", this, target, alpha);
        public Tensor sub_(Scalar scalar) => Dispatcher.CallInPlace(this, "aten::sub_.Scalar", this, scalar);
        public Tensor sub_(Scalar scalar, Scalar alpha) => Dispatcher.CallInPlace(this, "aten::sub_.Scalar", this, scalar, alpha);
        public Tensor subtract(Tensor target) => sub(target);
        public Tensor subtract(Scalar target) => sub(target);
        public Tensor subtract_(Tensor target) => sub_(target);
        public Tensor subtract_(Scalar target) => sub_(target);

        public Tensor mul(Tensor target) => Dispatcher.Call("aten::mul.Tensor", this, target);
        public Tensor multiply(Tensor target) => mul(target);
        public Tensor mul(Scalar target) => Dispatcher.Call("aten::mul.Scalar", this, target);
        public Tensor multiply(Scalar target) => mul(target);
        public Tensor mul_(Tensor target) => Dispatcher.CallInPlace(this, "aten::mul_.Tensor", this, target);
        public Tensor multiply_(Tensor target) => mul_(target);
        public Tensor mul_(Scalar target) => Dispatcher.CallInPlace(this, "aten::mul_.Scalar", this, target);
        public Tensor multiply_(Scalar target) => mul_(target);

        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => rounding_mode == RoundingMode.None
            ? Dispatcher.Call("aten::div.Tensor", this, target)
            : Dispatcher.Call("aten::div.Tensor_mode", this, target, rounding_mode.ToSchema());
        public Tensor divide(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => div(target, rounding_mode);
        public Tensor true_divide(Tensor other) => div(other);
        public Tensor floor_divide(Tensor other) => div(other, RoundingMode.floor);
        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => rounding_mode == RoundingMode.None
            ? Dispatcher.Call("aten::div.Scalar", this, target)
            : Dispatcher.Call("aten::div.Scalar_mode", this, target, rounding_mode.ToSchema());
        public Tensor divide(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => div(target, rounding_mode);
        public Tensor true_divide(Scalar other) => div(other);
        public Tensor floor_divide(Scalar other) => div(other, RoundingMode.floor);
        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => rounding_mode == RoundingMode.None
            ? Dispatcher.CallInPlace(this, "aten::div_.Tensor", this, target)
            : Dispatcher.CallInPlace(this, "aten::div_.Tensor_mode", this, target, rounding_mode.ToSchema());
        public Tensor divide_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => div_(target, rounding_mode);
        public Tensor true_divide_(Tensor other) => div_(other);
        public Tensor floor_divide_(Tensor other) => div_(other, RoundingMode.floor);
        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => rounding_mode == RoundingMode.None
            ? Dispatcher.CallInPlace(this, "aten::div_.Scalar", this, target)
            : Dispatcher.CallInPlace(this, "aten::div_.Scalar_mode", this, target, rounding_mode.ToSchema());
        public Tensor divide_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => div_(target, rounding_mode);
        public Tensor true_divide_(Scalar other) => div_(other);
        public Tensor floor_divide_(Scalar other) => div_(other, RoundingMode.floor);

        public Tensor fmod(Tensor target) => Dispatcher.Call("aten::fmod.Tensor", this, target);
        public Tensor fmod(Scalar target) => Dispatcher.Call("aten::fmod.Scalar", this, target);
        public Tensor fmod_(Tensor target) => Dispatcher.CallInPlace(this, "aten::fmod_.Tensor", this, target);
        public Tensor fmod_(Scalar target) => Dispatcher.CallInPlace(this, "aten::fmod_.Scalar", this, target);
        public Tensor remainder(Tensor target) => Dispatcher.Call("aten::remainder.Tensor", this, target);
        public Tensor remainder(Scalar target) => Dispatcher.Call("aten::remainder.Scalar", this, target);
        public Tensor remainder_(Tensor target) => Dispatcher.CallInPlace(this, "aten::remainder_.Tensor", this, target);
        public Tensor remainder_(Scalar target) => Dispatcher.CallInPlace(this, "aten::remainder_.Scalar", this, target);

        public Tensor pow(Tensor exponent) => Dispatcher.Call("aten::pow.Tensor_Tensor", this, exponent);
        public Tensor pow(Scalar exponent) => Dispatcher.Call("aten::pow.Tensor_Scalar", this, exponent);
        public Tensor pow_(Tensor exponent) => Dispatcher.CallInPlace(this, "aten::pow_.Tensor", this, exponent);
        public Tensor pow_(Scalar exponent) => Dispatcher.CallInPlace(this, "aten::pow_.Scalar", this, exponent);
        public Tensor float_power(Tensor target) => Dispatcher.Call("aten::float_power.Tensor_Tensor", this, target);

        public Tensor hypot(Tensor other) => Dispatcher.Call("aten::hypot", this, other);
        public Tensor hypot_(Tensor other) => Dispatcher.CallInPlace(this, "aten::hypot_", this, other);
        public Tensor logaddexp(Tensor other) => Dispatcher.Call("aten::logaddexp", this, other);
        public Tensor logaddexp2(Tensor other) => Dispatcher.Call("aten::logaddexp2", this, other);
        public Tensor gcd(Tensor other) => Dispatcher.Call("aten::gcd", this, other);
        public Tensor gcd_(Tensor other) => Dispatcher.CallInPlace(this, "aten::gcd_", this, other);
        public Tensor lcm(Tensor other) => Dispatcher.Call("aten::lcm", this, other);
        public Tensor lcm_(Tensor other) => Dispatcher.CallInPlace(this, "aten::lcm_", this, other);
        public Tensor nextafter(Tensor other) => Dispatcher.Call("aten::nextafter", this, other);
        public Tensor nextafter_(Tensor other) => Dispatcher.CallInPlace(this, "aten::nextafter_", this, other);
        public Tensor heaviside(Tensor other) => Dispatcher.Call("aten::heaviside", this, other);
        public Tensor heaviside_(Tensor other) => Dispatcher.CallInPlace(this, "aten::heaviside_", this, other);
        public Tensor copysign(Tensor other) => Dispatcher.Call("aten::copysign.Tensor", this, other);
        public Tensor copysign_(Tensor other) => Dispatcher.CallInPlace(this, "aten::copysign_.Tensor", this, other);
        public Tensor ldexp(Tensor other) => Dispatcher.Call("aten::ldexp.Tensor", this, other);
        public Tensor ldexp_(Tensor other) => Dispatcher.CallInPlace(this, "aten::ldexp_", this, other);
        public Tensor xlogy(Tensor other) => Dispatcher.Call("aten::xlogy.Tensor", this, other);
        public Tensor xlogy_(Tensor other) => Dispatcher.CallInPlace(this, "aten::xlogy_.Tensor", this, other);
        public Tensor igamma(Tensor other) => Dispatcher.Call("aten::igamma", this, other);
        public Tensor igammac(Tensor other) => Dispatcher.Call("aten::igammac", this, other);
        public Tensor xlogy(Scalar y) => Dispatcher.Call("aten::xlogy.Scalar_Other", this, y);
        public Tensor xlogy_(Scalar y) => Dispatcher.CallInPlace(this, "aten::xlogy_.Scalar_Other", this, y);

        public Tensor addcmul(Tensor tensor1, Tensor tensor2) => addcmul(tensor1, tensor2, 1);
        /// <summary><c>this + value * tensor1 * tensor2</c></summary>
        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value) => Dispatcher.Call("aten::addcmul", this, tensor1, tensor2, value);
        public Tensor addcmul_(Tensor tensor1, Tensor tensor2) => addcmul_(tensor1, tensor2, 1);
        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) => Dispatcher.CallInPlace(this, "aten::addcmul_", this, tensor1, tensor2, value);
        public Tensor addcdiv(Tensor tensor1, Tensor tensor2) => addcdiv(tensor1, tensor2, 1);
        /// <summary><c>this + value * tensor1 / tensor2</c></summary>
        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value) => Dispatcher.Call("aten::addcdiv", this, tensor1, tensor2, value);
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2) => addcdiv_(tensor1, tensor2, 1);
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) => Dispatcher.CallInPlace(this, "aten::addcdiv_", this, tensor1, tensor2, value);

        /// <summary><c>this + weight * (end - this)</c></summary>
        public Tensor lerp(Tensor end, Tensor weight) => Dispatcher.Call("aten::lerp.Tensor", this, end, weight);
        public Tensor lerp(Tensor end, Scalar weight) => Dispatcher.Call("aten::lerp.Scalar", this, end, weight);
        public Tensor lerp_(Tensor end, Tensor weight) => Dispatcher.CallInPlace(this, "aten::lerp_.Tensor", this, end, weight);
        public Tensor lerp_(Tensor end, Scalar weight) => Dispatcher.CallInPlace(this, "aten::lerp_.Scalar", this, end, weight);
        public Tensor clamp(Scalar? min = null, Scalar? max = null) => Dispatcher.Call("aten::clamp", this, min, max);
        public Tensor clamp(Tensor? min = null, Tensor? max = null) => Dispatcher.Call("aten::clamp.Tensor", this, min, max);
        public Tensor clamp_min(Scalar min) => Dispatcher.Call("aten::clamp_min", this, min);
        public Tensor clamp_max(Scalar max) => Dispatcher.Call("aten::clamp_max", this, max);
        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => Dispatcher.CallInPlace(this, "aten::clamp_", this, min, max);
        public Tensor clamp_(Tensor? min = null, Tensor? max = null) => Dispatcher.CallInPlace(this, "aten::clamp_.Tensor", this, min, max);
        public Tensor clamp_min_(Scalar min) => Dispatcher.CallInPlace(this, "aten::clamp_min_", this, min);
        public Tensor clamp_max_(Scalar max) => Dispatcher.CallInPlace(this, "aten::clamp_max_", this, max);
        public Tensor clip(Scalar? min = null, Scalar? max = null) => clamp(min, max);
    }

    public static Tensor add(Tensor left, Tensor right) => left.add(right);
    public static Tensor add(Tensor left, Scalar right) => left.add(right);
    public static Tensor add(Tensor left, Tensor right, Scalar alpha) => left.add(right, alpha);
    public static Tensor add(Tensor left, Scalar right, Scalar alpha) => left.add(right, alpha);
    public static Tensor add_(Tensor left, Tensor right) => left.add_(right);
    public static Tensor add_(Tensor left, Scalar right) => left.add_(right);
    public static Tensor add_(Tensor left, Tensor right, Scalar alpha) => left.add_(right, alpha);
    public static Tensor add_(Tensor left, Scalar right, Scalar alpha) => left.add_(right, alpha);

    public static Tensor sub(Tensor left, Tensor right) => left.sub(right);
    public static Tensor sub(Tensor left, Scalar right) => left.sub(right);
    public static Tensor sub(Tensor left, Tensor right, Scalar alpha) => left.sub(right, alpha);
    public static Tensor sub(Tensor left, Scalar right, Scalar alpha) => left.sub(right, alpha);
    public static Tensor sub_(Tensor left, Tensor right) => left.sub_(right);
    public static Tensor sub_(Tensor left, Scalar right) => left.sub_(right);
    public static Tensor sub_(Tensor left, Tensor right, Scalar alpha) => left.sub_(right, alpha);
    public static Tensor sub_(Tensor left, Scalar right, Scalar alpha) => left.sub_(right, alpha);
    public static Tensor subtract(Tensor left, Tensor right) => left.sub(right);
    public static Tensor subtract(Tensor left, Scalar right) => left.sub(right);
    public static Tensor subtract_(Tensor left, Tensor right) => left.sub_(right);
    public static Tensor subtract_(Tensor left, Scalar right) => left.sub_(right);

    public static Tensor mul(Tensor left, Tensor right) => left.mul(right);
    public static Tensor multiply(Tensor left, Tensor right) => left.mul(right);
    public static Tensor mul(Tensor left, Scalar right) => left.mul(right);
    public static Tensor multiply(Tensor left, Scalar right) => left.mul(right);
    public static Tensor mul_(Tensor left, Tensor right) => left.mul_(right);
    public static Tensor multiply_(Tensor left, Tensor right) => left.mul_(right);
    public static Tensor mul_(Tensor left, Scalar right) => left.mul_(right);
    public static Tensor multiply_(Tensor left, Scalar right) => left.mul_(right);

    public static Tensor div(Tensor left, Tensor right, RoundingMode rounding_mode = RoundingMode.None) => left.div(right, rounding_mode);
    public static Tensor divide(Tensor left, Tensor right, RoundingMode rounding_mode = RoundingMode.None) => left.div(right, rounding_mode);
    public static Tensor true_divide(Tensor dividend, Tensor divisor) => dividend.div(divisor);
    public static Tensor floor_divide(Tensor input, Tensor other) => input.floor_divide(other);
    public static Tensor div(Tensor left, Scalar right, RoundingMode rounding_mode = RoundingMode.None) => left.div(right, rounding_mode);
    public static Tensor divide(Tensor left, Scalar right, RoundingMode rounding_mode = RoundingMode.None) => left.div(right, rounding_mode);
    public static Tensor true_divide(Tensor dividend, Scalar divisor) => dividend.div(divisor);
    public static Tensor floor_divide(Tensor input, Scalar other) => input.floor_divide(other);
    public static Tensor div_(Tensor left, Tensor right, RoundingMode rounding_mode = RoundingMode.None) => left.div_(right, rounding_mode);
    public static Tensor divide_(Tensor left, Tensor right, RoundingMode rounding_mode = RoundingMode.None) => left.div_(right, rounding_mode);
    public static Tensor true_divide_(Tensor dividend, Tensor divisor) => dividend.div_(divisor);
    public static Tensor floor_divide_(Tensor input, Tensor other) => input.floor_divide_(other);
    public static Tensor div_(Tensor left, Scalar right, RoundingMode rounding_mode = RoundingMode.None) => left.div_(right, rounding_mode);
    public static Tensor divide_(Tensor left, Scalar right, RoundingMode rounding_mode = RoundingMode.None) => left.div_(right, rounding_mode);
    public static Tensor true_divide_(Tensor dividend, Scalar divisor) => dividend.div_(divisor);
    public static Tensor floor_divide_(Tensor input, Scalar other) => input.floor_divide_(other);

    public static Tensor fmod(Tensor left, Tensor right) => left.fmod(right);
    public static Tensor fmod(Tensor left, Scalar right) => left.fmod(right);
    public static Tensor fmod_(Tensor left, Tensor right) => left.fmod_(right);
    public static Tensor fmod_(Tensor left, Scalar right) => left.fmod_(right);
    public static Tensor remainder(Tensor left, Tensor right) => left.remainder(right);
    public static Tensor remainder(Tensor left, Scalar right) => left.remainder(right);
    public static Tensor remainder_(Tensor left, Tensor right) => left.remainder_(right);
    public static Tensor remainder_(Tensor left, Scalar right) => left.remainder_(right);

    public static Tensor pow(Tensor left, Tensor exponent) => left.pow(exponent);
    public static Tensor pow(Tensor left, Scalar exponent) => left.pow(exponent);
    public static Tensor pow(Scalar left, Tensor exponent) => Dispatcher.Call("aten::pow.Scalar", left, exponent);
    public static Tensor pow_(Tensor left, Tensor exponent) => left.pow_(exponent);
    public static Tensor pow_(Tensor left, Scalar exponent) => left.pow_(exponent);
    public static Tensor float_power(Tensor input, Tensor target) => input.float_power(target);

    public static Tensor hypot(Tensor input, Tensor other) => input.hypot(other);
    public static Tensor hypot_(Tensor input, Tensor other) => input.hypot_(other);
    public static Tensor logaddexp(Tensor input, Tensor other) => input.logaddexp(other);
    public static Tensor logaddexp2(Tensor input, Tensor other) => input.logaddexp2(other);
    public static Tensor gcd(Tensor input, Tensor other) => input.gcd(other);
    public static Tensor gcd_(Tensor input, Tensor other) => input.gcd_(other);
    public static Tensor lcm(Tensor input, Tensor other) => input.lcm(other);
    public static Tensor lcm_(Tensor input, Tensor other) => input.lcm_(other);
    public static Tensor nextafter(Tensor input, Tensor other) => input.nextafter(other);
    public static Tensor nextafter_(Tensor input, Tensor other) => input.nextafter_(other);
    public static Tensor heaviside(Tensor input, Tensor other) => input.heaviside(other);
    public static Tensor heaviside_(Tensor input, Tensor other) => input.heaviside_(other);
    public static Tensor copysign(Tensor input, Tensor other) => input.copysign(other);
    public static Tensor copysign_(Tensor input, Tensor other) => input.copysign_(other);
    public static Tensor ldexp(Tensor input, Tensor other) => input.ldexp(other);
    public static Tensor ldexp_(Tensor input, Tensor other) => input.ldexp_(other);
    public static Tensor xlogy(Tensor input, Tensor other) => input.xlogy(other);
    public static Tensor xlogy_(Tensor input, Tensor other) => input.xlogy_(other);
    public static Tensor igamma(Tensor input, Tensor other) => input.igamma(other);
    public static Tensor igammac(Tensor input, Tensor other) => input.igammac(other);
    public static Tensor xlogy(Tensor x, Scalar y) => x.xlogy(y);
    public static Tensor xlogy_(Tensor x, Scalar y) => x.xlogy_(y);

    public static Tensor addcmul(Tensor input, Tensor tensor1, Tensor tensor2, Scalar value) => input.addcmul(tensor1, tensor2, value);
    public static Tensor addcmul_(Tensor input, Tensor tensor1, Tensor tensor2, Scalar value) => input.addcmul_(tensor1, tensor2, value);
    public static Tensor addcdiv(Tensor input, Tensor tensor1, Tensor tensor2, Scalar value) => input.addcdiv(tensor1, tensor2, value);
    public static Tensor addcdiv_(Tensor input, Tensor tensor1, Tensor tensor2, Scalar value) => input.addcdiv_(tensor1, tensor2, value);

    public static Tensor lerp(Tensor input, Tensor end, Tensor weight) => input.lerp(end, weight);
    public static Tensor lerp(Tensor input, Tensor end, Scalar weight) => input.lerp(end, weight);
    public static Tensor clamp(Tensor input, Scalar? min = null, Scalar? max = null) => input.clamp(min, max);
    public static Tensor clamp(Tensor input, Tensor? min = null, Tensor? max = null) => input.clamp(min, max);
    public static Tensor clamp_(Tensor input, Scalar? min = null, Scalar? max = null) => input.clamp_(min, max);
    public static Tensor clamp_(Tensor input, Tensor? min = null, Tensor? max = null) => input.clamp_(min, max);
    public static Tensor clip(Tensor input, Scalar? min = null, Scalar? max = null) => input.clamp(min, max);
}
