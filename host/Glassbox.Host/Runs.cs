using Glassbox.Host.Commands;
using Glassbox.Host.Plugins;
using Glassbox.Host.Records;
using Glassbox.Host.Terminal;
using Glassbox.Host.Verbs;
using TorchSharp;

namespace Glassbox.Host;

/// <summary>Calls methods the way a user at a terminal wants them called: with the session's seed, stopped by Ctrl-C, their progress and remarks on stderr.</summary>
internal sealed class Runs(PluginCatalogue methods, Settings settings, torch.Device device, Interrupt interrupt) : IMethods
{
    private ProgressLine? line;

    /// <summary>Where networks are loaded to unless a script says; holds from the next <see cref="ServeVerbs"/>.</summary>
    public torch.Device Device { get; set; } = device;

    /// <summary>Who keeps account of the calls; null where nobody does.</summary>
    public Recording? Recording { get; set; }

    /// <summary>A run for one call.</summary>
    public Run New() => settings.Quiet
        ? new Run(settings.Seed, interrupt.Token, methods: new Nested(this, methods))
        : new Run(settings.Seed, interrupt.Token, new Relay(this), Remark, new Nested(this, methods));

    /// <inheritdoc/>
    public object Invoke(string id, object?[] operands, IReadOnlyDictionary<string, object?> options, Run run) =>
        Recorded(During(methods.Method(id).Title, () => methods.Invoke(id, operands, options, run)));

    /// <inheritdoc/>
    public IReadOnlyList<OfferedMethod> Offered => ((IMethods)methods).Offered;

    /// <summary>Lets the generated verbs call through here, in this flow of execution and all that it starts.</summary>
    public void ServeVerbs() =>
        VerbHost.Use(new VerbSession(this, New, (explanations, truth, metrics, run) =>
            Recorded(During("Comparison", () => Comparisons.Of(methods, explanations, run, truth, metrics)))) { Device = Device });

    /// <summary>Does some work under a title, with its progress shown while it lasts.</summary>
    public T During<T>(string title, Func<T> work)
    {
        if (settings.Quiet) return work();
        using var shown = ProgressLine.OnError(title);
        line = shown;
        try { return work(); }
        finally { line = null; }
    }

    private T Recorded<T>(T result)
    {
        if (result is Result made) Recording?.Called(made);
        return result;
    }

    private void Remark(string sentence)
    {
        line?.Wipe();
        Console.Error.WriteLine(sentence);
    }

    /// <summary>The methods for methods that build on others: they show no progress of their own.</summary>
    private sealed class Nested(Runs runs, PluginCatalogue methods) : IMethods
    {
        public object Invoke(string id, object?[] operands, IReadOnlyDictionary<string, object?> options, Run run) => runs.Recorded(methods.Invoke(id, operands, options, run));
    }

    /// <summary>Reports to the line of whatever is running; libtorch's own threads report nothing, and a method reports from one thread at a time.</summary>
    private sealed class Relay(Runs runs) : IProgress<Progress>
    {
        public void Report(Progress value) => runs.line?.Report(value);
    }
}
