namespace TorchSharp;

/// <summary>Tells the garbage collector how much native memory its tensors hold, so that forgotten ones are found in time.</summary>
internal static class NativeMemory
{
    /// <summary>Small tensors are not worth a call to the collector each.</summary>
    private const long Worth = 4096;

    /// <summary>With this much allocated since the last collection, and as much again as was alive then, the collector is asked to look.</summary>
    private const long Patience = 256L << 20;

    private static long live, allocatedSince, liveThen;

    /// <summary>The bytes of native memory that live tensors own.</summary>
    public static long Live => Interlocked.Read(ref live);

    public static void Allocated(long bytes)
    {
        if (bytes < Worth) return;
        GC.AddMemoryPressure(bytes);
        Interlocked.Add(ref live, bytes);
        if (Interlocked.Add(ref allocatedSince, bytes) < Patience + Interlocked.Read(ref liveThen)) return;
        Interlocked.Exchange(ref allocatedSince, 0);
        // The pressure alone lets the collector wait for gigabytes. Only when nobody disposes does the live size grow with what is allocated.
        if (Interlocked.Read(ref live) > Interlocked.Read(ref liveThen) + Patience / 2)
        {
            GC.Collect(2, GCCollectionMode.Forced, blocking: true);
            GC.WaitForPendingFinalizers();
        }
        Interlocked.Exchange(ref liveThen, Interlocked.Read(ref live));
    }

    public static void Freed(long bytes)
    {
        if (bytes < Worth) return;
        GC.RemoveMemoryPressure(bytes);
        Interlocked.Add(ref live, -bytes);
    }
}
