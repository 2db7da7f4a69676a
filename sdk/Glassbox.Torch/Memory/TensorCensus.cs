namespace TorchSharp;

/// <summary>
/// Counts the tensors that are made while it is open, in the caller's flow and in what that starts on other threads, and not disposed since. What else the process does is not
/// counted; a tensor that only the garbage collector releases is: when it comes is nobody's merit.
/// </summary>
internal sealed class TensorCensus : IDisposable
{
    private static readonly AsyncLocal<TensorCensus?> current = new();
    private static int open;

    private readonly TensorCensus? outer = current.Value;
    private long left;

    public TensorCensus()
    {
        current.Value = this;
        Interlocked.Increment(ref open);
    }

    /// <summary>The census that counts what is made here; null where none does.</summary>
    // Looking at the flow costs each tensor something, so not while there is no census anywhere.
    public static TensorCensus? Current => Volatile.Read(ref open) > 0 ? current.Value : null;

    /// <summary>How many of the tensors that it counted nobody has disposed, by hand or by a scope.</summary>
    public long Left => Interlocked.Read(ref left);

    public void Made() => Interlocked.Increment(ref left);

    public void Disposed() => Interlocked.Decrement(ref left);

    /// <summary>Ends the counting of new tensors; those counted are watched on.</summary>
    public void Dispose()
    {
        current.Value = outer;
        Interlocked.Decrement(ref open);
    }
}
