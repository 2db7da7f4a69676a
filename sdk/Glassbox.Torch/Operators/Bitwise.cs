using TorchSharp.Interop;

namespace TorchSharp;

// Bit operations on integers and bools.
public static partial class torch
{
    public partial class Tensor
    {
        public Tensor bitwise_and(Tensor other) => Dispatcher.Call("aten::bitwise_and.Tensor", this, other);
        public Tensor bitwise_and_(Tensor other) => Dispatcher.CallInPlace(this, "aten::bitwise_and_.Tensor", this, other);
        public Tensor bitwise_or(Tensor other) => Dispatcher.Call("aten::bitwise_or.Tensor", this, other);
        public Tensor bitwise_or_(Tensor other) => Dispatcher.CallInPlace(this, "aten::bitwise_or_.Tensor", this, other);
        public Tensor bitwise_xor(Tensor other) => Dispatcher.Call("aten::bitwise_xor.Tensor", this, other);
        public Tensor bitwise_xor_(Tensor other) => Dispatcher.CallInPlace(this, "aten::bitwise_xor_.Tensor", this, other);
        public Tensor bitwise_left_shift(Tensor other) => Dispatcher.Call("aten::bitwise_left_shift.Tensor", this, other);
        public Tensor bitwise_left_shift_(Tensor other) => Dispatcher.CallInPlace(this, "aten::bitwise_left_shift_.Tensor", this, other);
        public Tensor bitwise_right_shift(Tensor other) => Dispatcher.Call("aten::bitwise_right_shift.Tensor", this, other);
        public Tensor bitwise_right_shift_(Tensor other) => Dispatcher.CallInPlace(this, "aten::bitwise_right_shift_.Tensor", this, other);
        public Tensor bitwise_not() => Dispatcher.Call("aten::bitwise_not", this);
        public Tensor bitwise_not_() => Dispatcher.CallInPlace(this, "aten::bitwise_not_", this);
    }

    public static Tensor bitwise_and(Tensor left, Tensor right) => left.bitwise_and(right);
    public static Tensor bitwise_and_(Tensor left, Tensor right) => left.bitwise_and_(right);
    public static Tensor bitwise_or(Tensor left, Tensor right) => left.bitwise_or(right);
    public static Tensor bitwise_or_(Tensor left, Tensor right) => left.bitwise_or_(right);
    public static Tensor bitwise_xor(Tensor left, Tensor right) => left.bitwise_xor(right);
    public static Tensor bitwise_xor_(Tensor left, Tensor right) => left.bitwise_xor_(right);
    public static Tensor bitwise_left_shift(Tensor left, Tensor right) => left.bitwise_left_shift(right);
    public static Tensor bitwise_right_shift(Tensor left, Tensor right) => left.bitwise_right_shift(right);
    public static Tensor bitwise_not(Tensor input) => input.bitwise_not();
    public static Tensor bitwise_not_(Tensor input) => input.bitwise_not_();
}
