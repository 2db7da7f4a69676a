using static TorchSharp.torch;

namespace TorchSharp.Interop;

/// <summary>
/// Calls any ATen operator by its schema name. Arguments are positional, keyword-only ones too; those left out at the end take the
/// schema's defaults.
/// </summary>
internal static unsafe class Dispatcher
{
    private const int StackWords = 64;

    /// <summary>Calls an operator that returns one tensor.</summary>
    public static Tensor Call(string op, params ReadOnlySpan<Argument> arguments)
    {
        NativeValue result;
        Invoke(op, arguments, &result, 1);
        return Take(result) ?? throw new TorchException($"the result is undefined [{op}]");
    }

    /// <summary>Calls an operator that changes <paramref name="self"/>, its first argument, and returns it.</summary>
    public static Tensor CallInPlace(Tensor self, string op, params ReadOnlySpan<Argument> arguments)
    {
        NativeValue result;
        Invoke(op, arguments, &result, 1);
        if (result.Tag == NativeTag.Tensor) NativeMethods.gb_tensor_release(result.Pointer);
        return self;
    }

    public static (Tensor, Tensor) Call2(string op, params ReadOnlySpan<Argument> arguments)
    {
        var results = CallMany(op, arguments);
        return (results[0], results[1]);
    }

    public static (Tensor, Tensor, Tensor) Call3(string op, params ReadOnlySpan<Argument> arguments)
    {
        var results = CallMany(op, arguments);
        return (results[0], results[1], results[2]);
    }

    public static (Tensor, Tensor, Tensor, Tensor) Call4(string op, params ReadOnlySpan<Argument> arguments)
    {
        var results = CallMany(op, arguments);
        return (results[0], results[1], results[2], results[3]);
    }

    /// <summary>Calls an operator that returns several tensors; an undefined one is null.</summary>
    public static Tensor[] CallMany(string op, params ReadOnlySpan<Argument> arguments)
    {
        var results = stackalloc NativeValue[16];
        var count = Invoke(op, arguments, results, 16);
        var tensors = new Tensor[count];
        for (var i = 0; i < count; i++) tensors[i] = Take(results[i])!;
        return tensors;
    }

    /// <summary>Calls an operator that returns a list of tensors.</summary>
    public static Tensor[] CallList(string op, params ReadOnlySpan<Argument> arguments)
    {
        NativeValue result;
        Invoke(op, arguments, &result, 1);
        return TakeList(result);
    }

    public static void CallVoid(string op, params ReadOnlySpan<Argument> arguments) => CallMany(op, arguments);

    public static long CallInt(string op, params ReadOnlySpan<Argument> arguments)
    {
        NativeValue result;
        Invoke(op, arguments, &result, 1);
        return result.Int;
    }

    public static bool CallBool(string op, params ReadOnlySpan<Argument> arguments) => CallInt(op, arguments) != 0;

    public static double CallDouble(string op, params ReadOnlySpan<Argument> arguments) => BitConverter.Int64BitsToDouble(CallInt(op, arguments));

    /// <summary>The scalar that an operator returns, such as <c>aten::item</c>.</summary>
    public static Scalar CallScalar(string op, params ReadOnlySpan<Argument> arguments)
    {
        NativeValue result;
        Invoke(op, arguments, &result, 1);
        return result.Tag switch
        {
            NativeTag.Int => new Scalar(result.Int),
            NativeTag.Bool => new Scalar(result.Int != 0),
            NativeTag.Complex => new Scalar(new System.Numerics.Complex(result.Double, result.Imaginary)),
            _ => new Scalar(result.Double),
        };
    }

    /// <summary>Calls an operator whose results may be of any shape: a tensor, an array of tensors, or null for each result.</summary>
    public static object?[] CallAny(string op, ReadOnlySpan<Argument> arguments)
    {
        var results = stackalloc NativeValue[16];
        var count = Invoke(op, arguments, results, 16);
        var values = new object?[count];
        for (var i = 0; i < count; i++) values[i] = results[i].Tag == NativeTag.TensorList ? TakeList(results[i]) : Take(results[i]);
        return values;
    }

    internal static Tensor? Take(in NativeValue value) => value.Tag == NativeTag.Tensor ? new Tensor(value.Pointer, value.Extra) : null;

    private static Tensor[] TakeList(in NativeValue value)
    {
        if (value.Tag != NativeTag.TensorList) throw new InvalidOperationException("The operator does not return a list of tensors.");
        var handles = (nint*)value.Pointer;
        var tensors = new Tensor[value.Count];
        for (var i = 0; i < tensors.Length; i++) tensors[i] = new Tensor(handles[i], 0);
        NativeMethods.gb_free_handles(handles);
        return tensors;
    }

    private static int Invoke(string name, ReadOnlySpan<Argument> arguments, NativeValue* results, int capacity)
    {
        var op = Operator.Named(name);
        var words = 0;
        foreach (ref readonly var a in arguments) words += a.Words;
        var scratch = words <= StackWords ? stackalloc long[StackWords] : GC.AllocateUninitializedArray<long>(words, pinned: true);
        var values = stackalloc NativeValue[arguments.Length];
        int count;
        fixed (long* start = scratch)
        {
            var used = 0;
            for (var i = 0; i < arguments.Length; i++)
            {
                var need = arguments[i].Words;
                values[i] = arguments[i].ToNative(scratch.Slice(used, need), start + used);
                used += need;
            }
            count = NativeMethods.gb_op_call(op.Handle, values, arguments.Length, results, capacity);
        }
        // The tensors must outlive the call: a finalizer may run as soon as their handles are read.
        foreach (ref readonly var a in arguments) GC.KeepAlive(a.Reference);
        return count >= 0 ? count : throw Failure(op, arguments);
    }

    private static Exception Failure(Operator op, ReadOnlySpan<Argument> arguments)
    {
        var given = new List<string>();
        foreach (ref readonly var a in arguments) given.Add(a.ToString());
        return TorchException.Last($"{op.Name}({string.Join(", ", given)})");
    }
}
