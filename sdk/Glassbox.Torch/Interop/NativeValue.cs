using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>What a <see cref="NativeValue"/> holds; mirrors <c>Tag</c> of the native file.</summary>
internal enum NativeTag
{
    None, Default, Tensor, Int, Double, Bool, Complex, String, Device, Generator,
    IntList, DoubleList, BoolList, TensorList, OptionalTensorList, Other
}

/// <summary>One argument or result of an operator; mirrors <c>Value</c> of the native file.</summary>
[StructLayout(LayoutKind.Explicit, Size = 24)]
internal unsafe struct NativeValue
{
    [FieldOffset(0)] public NativeTag Tag;
    /// <summary>The number of a list's elements; a device's type; 1 for a copy that the receiver owns.</summary>
    [FieldOffset(4)] public int Count;
    [FieldOffset(8)] public long Int;
    [FieldOffset(8)] public double Double;
    [FieldOffset(8)] public nint Pointer;
    /// <summary>A result's newly owned bytes; an intercepted tensor's identity; a device's index.</summary>
    [FieldOffset(16)] public long Extra;
    [FieldOffset(16)] public double Imaginary;
}

/// <summary>An operator that ran under the interceptor; mirrors <c>Intercepted</c> of the native file.</summary>
internal unsafe struct InterceptedCall
{
    public byte* Name, Overload, Path;
    public NativeValue* Arguments, Results;
    public int ArgumentCount, ResultCount;
}
