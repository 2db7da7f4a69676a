using static TorchSharp.torch;

namespace Glassbox;

/// <summary>Makes explanations as a given one was made, with the same method, options and seed: for other inputs, or for another model.</summary>
public sealed class Remaking
{
    private readonly IMethods methods;
    private readonly Provenance made;
    private readonly Dictionary<string, object?> options;
    private readonly Run run;

    /// <param name="explanation">An explanation that a host made.</param>
    /// <param name="name">How it is called where it cannot be made again.</param>
    /// <param name="run">Whose methods are called; it asks to stop. Progress is not told.</param>
    /// <exception cref="GlassboxException">It was made without a host, or was given a tensor that its provenance does not keep.</exception>
    public Remaking(Attribution explanation, string name, Run run)
    {
        if (run.Methods is not { } offered || explanation.Provenance is not { } provenance)
            throw new GlassboxException($"{name} was made without a host, so that it cannot be made again: explain by a verb or run.Methods.");
        if (provenance.Options.FirstOrDefault(o => o.Value.StartsWith("tensor [", StringComparison.Ordinal)) is { Key: { } tensorOption })
            throw new GlassboxException($"{name} was given a tensor for {tensorOption}, which its provenance does not keep: it cannot be made again.");
        (methods, made) = (offered, provenance);
        options = provenance.Options.Where(o => o.Value != "none").ToDictionary(o => o.Key, o => (object?)o.Value);
        // The same seed, so that what changes is what the caller changes.
        this.run = new Run(provenance.Seed, run.Cancellation, methods: methods);
    }

    /// <summary>Explains inputs.</summary>
    /// <param name="model">The model to explain.</param>
    /// <param name="inputs">What it is given: <c>[N, ...]</c>.</param>
    /// <param name="target">What is explained, settled for as many inputs.</param>
    public Attribution Explain(Model model, Tensor inputs, FixedTarget target) => (Attribution)methods.Invoke(made.Method, [model, inputs, Target.Settled(target)], options, run);
}
