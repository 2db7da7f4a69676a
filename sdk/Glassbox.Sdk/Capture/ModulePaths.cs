using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>Follows which module is running, by its path in the network.</summary>
internal sealed class ModulePaths : ModuleObserver
{
    private readonly Recorder recorder;
    private readonly Dictionary<nn.Module, string> paths = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<string> running = new();

    public ModulePaths(Recorder recorder, nn.Module root)
    {
        this.recorder = recorder;
        foreach (var (name, module) in root.named_modules()) paths.TryAdd(module, name);
        paths[root] = "";
    }

    /// <summary>The path of the module that is running.</summary>
    public string Path => running.TryPeek(out var path) ? path : "";

    /// <summary>Watches the modules of this thread until disposed.</summary>
    public IDisposable Watch()
    {
        var before = Current;
        Current = this;
        return new Ending(before);
    }

    internal override void Entered(nn.Module m)
    {
        // A module that is no part of the tree, made while the network runs, stands below the one that called it.
        if (!paths.TryGetValue(m, out var path)) path = Path.Length == 0 ? m.GetName() : $"{Path}.{m.GetName()}";
        running.Push(path);
    }

    internal override void Left(nn.Module m, object? output)
    {
        var path = running.Pop();
        if (output is Tensor tensor) recorder.ModuleLeft(path, tensor);
    }

    private sealed class Ending(ModuleObserver? before) : IDisposable
    {
        public void Dispose() => Current = before;
    }
}
