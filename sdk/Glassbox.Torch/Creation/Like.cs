using System.Runtime.CompilerServices;
using TorchSharp.Interop;

namespace TorchSharp;

// New tensors with the type and device of another one; the *_like ones have its shape too. Priorities make a literal 0 a size: it would also convert to a ScalarType.
public static partial class torch
{
    public static Tensor zeros_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => input.zeros_like(dtype, device, requires_grad);
    public static Tensor ones_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => input.ones_like(dtype, device, requires_grad);
    public static Tensor empty_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => input.empty_like(dtype, device, requires_grad);
    public static Tensor rand_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => input.rand_like(dtype, device, requires_grad);
    public static Tensor randn_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => input.randn_like(dtype, device, requires_grad);
    public static Tensor full_like(Tensor input, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => input.full_like(value, dtype, device, requires_grad);
    public static Tensor randint_like(Tensor input, long low, long high, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => input.randint_like(low, high, dtype, device, requires_grad);

    public partial class Tensor
    {
        public Tensor zeros_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Dispatcher.Call("aten::zeros_like", this, dtype, Argument.None, device).requires_grad_(requires_grad);
        public Tensor ones_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Dispatcher.Call("aten::ones_like", this, dtype, Argument.None, device).requires_grad_(requires_grad);
        public Tensor empty_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Dispatcher.Call("aten::empty_like", this, dtype, Argument.None, device).requires_grad_(requires_grad);
        public Tensor rand_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Dispatcher.Call("aten::rand_like", this, dtype, Argument.None, device).requires_grad_(requires_grad);
        public Tensor randn_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Dispatcher.Call("aten::randn_like", this, dtype, Argument.None, device).requires_grad_(requires_grad);
        public Tensor full_like(Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Dispatcher.Call("aten::full_like", this, value, dtype, Argument.None, device).requires_grad_(requires_grad);
        public Tensor randint_like(long low, long high, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Dispatcher.Call("aten::randint_like.low_dtype", this, low, high, dtype, Argument.None, device).requires_grad_(requires_grad);

        public Tensor new_zeros(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Dispatcher.Call("aten::new_zeros", this, Argument.Ints(size), dtype, Argument.None, device).requires_grad_(requires_grad);
        public Tensor new_zeros(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => new_zeros(size.AsSpan(), dtype, device, requires_grad);
        public Tensor new_zeros(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => new_zeros([size], dtype, device, requires_grad);
        [OverloadResolutionPriority(1)]
        public Tensor new_zeros(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => new_zeros([rows, columns], dtype, device, requires_grad);
        [OverloadResolutionPriority(2)]
        public Tensor new_zeros(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => new_zeros([dim0, dim1, dim2], dtype, device, requires_grad);
        [OverloadResolutionPriority(3)]
        public Tensor new_zeros(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => new_zeros([dim0, dim1, dim2, dim3], dtype, device, requires_grad);
        public Tensor new_ones(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Dispatcher.Call("aten::new_ones", this, Argument.Ints(size), dtype, Argument.None, device).requires_grad_(requires_grad);
        public Tensor new_ones(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => new_ones(size.AsSpan(), dtype, device, requires_grad);
        public Tensor new_ones(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => new_ones([size], dtype, device, requires_grad);
        [OverloadResolutionPriority(1)]
        public Tensor new_ones(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => new_ones([rows, columns], dtype, device, requires_grad);
        [OverloadResolutionPriority(2)]
        public Tensor new_ones(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => new_ones([dim0, dim1, dim2], dtype, device, requires_grad);
        [OverloadResolutionPriority(3)]
        public Tensor new_ones(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => new_ones([dim0, dim1, dim2, dim3], dtype, device, requires_grad);
        public Tensor new_empty(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Dispatcher.Call("aten::new_empty", this, Argument.Ints(size), dtype, Argument.None, device).requires_grad_(requires_grad);
        public Tensor new_empty(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => new_empty(size.AsSpan(), dtype, device, requires_grad);
        public Tensor new_empty(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => new_empty([size], dtype, device, requires_grad);
        [OverloadResolutionPriority(1)]
        public Tensor new_empty(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => new_empty([rows, columns], dtype, device, requires_grad);
        [OverloadResolutionPriority(2)]
        public Tensor new_empty(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => new_empty([dim0, dim1, dim2], dtype, device, requires_grad);
        [OverloadResolutionPriority(3)]
        public Tensor new_empty(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => new_empty([dim0, dim1, dim2, dim3], dtype, device, requires_grad);
        public Tensor new_full(ReadOnlySpan<long> size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Dispatcher.Call("aten::new_full", this, Argument.Ints(size), value, dtype, Argument.None, device).requires_grad_(requires_grad);
        public Tensor new_full(long[] size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => new_full(size.AsSpan(), value, dtype, device, requires_grad);
        public Tensor new_full(long size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => new_full([size], value, dtype, device, requires_grad);
        [OverloadResolutionPriority(1)]
        public Tensor new_full(long rows, long columns, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => new_full([rows, columns], value, dtype, device, requires_grad);
        [OverloadResolutionPriority(2)]
        public Tensor new_full(long dim0, long dim1, long dim2, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => new_full([dim0, dim1, dim2], value, dtype, device, requires_grad);
        [OverloadResolutionPriority(3)]
        public Tensor new_full(long dim0, long dim1, long dim2, long dim3, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => new_full([dim0, dim1, dim2, dim3], value, dtype, device, requires_grad);
    }
}
