using static TorchSharp.torch;

namespace Glassbox;

/// <summary>
/// One thread for BLAS and LAPACK until disposed, by the thread that began it. They split products and factorisations by the number of threads, which moves the last bits; layouts that descend for a thousand
/// steps turn those into other maps. The number is one of the whole process, so only one piece of work at a time has it set: others wait.
/// </summary>
public readonly struct SingleThread : IDisposable
{
    // In the SDK, which the plugins share: a gate of each plugin's own would let one restore the number while another works.
    private static readonly object gate = new();

    private readonly int before;

    /// <summary>Waits for its turn, and sets the number.</summary>
    public SingleThread()
    {
        Monitor.Enter(gate);
        before = get_num_threads();
        set_num_threads(1);
    }

    /// <summary>Sets the number as it was before.</summary>
    public void Dispose()
    {
        set_num_threads(before);
        Monitor.Exit(gate);
    }
}
