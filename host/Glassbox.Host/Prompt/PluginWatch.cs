namespace Glassbox.Host.Prompt;

/// <summary>Takes up plugins as they are rebuilt. It looks at the files' sizes and times instead of waiting for the system's notices, which get lost where folders are mounted or replaced.</summary>
/// <param name="workbench">What uses the plugins.</param>
/// <param name="tell">Is told, in one line, what has changed.</param>
internal sealed class PluginWatch(Workbench workbench, Action<string> tell) : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(0.3);

    private readonly CancellationTokenSource stop = new();

    /// <summary>Begins to look.</summary>
    public void Start() => _ = Task.Run(async () =>
    {
        var taken = workbench.Plugins.Stamp();
        var seen = taken;
        using var clock = new PeriodicTimer(Every);
        while (await clock.WaitForNextTickAsync(stop.Token))
        {
            var now = workbench.Plugins.Stamp();
            // A build writes for a while: it is over when two looks see the same.
            if (now != taken && now == seen)
            {
                taken = now;
                var changed = workbench.Reload();
                tell(workbench.Unusable is [var first, ..] ? first : changed ? "Plugins were rebuilt; their verbs or options have changed." : "Plugins were rebuilt.");
            }
            seen = now;
        }
    });

    /// <inheritdoc/>
    public void Dispose() => stop.Cancel();
}
