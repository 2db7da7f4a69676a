using static TorchSharp.torch;

namespace Glassbox;

/// <summary>What a method gives back: a value with its tensors, the check of what it promises, and enough to replay it.</summary>
public abstract class Result
{
    /// <summary>What made it: method, options, target, seed, versions, time. Set by the host; null where a method was called directly.</summary>
    public Provenance? Provenance { get; internal set; }

    /// <summary>The identities that the method promises, with their measured errors.</summary>
    public IReadOnlyList<Check> Checks { get; init; } = [];

    /// <summary>What a reader of the result must know, in sentences: the layer that was chosen, an input for which nothing was found.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The tensors by name, as <c>.npz</c> and <c>.safetensors</c> files hold them.</summary>
    public abstract IReadOnlyDictionary<string, Tensor> Tensors { get; }

    /// <summary>The result as a picture.</summary>
    public abstract Figure Figure();

    /// <summary>The result as a table, where numbers say it better than a picture; null where they do not.</summary>
    public virtual Table? Table() => null;
}

/// <summary>Enough to replay a result.</summary>
/// <param name="Method">The method's id: <c>lrp</c>.</param>
/// <param name="Title">The method's name in words.</param>
/// <param name="Options">Every option by name, defaults included, as text.</param>
/// <param name="Target">The target in words; empty where the method has none.</param>
/// <param name="Model">The model's name; empty where the method has none.</param>
/// <param name="Seed">The seed everything random drew from.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Versions">The versions of Glassbox, the plugin and libtorch, by name.</param>
public sealed record Provenance(
    string Method, string Title, IReadOnlyDictionary<string, string> Options, string Target, string Model, long Seed, TimeSpan Duration, IReadOnlyDictionary<string, string> Versions);
