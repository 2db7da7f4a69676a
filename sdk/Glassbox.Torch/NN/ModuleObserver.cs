namespace TorchSharp;

/// <summary>
/// Told of every <c>call</c> of a module on its thread, nested ones included, so that what runs can be traced to the module it runs under.
/// There is none unless a capture set it.
/// </summary>
internal abstract class ModuleObserver
{
    [ThreadStatic] private static ModuleObserver? current;

    /// <summary>The observer of this thread's modules, or null.</summary>
    internal static ModuleObserver? Current
    {
        get => current;
        set => current = value;
    }

    /// <summary>The module begins, before its forward pre-hooks run.</summary>
    internal abstract void Entered(torch.nn.Module m);

    /// <summary>The module is done, after its forward hooks ran; <paramref name="output"/> is null where it threw.</summary>
    internal abstract void Left(torch.nn.Module m, object? output);
}
