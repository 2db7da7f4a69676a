using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Max-sensitivity (Yeh et al. 2019, definition 2.2): how far an explanation moves, relative to its length, when the input moves a little, in the worst of the samples. Each explanation is
/// made again, with its own options, for each sample; less is better.
/// </summary>
[Method("max-sensitivity", "Max-sensitivity", Source = "Yeh et al. 2019", OnRequest = true)]
public sealed class MaxSensitivity : IMetric<MaxSensitivity.Options>
{
    /// <param name="Samples">How many neighbours of each input are explained.</param>
    /// <param name="Radius">How far each element of a neighbour may be from the input's, as a fraction of the input's range.</param>
    /// <param name="Noise">The differences themselves in place of a random draw: <c>[samples, ...]</c>, or <c>[N, samples, ...]</c> for each input its own.</param>
    /// <param name="BatchSize">How many neighbours are explained at a time.</param>
    public sealed record Options([Range(1, 100_000)] int Samples = 10, [Range(0, 1)] double Radius = 0.02, Tensor? Noise = null, [Range(1, 65536)] int BatchSize = 32);

    /// <inheritdoc/>
    public Score Measure(Model model, Attribution[] explanations, Options options, Run run)
    {
        using var scope = NewDisposeScope();
        var names = SideBySide.Names(explanations);
        var inputs = explanations[0].Inputs.detach();
        var noise = options.Noise is { } given ? InputNoise.Given(inputs, given) : InputNoise.Uniform(inputs, options.Samples, options.Radius, run);
        var table = new Table("explanation", "max-sensitivity")
        {
            Title = "Max-sensitivity",
            Caption = $"Largest relative change of the explanation among {noise.Samples} neighbours, mean of {inputs.size(0)} inputs; less is better.",
        };
        var all = new List<Tensor>();
        for (var i = 0; i < explanations.Length; i++)
        {
            var largest = Of(explanations[i], Again(names[i], explanations[i], model, run), noise, options.BatchSize, run, names[i]);
            table.Add(names[i], largest.mean().item<double>());
            all.Add(largest);
        }
        return new Score(table) { Values = new Dictionary<string, Tensor> { ["max-sensitivity"] = stack(all.ToArray(), 0).MoveToOuterDisposeScope() } };
    }

    /// <summary>One explanation's largest relative change for each input: <c>[N]</c>.</summary>
    private static Tensor Of(Attribution explanation, Func<Tensor, long[], Tensor> again, InputNoise noise, int batchSize, Run run, string name)
    {
        var inputs = explanation.Inputs.detach();
        var values = explanation.Values.detach().to(ScalarType.Float64);
        var lengths = values.flatten(1).square().sum(1).sqrt();
        var changes = run.InBatches(inputs.size(0) * noise.Samples, batchSize, (first, count) =>
        {
            var (added, which) = noise.Rows(first, count);
            var index = tensor(which, device: inputs.device);
            var moved = again(inputs.index_select(0, index) + added, which).to(ScalarType.Float64);
            return (moved - values.index_select(0, index)).flatten(1).square().sum(1).sqrt() / lengths.index_select(0, index);
        }, $"neighbours ({name})");
        return changes.view(noise.Samples, inputs.size(0)).amax([0L]).cpu();
    }

    /// <summary>Makes explanations as the given one was made, from neighbours and the inputs that they are neighbours of.</summary>
    private static Func<Tensor, long[], Tensor> Again(string name, Attribution explanation, Model model, Run run)
    {
        if (run.Methods is not { } methods || explanation.Provenance is not { } made)
            throw new GlassboxException($"{name} was made without a host, so that it cannot be made again: explain by a verb or run.Methods.");
        if (explanation.Target.Classes is not { } classes)
            throw new GlassboxException($"{name} explains {explanation.Target.Description}; max-sensitivity can only make explanations of a class again.");
        if (made.Options.FirstOrDefault(o => o.Value.StartsWith("tensor [", StringComparison.Ordinal)) is { Key: { } tensorOption })
            throw new GlassboxException($"{name} was given a tensor for {tensorOption}, which its provenance does not keep: it cannot be made again.");
        var options = made.Options.Where(o => o.Value != "none").ToDictionary(o => o.Key, o => (object?)o.Value);
        // The same seed, so that what changes is the input alone.
        var quiet = new Run(made.Seed, run.Cancellation, methods: methods);
        return (neighbours, which) => ((Attribution)methods.Invoke(made.Method, [model, neighbours, Target.Classes([.. which.Select(i => classes[i])])], options, quiet)).Values;
    }
}
