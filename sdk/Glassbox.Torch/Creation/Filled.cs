using System.Runtime.CompilerServices;
using TorchSharp.Interop;

namespace TorchSharp;

// Tensors of one value, or of none yet. Priorities make a literal 0 a size: it would also convert to a ScalarType.
public static partial class torch
{
    public static Tensor zeros(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Dispatcher.Call("aten::zeros", Argument.Ints(size), dtype ?? defaultType, Argument.None, device ?? defaultDevice).requires_grad_(requires_grad);
    public static Tensor zeros(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => zeros(size.AsSpan(), dtype, device, requires_grad);
    [OverloadResolutionPriority(-1)]
    public static Tensor zeros(int[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => zeros(Array.ConvertAll(size, s => (long)s), dtype, device, requires_grad);
    public static Tensor zeros(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => zeros([size], dtype, device, requires_grad);
    [OverloadResolutionPriority(1)]
    public static Tensor zeros(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => zeros([rows, columns], dtype, device, requires_grad);
    [OverloadResolutionPriority(2)]
    public static Tensor zeros(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => zeros([dim0, dim1, dim2], dtype, device, requires_grad);
    [OverloadResolutionPriority(3)]
    public static Tensor zeros(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => zeros([dim0, dim1, dim2, dim3], dtype, device, requires_grad);

    public static Tensor ones(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Dispatcher.Call("aten::ones", Argument.Ints(size), dtype ?? defaultType, Argument.None, device ?? defaultDevice).requires_grad_(requires_grad);
    public static Tensor ones(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => ones(size.AsSpan(), dtype, device, requires_grad);
    [OverloadResolutionPriority(-1)]
    public static Tensor ones(int[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => ones(Array.ConvertAll(size, s => (long)s), dtype, device, requires_grad);
    public static Tensor ones(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => ones([size], dtype, device, requires_grad);
    [OverloadResolutionPriority(1)]
    public static Tensor ones(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => ones([rows, columns], dtype, device, requires_grad);
    [OverloadResolutionPriority(2)]
    public static Tensor ones(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => ones([dim0, dim1, dim2], dtype, device, requires_grad);
    [OverloadResolutionPriority(3)]
    public static Tensor ones(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => ones([dim0, dim1, dim2, dim3], dtype, device, requires_grad);

    public static Tensor empty(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Dispatcher.Call("aten::empty.memory_format", Argument.Ints(size), dtype ?? defaultType, Argument.None, device ?? defaultDevice).requires_grad_(requires_grad);
    public static Tensor empty(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => empty(size.AsSpan(), dtype, device, requires_grad);
    [OverloadResolutionPriority(-1)]
    public static Tensor empty(int[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => empty(Array.ConvertAll(size, s => (long)s), dtype, device, requires_grad);
    public static Tensor empty(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => empty([size], dtype, device, requires_grad);
    [OverloadResolutionPriority(1)]
    public static Tensor empty(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => empty([rows, columns], dtype, device, requires_grad);
    [OverloadResolutionPriority(2)]
    public static Tensor empty(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => empty([dim0, dim1, dim2], dtype, device, requires_grad);
    [OverloadResolutionPriority(3)]
    public static Tensor empty(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => empty([dim0, dim1, dim2, dim3], dtype, device, requires_grad);

    /// <summary>A tensor of one value. Without <paramref name="dtype"/> the value decides: bool, Int64, the default floating type, or complex.</summary>
    public static Tensor full(ReadOnlySpan<long> size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Dispatcher.Call("aten::full", Argument.Ints(size), value, dtype ?? (value.Kind == Scalar.Of.Double ? (ScalarType?)defaultType : null), Argument.None, device ?? defaultDevice).requires_grad_(requires_grad);
    public static Tensor full(long[] size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => full(size.AsSpan(), value, dtype, device, requires_grad);
    [OverloadResolutionPriority(-1)]
    public static Tensor full(int[] size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => full(Array.ConvertAll(size, s => (long)s), value, dtype, device, requires_grad);
    public static Tensor full(long size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => full([size], value, dtype, device, requires_grad);
    [OverloadResolutionPriority(1)]
    public static Tensor full(long rows, long columns, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => full([rows, columns], value, dtype, device, requires_grad);
    [OverloadResolutionPriority(2)]
    public static Tensor full(long dim0, long dim1, long dim2, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => full([dim0, dim1, dim2], value, dtype, device, requires_grad);
    [OverloadResolutionPriority(3)]
    public static Tensor full(long dim0, long dim1, long dim2, long dim3, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => full([dim0, dim1, dim2, dim3], value, dtype, device, requires_grad);
}
