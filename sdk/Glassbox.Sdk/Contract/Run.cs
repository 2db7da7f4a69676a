using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>What surrounds one call of a method: cancellation, progress, seed and log. Used from one thread at a time.</summary>
/// <param name="seed">Everything random in the method draws from it: the same call gives the same bits on the same machine.</param>
/// <param name="cancellation">Asks the method to stop; it throws <see cref="OperationCanceledException"/> within a second.</param>
/// <param name="progress">Is told how much is done.</param>
/// <param name="log">Is told, in sentences, what a user should know.</param>
/// <param name="methods">The other methods that a method may call by id, such as the one that SmoothGrad averages.</param>
public sealed class Run(
    long seed = 0, CancellationToken cancellation = default, IProgress<Progress>? progress = null, Action<string>? log = null, IMethods? methods = null)
{
    /// <summary>The seed that everything random draws from.</summary>
    public long Seed { get; } = seed;

    /// <summary>Asks the method to stop.</summary>
    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>The other methods, by id; null where there is no host.</summary>
    public IMethods? Methods { get; } = methods;

    /// <summary>The same run with methods to call: a host's answer to a run that a script made itself.</summary>
    internal Run With(IMethods methods) => new(Seed, Cancellation, progress, log, methods);

    /// <summary>A new generator on the device (the CPU unless said), seeded with <see cref="Seed"/> and <paramref name="stream"/>: different streams are independent.</summary>
    public Generator Generator(Device? device = null, int stream = 0) => new(unchecked((ulong)Seed + 0x9E3779B97F4A7C15 * (ulong)stream), device);

    /// <summary>Stops here if the caller asked to, and otherwise reports what is done.</summary>
    /// <param name="done">How many of <paramref name="total"/> are done.</param>
    /// <param name="total">How many there are.</param>
    /// <param name="unit">What is counted, in the plural: <c>samples</c>.</param>
    /// <exception cref="OperationCanceledException">The caller asked to stop.</exception>
    public void Step(long done, long total, string unit = "steps")
    {
        Cancellation.ThrowIfCancellationRequested();
        progress?.Report(new Progress(done, total, unit));
    }

    /// <summary>Tells the user something that the result alone does not say.</summary>
    public void Log(string sentence) => log?.Invoke(sentence);
}

/// <summary>How much of a piece of work is done.</summary>
/// <param name="Done">How many are done.</param>
/// <param name="Total">How many there are.</param>
/// <param name="Unit">What is counted, in the plural.</param>
public readonly record struct Progress(long Done, long Total, string Unit);

/// <summary>The methods that a host offers, for methods that build on others.</summary>
public interface IMethods
{
    /// <summary>Calls a method by id.</summary>
    /// <param name="id">The method's id: <c>saliency</c>.</param>
    /// <param name="operands">The operands of its kind, in order.</param>
    /// <param name="options">Options by name in camel case; those left out take their defaults.</param>
    /// <param name="run">The run it belongs to.</param>
    /// <returns>The method's result.</returns>
    /// <exception cref="GlassboxException">No such method, or a bad option.</exception>
    object Invoke(string id, object?[] operands, IReadOnlyDictionary<string, object?> options, Run run);

    /// <summary>What is offered, in order of the ids; empty where a host does not tell.</summary>
    IReadOnlyList<OfferedMethod> Offered => [];
}

/// <summary>A method that a host offers.</summary>
/// <param name="Id">Its id: <c>grad-cam</c>.</param>
/// <param name="Title">Its name in words.</param>
/// <param name="Kind">The id of its kind: <c>attributor</c>.</param>
/// <param name="Source">The paper it comes from; empty where it names none.</param>
/// <param name="OnRequest">Whether it runs only when it is named.</param>
/// <param name="Control">Whether it is an attributor that knows nothing of the model.</param>
public sealed record OfferedMethod(string Id, string Title, string Kind, string Source, bool OnRequest, bool Control);
