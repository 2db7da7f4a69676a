using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>The version of libtorch that was compiled against: <c>1.13.0</c>.</summary>
    public static string __version__ => Marshal.PtrToStringUTF8(NativeMethods.gb_version())!;

    /// <summary>The folder of libtorch's libraries.</summary>
    public static string LibtorchFolder => Marshal.PtrToStringUTF8(NativeMethods.gb_libtorch_folder())!;

    /// <summary>How libtorch was built and how it runs in parallel, in libtorch's words.</summary>
    public static string LibtorchConfiguration => Marshal.PtrToStringUTF8(NativeMethods.gb_config())!;

    public static int get_num_threads() => NativeMethods.gb_get_num_threads();

    public static void set_num_threads(int num)
    {
        if (NativeMethods.gb_set_num_threads(num) < 0) throw TorchException.Last("set_num_threads");
    }

    /// <summary>Refuses (or, with <paramref name="warn_only"/>, warns of) operators whose results differ from run to run.</summary>
    public static void use_deterministic_algorithms(bool mode, bool warn_only = false)
    {
        if (NativeMethods.gb_set_deterministic(mode ? 1 : 0, warn_only ? 1 : 0) < 0) throw TorchException.Last("use_deterministic_algorithms");
    }
}
