namespace TorchSharp;

/// <summary>
/// Releases, when disposed, the tensors that were made on this thread since it was opened and were not moved out of it.
/// Scopes nest; the innermost one open on a thread takes what is made there.
/// </summary>
public sealed class DisposeScope : IDisposable
{
    [ThreadStatic] private static DisposeScope? current;

    private readonly HashSet<IDisposable> contents = new(ReferenceEqualityComparer.Instance);
    private DisposeScope? outer;
    private bool disposed;

    internal DisposeScope()
    {
        outer = current;
        current = this;
    }

    internal static DisposeScope? Current => current;

    public int DisposablesCount => contents.Count;
    public IReadOnlyList<IDisposable> DisposablesView => [.. contents];
    public bool Contains(IDisposable disposable) => contents.Contains(disposable);

    internal void Add(torch.Tensor tensor)
    {
        contents.Add(tensor);
        tensor.OwningDisposeScope = this;
    }

    internal void Forget(torch.Tensor tensor)
    {
        contents.Remove(tensor);
        tensor.OwningDisposeScope = null;
    }

    /// <summary>Hands a tensor to the scope around this one, or to nobody where there is none.</summary>
    public T MoveToOuter<T>(T disposable) where T : IDisposable
    {
        MoveToOther(outer, disposable);
        return disposable;
    }

    public (T1 first, T2 second) MoveToOuter<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable =>
        (MoveToOuter(first), MoveToOuter(second));

    public (T1 first, T2 second, T3 third) MoveToOuter<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable => (MoveToOuter(first), MoveToOuter(second), MoveToOuter(third));

    public void MoveToOuter(params IDisposable[] disposables) => MoveToOuter((IEnumerable<IDisposable>)disposables);

    public void MoveToOuter(IEnumerable<IDisposable> disposables)
    {
        foreach (var d in disposables) MoveToOuter<IDisposable>(d);
    }

    public T MoveToOther<T>(DisposeScope? scope, T disposable) where T : IDisposable
    {
        if (!contents.Remove(disposable)) return disposable;
        if (disposable is torch.Tensor tensor) tensor.OwningDisposeScope = null;
        scope?.Attach(disposable);
        return disposable;
    }

    /// <summary>Takes a tensor out of the scope: from here on it lives until it is disposed or forgotten.</summary>
    public T Detach<T>(T disposable) where T : IDisposable => MoveToOther(null, disposable);

    public void Detach(params IDisposable[] disposables)
    {
        foreach (var d in disposables) Detach<IDisposable>(d);
    }

    public T Attach<T>(T disposable) where T : IDisposable
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (disposable is torch.Tensor tensor)
        {
            tensor.OwningDisposeScope?.contents.Remove(tensor);
            tensor.OwningDisposeScope = this;
        }
        contents.Add(disposable);
        return disposable;
    }

    public void Attach(params IDisposable[] disposables)
    {
        foreach (var d in disposables) Attach<IDisposable>(d);
    }

    public void DisposeEverything() => DisposeEverythingBut();

    public T DisposeEverythingBut<T>(T keep) where T : IDisposable
    {
        DisposeEverythingBut([keep]);
        return keep;
    }

    public void DisposeEverythingBut(params IDisposable[] keep) => DisposeEverythingBut((IEnumerable<IDisposable>)keep);

    public void DisposeEverythingBut(IEnumerable<IDisposable> keep)
    {
        var kept = new HashSet<IDisposable>(keep, ReferenceEqualityComparer.Instance);
        var all = contents.ToArray();
        contents.Clear();
        foreach (var d in all)
        {
            if (kept.Contains(d))
            {
                contents.Add(d);
                continue;
            }
            if (d is torch.Tensor tensor) tensor.OwningDisposeScope = null;
            d.Dispose();
        }
    }

    public void Dispose()
    {
        if (disposed) return;
        DisposeEverything();
        disposed = true;
        // Scopes may be closed out of order: unlink this one wherever it stands.
        if (current == this) current = outer;
        else
            for (var s = current; s is not null; s = s.outer)
                if (s.outer == this) s.outer = outer;
    }
}

public static partial class torch
{
    /// <summary>Opens a scope on this thread; write <c>using var scope = NewDisposeScope();</c>.</summary>
    public static DisposeScope NewDisposeScope() => new();

    public static DisposeScope? CurrentDisposeScope => DisposeScope.Current;

    /// <summary>Runs a function in a scope of its own and keeps only what it returns.</summary>
    public static Tensor WrappedTensorDisposeScope(Func<Tensor> expr)
    {
        using var scope = NewDisposeScope();
        return expr().MoveToOuterDisposeScope();
    }
}
