using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>
/// Managed code called from native code. An exception must not cross native frames: it is kept here, native code unwinds with an error of
/// its own, and the managed caller at the bottom throws the kept one again.
/// </summary>
internal static class Callbacks
{
    private static Exception? error;

    /// <summary>Keeps the first exception until the native call returns; a backward pass may run on another thread.</summary>
    public static void Keep(Exception e) => Interlocked.CompareExchange(ref error, e, null);

    /// <summary>The exception kept since the last call, if any.</summary>
    public static Exception? TakeError() => Interlocked.Exchange(ref error, null);

    /// <summary>Frees the delegate or array that native code no longer needs.</summary>
    [UnmanagedCallersOnly]
    public static void Release(nint context) => GCHandle.FromIntPtr(context).Free();
}
