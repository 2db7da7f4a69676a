using TorchSharp.Interop;

namespace TorchSharp;

// Ranges, grids, identities and window functions.
public static partial class torch
{
    /// <summary>From <paramref name="start"/> (inclusive) to <paramref name="stop"/> (exclusive) in steps; Int64 when all three are whole.</summary>
    public static Tensor arange(Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Dispatcher.Call("aten::arange.start_step", start, stop, step, dtype ?? (start.Kind == Scalar.Of.Int && stop.Kind == Scalar.Of.Int && step.Kind == Scalar.Of.Int ? ScalarType.Int64 : defaultType), Argument.None, device ?? defaultDevice).requires_grad_(requires_grad);
    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => arange(start, stop, 1, dtype, device, requires_grad);
    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => arange(0, stop, 1, dtype, device, requires_grad);
    /// <summary><paramref name="steps"/> evenly spaced numbers, both ends included.</summary>
    public static Tensor linspace(double start, double end, long steps, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Dispatcher.Call("aten::linspace", (Scalar)start, (Scalar)end, steps, dtype ?? defaultType, Argument.None, device ?? defaultDevice).requires_grad_(requires_grad);
    public static Tensor logspace(double start, double end, long steps, double @base = 10, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Dispatcher.Call("aten::logspace", (Scalar)start, (Scalar)end, steps, @base, dtype ?? defaultType, Argument.None, device ?? defaultDevice).requires_grad_(requires_grad);
    /// <summary>The identity matrix, square unless <paramref name="columns"/> is given.</summary>
    public static Tensor eye(long rows, long columns = -1, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Dispatcher.Call("aten::eye.m", rows, columns < 0 ? rows : columns, dtype ?? defaultType, Argument.None, device ?? defaultDevice).requires_grad_(requires_grad);
    /// <summary>Row and column indices of the lower triangle: [2, count].</summary>
    public static Tensor tril_indices(long row, long col, long offset = 0, ScalarType dtype = ScalarType.Int64, Device? device = null) => Dispatcher.Call("aten::tril_indices", row, col, offset, dtype, Argument.None, device ?? defaultDevice);
    public static Tensor triu_indices(long row, long col, long offset = 0, ScalarType dtype = ScalarType.Int64, Device? device = null) => Dispatcher.Call("aten::triu_indices", row, col, offset, dtype, Argument.None, device ?? defaultDevice);
    public static Tensor vander(Tensor x, long N = -1, bool increasing = false) => Dispatcher.Call("aten::vander", x, N < 0 ? Argument.None : N, increasing);
    public static Tensor sparse_coo_tensor(Tensor indices, Tensor values, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Dispatcher.Call("aten::sparse_coo_tensor.indices_size", indices, values, size, dtype, Argument.None, device).requires_grad_(requires_grad);

    public static Tensor hann_window(long len, bool periodic = true, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Dispatcher.Call("aten::hann_window.periodic", len, periodic, dtype ?? defaultType, Argument.None, device ?? defaultDevice).requires_grad_(requires_grad);
    public static Tensor hamming_window(long len, bool periodic = true, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Dispatcher.Call("aten::hamming_window.periodic", len, periodic, dtype ?? defaultType, Argument.None, device ?? defaultDevice).requires_grad_(requires_grad);
    public static Tensor blackman_window(long len, bool periodic = true, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Dispatcher.Call("aten::blackman_window.periodic", len, periodic, dtype ?? defaultType, Argument.None, device ?? defaultDevice).requires_grad_(requires_grad);
    public static Tensor bartlett_window(long len, bool periodic = true, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Dispatcher.Call("aten::bartlett_window.periodic", len, periodic, dtype ?? defaultType, Argument.None, device ?? defaultDevice).requires_grad_(requires_grad);
}
