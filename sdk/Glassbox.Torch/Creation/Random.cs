using System.Runtime.CompilerServices;
using TorchSharp.Interop;

namespace TorchSharp;

// New tensors of random numbers. Priorities make a literal 0 a size: it would also convert to a ScalarType.
public static partial class torch
{
    /// <summary>Uniform draws from [0, 1).</summary>
    public static Tensor rand(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) =>
        Dispatcher.Call("aten::rand.generator", Argument.Ints(size), generator, dtype ?? defaultType, Argument.None, device ?? defaultDevice).requires_grad_(requires_grad);
    public static Tensor rand(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) => rand(size.AsSpan(), dtype, device, requires_grad, generator);
    [OverloadResolutionPriority(-1)]
    public static Tensor rand(int[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) => rand(Array.ConvertAll(size, s => (long)s), dtype, device, requires_grad, generator);
    public static Tensor rand(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) => rand([size], dtype, device, requires_grad, generator);
    [OverloadResolutionPriority(1)]
    public static Tensor rand(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) => rand([rows, columns], dtype, device, requires_grad, generator);
    [OverloadResolutionPriority(2)]
    public static Tensor rand(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) => rand([dim0, dim1, dim2], dtype, device, requires_grad, generator);
    [OverloadResolutionPriority(3)]
    public static Tensor rand(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) => rand([dim0, dim1, dim2, dim3], dtype, device, requires_grad, generator);

    /// <summary>Draws from the normal distribution of mean 0 and variance 1.</summary>
    public static Tensor randn(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) =>
        Dispatcher.Call("aten::randn.generator", Argument.Ints(size), generator, dtype ?? defaultType, Argument.None, device ?? defaultDevice).requires_grad_(requires_grad);
    public static Tensor randn(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) => randn(size.AsSpan(), dtype, device, requires_grad, generator);
    [OverloadResolutionPriority(-1)]
    public static Tensor randn(int[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) => randn(Array.ConvertAll(size, s => (long)s), dtype, device, requires_grad, generator);
    public static Tensor randn(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) => randn([size], dtype, device, requires_grad, generator);
    [OverloadResolutionPriority(1)]
    public static Tensor randn(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) => randn([rows, columns], dtype, device, requires_grad, generator);
    [OverloadResolutionPriority(2)]
    public static Tensor randn(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) => randn([dim0, dim1, dim2], dtype, device, requires_grad, generator);
    [OverloadResolutionPriority(3)]
    public static Tensor randn(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) => randn([dim0, dim1, dim2, dim3], dtype, device, requires_grad, generator);

    /// <summary>Whole numbers from <paramref name="low"/> (inclusive) to <paramref name="high"/> (exclusive).</summary>
    public static Tensor randint(long low, long high, ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) =>
        Dispatcher.Call("aten::randint.low_generator", low, high, Argument.Ints(size), generator, dtype ?? ScalarType.Int64, Argument.None, device ?? defaultDevice).requires_grad_(requires_grad);
    public static Tensor randint(long low, long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) => randint(low, high, size.AsSpan(), dtype, device, requires_grad, generator);
    public static Tensor randint(long high, ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) => randint(0, high, size, dtype, device, requires_grad, generator);
    public static Tensor randint(long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) => randint(0, high, size.AsSpan(), dtype, device, requires_grad, generator);

    /// <summary>The numbers 0 to n - 1 in random order.</summary>
    public static Tensor randperm(long n, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) =>
        Dispatcher.Call("aten::randperm.generator", n, generator, dtype ?? ScalarType.Int64, Argument.None, device ?? defaultDevice).requires_grad_(requires_grad);
}
