using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp.Interop;
using static TorchSharp.Interop.NativeMethods;

namespace TorchSharp;

/// <summary>Tensors from managed numbers and arrays. <c>tensor</c> copies; <c>from_array</c> shares the array's memory.</summary>
public static partial class torch
{
    public static Tensor tensor(byte scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => FromScalar(scalar, dtype, device, requires_grad);
    public static Tensor tensor(sbyte scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => FromScalar(scalar, dtype, device, requires_grad);
    public static Tensor tensor(short scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => FromScalar(scalar, dtype, device, requires_grad);
    public static Tensor tensor(int scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => FromScalar(scalar, dtype, device, requires_grad);
    public static Tensor tensor(long scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => FromScalar(scalar, dtype, device, requires_grad);
    public static Tensor tensor(Half scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => FromScalar(scalar, dtype, device, requires_grad);
    public static Tensor tensor(float scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => FromScalar(scalar, dtype, device, requires_grad);
    public static Tensor tensor(double scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => FromScalar(scalar, dtype, device, requires_grad);
    public static Tensor tensor(bool scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => FromScalar(scalar, dtype, device, requires_grad);
    public static Tensor tensor(Complex scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => FromScalar(scalar, dtype, device, requires_grad);

    public static Tensor tensor<T>(T[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) where T : unmanaged =>
        Copy(rawArray, [rawArray.Length], dtype, device, requires_grad);

    public static Tensor tensor<T>(T[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) where T : unmanaged =>
        Copy(rawArray, dimensions, dtype, device, requires_grad);

    public static Tensor tensor<T>(IList<T> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) where T : unmanaged =>
        Copy<T>([.. rawArray], [rawArray.Count], dtype, device, requires_grad);

    public static Tensor tensor<T>(IList<T> rawArray, long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) where T : unmanaged =>
        Copy<T>([.. rawArray], [rows, columns], dtype, device, requires_grad);

    public static Tensor tensor<T>(IList<T> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) where T : unmanaged =>
        Copy<T>([.. rawArray], dimensions, dtype, device, requires_grad);

    public static Tensor tensor<T>(Memory<T> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) where T : unmanaged =>
        Copy<T>(rawArray.Span, dimensions, dtype, device, requires_grad);

    public static Tensor tensor<T>(T[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) where T : unmanaged =>
        CopyArray<T>(rawArray, dtype, device, requires_grad);

    public static Tensor tensor<T>(T[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) where T : unmanaged =>
        CopyArray<T>(rawArray, dtype, device, requires_grad);

    public static Tensor tensor<T>(T[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) where T : unmanaged =>
        CopyArray<T>(rawArray, dtype, device, requires_grad);

    /// <summary>A tensor that shares the memory of an array of any rank, which stays pinned as long as the tensor lives.</summary>
    public static unsafe Tensor from_array(Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false)
    {
        var type = TypeOf(rawArray.GetType().GetElementType()!);
        var sizes = Enumerable.Range(0, rawArray.Rank).Select(rawArray.GetLongLength).ToArray();
        var pin = GCHandle.Alloc(rawArray, GCHandleType.Pinned);
        NativeValue result;
        int status;
        fixed (long* p = sizes)
            status = gb_tensor_share((void*)pin.AddrOfPinnedObject(), p, sizes.Length, (int)type, &Callbacks.Release, GCHandle.ToIntPtr(pin), &result);
        if (status < 0)
        {
            pin.Free();
            throw TorchException.Last("from_array");
        }
        return Finish(Dispatcher.Take(result)!, dtype, device, requires_grad);
    }

    public static Tensor from_array(Array rawArray, Device? device = null, bool requires_grad = false) => from_array(rawArray, null, device, requires_grad);

    public static Tensor as_tensor(Array data, ScalarType? dtype = null, Device? device = null) => from_array(data, dtype, device);

    public static Tensor as_tensor<T>(IList<T> data, ScalarType? dtype = null, Device? device = null) where T : unmanaged =>
        from_array(data as T[] ?? [.. data], dtype, device);

    public static Tensor as_tensor(Tensor data, ScalarType? dtype = null, Device? device = null) => Finish(data.alias(), dtype, device, false);

    /// <summary>A tensor of raw bytes that are the elements of another type, in row-major order; copies.</summary>
    internal static unsafe Tensor FromBytes(ReadOnlySpan<byte> data, ReadOnlySpan<long> sizes, ScalarType type)
    {
        NativeValue result;
        int status;
        fixed (byte* source = data)
        fixed (long* p = sizes)
            status = gb_tensor_copy_in(source, data.Length, p, sizes.Length, (int)type, &result);
        return status < 0 ? throw TorchException.Last("tensor") : Dispatcher.Take(result)!;
    }

    private static Tensor FromScalar<T>(T scalar, ScalarType? dtype, Device? device, bool requires_grad) where T : unmanaged =>
        Copy(new ReadOnlySpan<T>(in scalar), [], dtype, device, requires_grad);

    private static Tensor Copy<T>(ReadOnlySpan<T> data, ReadOnlySpan<long> sizes, ScalarType? dtype, Device? device, bool requires_grad) where T : unmanaged =>
        Finish(FromBytes(MemoryMarshal.AsBytes(data), sizes, TypeOf(typeof(T))), dtype, device, requires_grad);

    private static Tensor CopyArray<T>(Array array, ScalarType? dtype, Device? device, bool requires_grad) where T : unmanaged
    {
        var data = MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(array)), array.Length);
        return Copy(data, Enumerable.Range(0, array.Rank).Select(array.GetLongLength).ToArray(), dtype, device, requires_grad);
    }

    private static Tensor Finish(Tensor made, ScalarType? dtype, Device? device, bool requires_grad)
    {
        device ??= defaultDevice;
        if ((dtype is { } type && type != made.dtype) || device != made.device)
        {
            var moved = Dispatcher.Call("aten::to.dtype_layout", made, dtype ?? made.dtype, Argument.None, device);
            made.Dispose();
            made = moved;
        }
        if (requires_grad) made.requires_grad = true;
        return made;
    }
}
