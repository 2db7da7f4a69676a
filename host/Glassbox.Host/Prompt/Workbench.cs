using Glassbox.Files;
using Glassbox.Host.Commands;
using Glassbox.Host.Plugins;
using Glassbox.Host.Scripts;
using Glassbox.Host.Terminal;
using Glassbox.Host.Verbs;

namespace Glassbox.Host.Prompt;

/// <summary>What one prompt works with: its session, the plugins behind the verbs, and the thread that things run on.</summary>
internal sealed class Workbench
{
    private readonly PackageRestore packages;
    private readonly Interrupt interrupt;
    private readonly Worker worker;
    private readonly Task<ScriptSurface> surface;
    private readonly Task warmth;
    private readonly Lock gate = new();
    private Session? session;
    private string? verbSource;
    private string? latestVerbs, newVerbs;
    private int generation;

    /// <param name="plugins">The plugins.</param>
    /// <param name="runs">Calls their methods.</param>
    /// <param name="packages">Where packages come from.</param>
    /// <param name="interrupt">Ctrl-C.</param>
    /// <param name="surface">Makes what every submission sees; begun at once, on another thread.</param>
    public Workbench(PluginCatalogue plugins, Runs runs, PackageRestore packages, Interrupt interrupt, Func<ScriptSurface> surface)
    {
        (Plugins, Runs, this.packages, this.interrupt) = (plugins, runs, packages, interrupt);
        worker = new Worker(runs.ServeVerbs);
        this.surface = Task.Run(surface);
        warmth = this.surface.ContinueWith(s => WarmUp(s.Result), TaskContinuationOptions.OnlyOnRanToCompletion);
    }

    /// <summary>Whether the compiler is in memory, so that what needs it answers at once.</summary>
    public bool IsWarm => warmth.IsCompletedSuccessfully;

    /// <summary>The plugins behind the verbs.</summary>
    public PluginCatalogue Plugins { get; }

    /// <summary>Calls methods; knows the seed and the device.</summary>
    public Runs Runs { get; }

    /// <summary>The session; made when it is first asked for. For the thread that reads what is typed: changed verbs are taken up here, between two submissions.</summary>
    public Session Session
    {
        get
        {
            lock (gate)
            {
                session ??= new Session(surface.GetAwaiter().GetResult(), packages);
                if (newVerbs is not null) session.UseVerbs(newVerbs);
                newVerbs = null;
                return session;
            }
        }
    }

    /// <summary>Compiles and runs a text, and shows what it gives.</summary>
    /// <param name="text">C#.</param>
    /// <param name="path">Where relative names in it begin, and what errors are reported under.</param>
    /// <exception cref="PromptErrorsException">It does not compile.</exception>
    /// <exception cref="OperationCanceledException">Ctrl-C.</exception>
    public void Evaluate(string text, string path)
    {
        interrupt.Renew();
        // Two threads that bring the same compiler into memory hinder each other: what is typed at once is sooner done after the other.
        if (!warmth.IsCompleted) ((IAsyncResult)warmth).AsyncWaitHandle.WaitOne();
        var current = Session;
        var compiled = current.Compile(text, path, interrupt.Token);
        worker.Run(async () =>
        {
            var value = await current.RunAsync(compiled);
            if (compiled.ValueType is not null) ValueView.Show(value);
        }, interrupt.Token, interrupt.Again);
    }

    /// <summary>Loads networks to another device from here on.</summary>
    public void Use(TorchSharp.torch.Device device)
    {
        Runs.Device = device;
        worker.Run(() =>
        {
            Runs.ServeVerbs();
            return Task.CompletedTask;
        }, default);
    }

    /// <summary>Forgets everything that was typed.</summary>
    public void Reset()
    {
        lock (gate)
        {
            session?.End();
            (session, newVerbs) = (null, latestVerbs);
        }
    }

    /// <summary>The plugins that cannot be used as they are now, and why.</summary>
    public IReadOnlyList<string> Unusable =>
        [.. Plugins.Plugins.Where(p => p.Status is PluginStatus.Broken or PluginStatus.Refused || p.Reason.EndsWith("still in use.", StringComparison.Ordinal)).Select(p => $"{p.Name}: {p.Reason}")];

    /// <summary>Takes up plugins that came, changed or went.</summary>
    /// <returns>Whether there are other verbs, or verbs with other options, than before.</returns>
    public bool Reload()
    {
        lock (gate)
        {
            verbSource ??= VerbSource.Of(Plugins.Methods, 0);
            Plugins.Refresh();
            var source = VerbSource.Of(Plugins.Methods, 0);
            if (source == verbSource) return false;
            verbSource = source;
            newVerbs = latestVerbs = VerbAssembly.For(Plugins, CacheFolder.Made("verbs"), ++generation).Path;
            return true;
        }
    }

    /// <summary>Compiles and runs, behind the first prompt, what nobody typed: most of a first answer's time is the compiler's own code becoming fast.</summary>
    private void WarmUp(ScriptSurface seen)
    {
        var scratch = new Session(seen, packages);
        foreach (var text in new[] { "var warm = new[] { 1, 2 }.Select(i => i + 1).ToArray();", "for (var i = 0; i < 1; i++) warm[0]++;", "warm[0]" })
            scratch.RunAsync(scratch.Compile(text, "warm", default)).GetAwaiter().GetResult();
        const string call = "warm.Where(i => i > 0).First(";
        var completer = new Completer(() => scratch, Plugins, []);
        completer.Complete(call, call.IndexOf('W') + 1);
        completer.Signature(call, call.Length);
        Highlighter.Styles(call, _ => false);
        scratch.End();
    }
}
