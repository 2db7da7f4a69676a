namespace TorchSharp;

/// <summary>
/// Counts the native memory that tensors hold, and asks the garbage collector for forgotten ones when it has grown.
/// </summary>
// GC.AddMemoryPressure would ask for a full collection whenever much was allocated, though as much was disposed: five a forward pass of a ResNet-18 in a scope.
internal static class NativeMemory
{
    /// <summary>Small tensors are not worth counting.</summary>
    private const long Worth = 4096;

    /// <summary>With this much allocated since the last look, and half as much again as was alive then, it is time to look.</summary>
    private const long Patience = 256L << 20;

    private static long live, allocatedSince, liveThen;

    /// <summary>The bytes of native memory that live tensors own.</summary>
    public static long Live => Interlocked.Read(ref live);

    public static void Allocated(long bytes)
    {
        if (bytes < Worth) return;
        Interlocked.Add(ref live, bytes);
        if (Interlocked.Add(ref allocatedSince, bytes) < Patience + Interlocked.Read(ref liveThen) / 2) return;
        Interlocked.Exchange(ref allocatedSince, 0);
        // Only when nobody disposes does the live size grow with what is allocated.
        if (Interlocked.Read(ref live) > Interlocked.Read(ref liveThen) + Patience / 2)
        {
            GC.Collect(2, GCCollectionMode.Forced, blocking: true);
            GC.WaitForPendingFinalizers();
        }
        Interlocked.Exchange(ref liveThen, Interlocked.Read(ref live));
    }

    public static void Freed(long bytes)
    {
        if (bytes >= Worth) Interlocked.Add(ref live, -bytes);
    }
}
