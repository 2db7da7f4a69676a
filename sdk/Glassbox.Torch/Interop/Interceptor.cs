using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>Sees every operator that runs on this thread, above autograd, after it ran.</summary>
internal static unsafe class Interceptor
{
    internal interface IObserver
    {
        /// <summary>An operator ran. The handles in <paramref name="call"/> are borrowed until this returns, but for copies marked as owned.</summary>
        void Ran(InterceptedCall* call);

        /// <summary>C# code read what a tensor holds, and may decide by it what runs next.</summary>
        void Read(nint tensor);
    }

    [ThreadStatic] private static IObserver? observer;

    /// <summary>Whether operators of this thread are being observed.</summary>
    public static bool IsOn => observer is not null;

    /// <summary>Runs <paramref name="body"/> with every operator of this thread reported to <paramref name="to"/>.</summary>
    public static T Observe<T>(IObserver to, Func<T> body)
    {
        if (observer is not null) throw new InvalidOperationException("A capture is running on this thread already: the captured function must not capture.");
        observer = to;
        NativeMethods.gb_intercept(&Ran);
        try
        {
            return body();
        }
        finally
        {
            NativeMethods.gb_intercept(null);
            observer = null;
        }
    }

    /// <summary>Tells the observer of this thread, if there is one, that C# code reads what a tensor holds.</summary>
    public static void Read(nint tensor) => observer?.Read(tensor);

    [UnmanagedCallersOnly]
    private static int Ran(InterceptedCall* call)
    {
        try
        {
            observer?.Ran(call);
            return 0;
        }
        catch (Exception e)
        {
            Callbacks.Keep(e);
            return -1;
        }
    }
}
