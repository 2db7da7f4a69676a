namespace Glassbox;

/// <summary>
/// Names what runs inside, for networks that are no tree of modules (functional code, graphs read from files): operators between
/// <see cref="Enter"/> and the end of the scope are recorded under this path.
/// </summary>
public sealed class CaptureScope : IDisposable
{
    private readonly Recorder? recorder;

    private CaptureScope(Recorder? recorder) => this.recorder = recorder;

    /// <summary>Opens a scope below the ones that are open; costs nothing while no capture runs.</summary>
    /// <param name="name">One part of a path: <c>conv1</c>.</param>
    public static CaptureScope Enter(string name)
    {
        var recorder = Recorder.Current;
        recorder?.EnterScope(name);
        return new CaptureScope(recorder);
    }

    /// <summary>Closes the scope.</summary>
    public void Dispose() => recorder?.LeaveScope();
}
