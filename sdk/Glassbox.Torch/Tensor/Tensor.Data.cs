using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp.Interop;
using static TorchSharp.Interop.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The elements in row-major order, copied to the CPU if they are elsewhere.</summary>
        /// <typeparam name="T">The managed type of <see cref="dtype"/>, exactly.</typeparam>
        /// <exception cref="ArgumentException">The elements have another type.</exception>
        public TensorAccessor<T> data<T>() where T : unmanaged
        {
            CheckType<T>();
            return new TensorAccessor<T>(this);
        }

        /// <summary>The value of a tensor with one element.</summary>
        public T item<T>() where T : unmanaged
        {
            CheckType<T>();
            if (numel() != 1) throw new ArgumentException($"item needs one element; the tensor is [{string.Join(", ", shape)}].");
            T value;
            unsafe { Read(&value, sizeof(T)); }
            return value;
        }

        /// <summary>The raw bytes of a contiguous tensor on the CPU.</summary>
        public unsafe Span<byte> bytes
        {
            get
            {
                Interceptor.Read(Handle);
                if (device_type != DeviceType.CPU || !is_contiguous()) throw new InvalidOperationException("bytes needs a contiguous tensor on the CPU: call cpu().contiguous() first.");
                return new Span<byte>((void*)gb_tensor_data(Handle), checked((int)nbytes));
            }
            set => value.CopyTo(bytes);
        }

        /// <summary>The address of the first element.</summary>
        internal nint DataPointer => gb_tensor_data(Handle);

        private Scalar One() => numel() == 1
            ? Dispatcher.CallScalar("aten::item", this)
            : throw new ArgumentException($"A number needs one element; the tensor is [{string.Join(", ", shape)}].");

        public Scalar ToScalar() => One();
        public float ToSingle() => One().ToSingle();
        public double ToDouble() => One().ToDouble();
        public int ToInt32() => One().ToInt32();
        public long ToInt64() => One().ToInt64();
        public short ToInt16() => One().ToInt16();
        public byte ToByte() => One().ToByte();
        public sbyte ToSByte() => One().ToSByte();
        public bool ToBoolean() => One().ToBoolean();

        public static explicit operator float(Tensor value) => value.ToSingle();
        public static explicit operator double(Tensor value) => value.ToDouble();
        public static explicit operator int(Tensor value) => value.ToInt32();
        public static explicit operator long(Tensor value) => value.ToInt64();
        public static explicit operator short(Tensor value) => value.ToInt16();
        public static explicit operator byte(Tensor value) => value.ToByte();
        public static explicit operator sbyte(Tensor value) => value.ToSByte();
        public static explicit operator bool(Tensor value) => value.ToBoolean();

        public static implicit operator Tensor(byte value) => tensor(value);
        public static implicit operator Tensor(sbyte value) => tensor(value);
        public static implicit operator Tensor(short value) => tensor(value);
        public static implicit operator Tensor(int value) => tensor(value);
        public static implicit operator Tensor(long value) => tensor(value);
        public static implicit operator Tensor(Half value) => tensor(value);
        public static implicit operator Tensor(float value) => tensor(value);
        public static implicit operator Tensor(double value) => tensor(value);
        public static implicit operator Tensor(bool value) => tensor(value);
        public static implicit operator Tensor(Complex value) => tensor(value);
        public static implicit operator Tensor(byte[] value) => tensor(value);
        public static implicit operator Tensor(sbyte[] value) => tensor(value);
        public static implicit operator Tensor(short[] value) => tensor(value);
        public static implicit operator Tensor(int[] value) => tensor(value);
        public static implicit operator Tensor(long[] value) => tensor(value);
        public static implicit operator Tensor(Half[] value) => tensor(value);
        public static implicit operator Tensor(float[] value) => tensor(value);
        public static implicit operator Tensor(double[] value) => tensor(value);
        public static implicit operator Tensor(bool[] value) => tensor(value);

        private void CheckType<T>() where T : unmanaged
        {
            var mine = dtype;
            if (TypeOf(typeof(T)) != mine)
                throw new ArgumentException($"The elements are {mine}, not {TypeOf(typeof(T))}: convert with to({TypeOf(typeof(T))}) first.");
        }

        /// <summary>Copies so many bytes of the elements, in row-major order, to managed memory, from a byte on.</summary>
        internal unsafe void Read(void* destination, long size, long from = 0)
        {
            Interceptor.Read(Handle);
            var source = this;
            Tensor? onCpu = null, packed = null;
            if (device_type != DeviceType.CPU) source = onCpu = Dispatcher.Call("aten::to.dtype_layout", this, dtype, Argument.None, CPU);
            if (!source.is_contiguous()) source = packed = Dispatcher.Call("aten::contiguous", source);
            if (size > 0) Buffer.MemoryCopy((byte*)gb_tensor_data(source.Handle) + from, destination, size, size);
            GC.KeepAlive(source);
            onCpu?.Dispose();
            packed?.Dispose();
        }
    }
}

/// <summary>Access to a tensor's elements in row-major order. Each element read is a native call: copy whole arrays where speed matters.</summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed class TensorAccessor<T> : IEnumerable<T>, IDisposable where T : unmanaged
{
    private readonly torch.Tensor tensor;

    internal TensorAccessor(torch.Tensor tensor) => this.tensor = tensor;

    public long Count => tensor.numel();

    public unsafe T[] ToArray()
    {
        var array = GC.AllocateUninitializedArray<T>(checked((int)tensor.numel()));
        fixed (T* p = array) tensor.Read(p, (long)array.Length * sizeof(T));
        return array;
    }

    /// <summary>An array of the tensor's rank.</summary>
    public unsafe Array ToNDArray()
    {
        var shape = tensor.shape;
        if (shape.Length == 0) return ToArray();
        var array = Array.CreateInstance(typeof(T), shape);
        fixed (byte* p = &MemoryMarshal.GetArrayDataReference(array)) tensor.Read(p, array.LongLength * sizeof(T));
        return array;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    public unsafe void CopyTo(Span<T> destination, int arrayIndex = 0, long tensorIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tensorIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tensorIndex, Count);
        var taken = destination[arrayIndex..];
        fixed (T* p = taken) tensor.Read(p, Math.Min(taken.Length, Count - tensorIndex) * sizeof(T), tensorIndex * sizeof(T));
    }

    public unsafe void CopyFrom(ReadOnlySpan<T> source, int arrayIndex = 0, long tensorIndex = 0)
    {
        if (tensor.device_type != DeviceType.CPU || !tensor.is_contiguous()) throw new InvalidOperationException("CopyFrom needs a contiguous tensor on the CPU.");
        source[arrayIndex..].CopyTo(MemoryMarshal.Cast<byte, T>(tensor.bytes)[(int)tensorIndex..]);
    }

    /// <summary>One element, by its index in each dimension, or in row-major order where one index is given.</summary>
    public T this[params long[] indices]
    {
        get
        {
            using var one = Locate(indices);
            return one.item<T>();
        }
        set
        {
            using var one = Locate(indices);
            using var source = torch.tensor(new[] { value }, [], one.dtype);
            Dispatcher.CallInPlace(one, "aten::copy_", one, source);
        }
    }

    private torch.Tensor Locate(long[] indices)
    {
        var at = tensor.alias();
        if (indices.Length == 1 && tensor.ndim != 1)
        {
            var flat = indices[0];
            var shape = tensor.shape;
            indices = new long[shape.Length];
            for (var d = shape.Length - 1; d >= 0; d--) (flat, indices[d]) = Math.DivRem(flat, shape[d]);
        }
        foreach (var index in indices)
        {
            var next = Dispatcher.Call("aten::select.int", at, 0, index);
            at.Dispose();
            at = next;
        }
        return at;
    }

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)ToArray()).GetEnumerator();
    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    public void Dispose() { }
}
