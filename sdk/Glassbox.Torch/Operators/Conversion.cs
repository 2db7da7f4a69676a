using TorchSharp.Interop;

namespace TorchSharp;

// The same values in another type, on another device, in another place in memory.
public static partial class torch
{
    public partial class Tensor
    {
        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => Moved(type, null, copy, disposeAfter, non_blocking);
        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => Moved(null, device, copy, disposeAfter, non_blocking);
        public Tensor to(string device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => to(new Device(device), copy, disposeAfter, non_blocking);
        public Tensor to(DeviceType deviceType, int deviceIndex = -1, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => to(new Device(deviceType, deviceIndex), copy, disposeAfter, non_blocking);
        public Tensor to(ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => Moved(type, device, copy, disposeAfter, non_blocking);
        public Tensor to(Tensor other, bool non_blocking = false) => Moved(other.dtype, other.device, false, false, non_blocking);

        private Tensor Moved(ScalarType? type, Device? device, bool copy, bool disposeAfter, bool non_blocking)
        {
            var moved = Dispatcher.Call("aten::to.dtype_layout", this, type, Argument.None, device, Argument.None, non_blocking, copy);
            if (disposeAfter) Dispose();
            return moved;
        }

        public Tensor type(ScalarType dtype) => to(dtype);
        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => to(type, copy, disposeAfter, non_blocking);
        public Tensor type_as(Tensor tensor) => to(tensor.dtype);
        public Tensor cpu() => to(CPU);
        public Tensor cuda(Device? device = null, bool non_blocking = false) => to(device ?? CUDA, non_blocking: non_blocking);
        public Tensor mps(bool non_blocking = false) => to(MPS, non_blocking: non_blocking);

        public Tensor @bool() => to(ScalarType.Bool);
        public Tensor @byte() => to(ScalarType.Byte);
        public Tensor @char() => to(ScalarType.Int8);
        public Tensor @short() => to(ScalarType.Int16);
        public Tensor @int() => to(ScalarType.Int32);
        public Tensor @long() => to(ScalarType.Int64);
        public Tensor half() => to(ScalarType.Float16);
        public Tensor bfloat16() => to(ScalarType.BFloat16);
        public Tensor @float() => to(ScalarType.Float32);
        public Tensor @double() => to(ScalarType.Float64);
        public Tensor cfloat() => to(ScalarType.ComplexFloat32);
        public Tensor cdouble() => to(ScalarType.ComplexFloat64);

        public Tensor clone() => Dispatcher.Call("aten::clone", this);
        public Tensor contiguous() => Dispatcher.Call("aten::contiguous", this);
        public Tensor pin_memory() => Dispatcher.Call("aten::pin_memory", this);
        public bool is_pinned() => Dispatcher.CallBool("aten::is_pinned", this);
        /// <summary>Copies <paramref name="source"/>, broadcast and converted, into this tensor.</summary>
        public Tensor copy_(Tensor source, bool nonBlocking = false) => Dispatcher.CallInPlace(this, "aten::copy_", this, source, nonBlocking);
        public Tensor fill_(Scalar value) => Dispatcher.CallInPlace(this, "aten::fill_.Scalar", this, value);
        public Tensor zero_() => Dispatcher.CallInPlace(this, "aten::zero_", this);
        public Tensor set_(Tensor source) => Dispatcher.CallInPlace(this, "aten::set_.source_Tensor", this, source);
        public Tensor to_dense() => Dispatcher.Call("aten::to_dense", this);
        public bool is_nonzero() => Dispatcher.CallBool("aten::is_nonzero", this);
        public bool is_integral() => !is_floating_point() && !is_complex();

        public static implicit operator Tensor(Scalar scalar) => full([], scalar, scalar.Type);

        /// <summary>Whether <paramref name="obj"/> is a tensor of the same shape and elements.</summary>
        public override bool Equals(object? obj) => obj is Tensor other && Equals(other);

        /// <summary>From the shape and type: tensors that are equal share it.</summary>
        public override int GetHashCode() => IsInvalid ? 0 : shape.Aggregate((int)dtype, HashCode.Combine);
    }

    public static Tensor clone(Tensor input) => input.clone();
    public static bool is_integral(ScalarType type) => !is_floating_point(type) && !is_complex(type);
    public static bool is_floating_point(Tensor t) => t.is_floating_point();
    public static bool is_complex(Tensor t) => t.is_complex();
    public static bool is_tensor(object? obj) => obj is Tensor;
    public static long numel(Tensor input) => input.numel();
}
