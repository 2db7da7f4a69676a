using System.Runtime.InteropServices;

namespace Glassbox.Host.Terminal;

/// <summary>
/// Ctrl-C. The first asks whatever runs to stop; methods do within a second. What has not stopped two seconds later, or at the second Ctrl-C,
/// is ended where it stands: files are written whole and renamed, so nothing is left half-written. At a prompt it only asks: the session goes on.
/// </summary>
internal sealed partial class Interrupt : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private CancellationTokenSource source = new(), again = new();
    private readonly PosixSignalRegistration registration;
    private Timer? deadline;

    /// <summary>The last that is done before the process is ended where it stands.</summary>
    public Action? BeforeEnd { get; set; }

    public Interrupt() => registration = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
    {
        signal.Cancel = true;
        if (IsAtPrompt)
        {
            (source.IsCancellationRequested ? again : source).Cancel();
            return;
        }
        if (source.IsCancellationRequested) End();
        deadline = new Timer(_ => End(), null, Grace, Timeout.InfiniteTimeSpan);
        source.Cancel();
    });

    /// <summary>Is cancelled at the first Ctrl-C.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>At a prompt, is cancelled at the second Ctrl-C.</summary>
    public CancellationToken Again => again.Token;

    /// <summary>Whether a session outlives what is stopped.</summary>
    public bool IsAtPrompt { get; set; }

    /// <summary>Forgets the last Ctrl-C, before the next piece of work.</summary>
    public void Renew()
    {
        if (source.IsCancellationRequested) (source, again) = (new CancellationTokenSource(), new CancellationTokenSource());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        registration.Dispose();
        deadline?.Dispose();
        source.Dispose();
        again.Dispose();
    }

    private void End()
    {
        BeforeEnd?.Invoke();
        ExitNow(ExitCode.Interrupted);
    }

    /// <summary>Without exit handlers: libtorch's would take its threads' memory away while they compute.</summary>
    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitNow(int code);
}
