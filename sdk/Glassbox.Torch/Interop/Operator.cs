using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using static TorchSharp.Interop.NativeMethods;

namespace TorchSharp.Interop;

/// <summary>An ATen operator, found once by its schema name: <c>aten::add.Tensor</c>.</summary>
internal sealed class Operator
{
    private static readonly ConcurrentDictionary<string, Operator> Found = new();

    internal readonly string Name;
    internal readonly nint Handle;
    private string? schema;

    private Operator(string name)
    {
        Name = name;
        var dot = name.IndexOf('.');
        var (bare, overload) = dot < 0 ? (name, "") : (name[..dot], name[(dot + 1)..]);
        if (gb_op_find(bare, overload, out Handle) < 0) throw TorchException.Last(name);
    }

    /// <summary>The operator of this name, with its overload after a dot.</summary>
    public static Operator Named(string name) => Found.TryGetValue(name, out var op) ? op : Found.GetOrAdd(name, static n => new Operator(n));

    /// <summary>Whether this libtorch has an operator of this name.</summary>
    public static bool Exists(string name)
    {
        try
        {
            Named(name);
            return true;
        }
        catch (TorchException)
        {
            return false;
        }
    }

    /// <summary>The schema as libtorch prints it: <c>aten::relu_(Tensor(a!) self) -> Tensor(a!)</c>.</summary>
    public string Schema => schema ??= Marshal.PtrToStringUTF8(gb_op_schema(Handle))!;
}
