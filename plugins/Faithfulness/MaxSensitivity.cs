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
        var all = new List<Tensor>();
        for (var i = 0; i < explanations.Length; i++)
            all.Add(Of(explanations[i], new Remaking(explanations[i], names[i], run), model, noise, options.BatchSize, run, names[i]));
        var measure = new Measure("max-sensitivity", stack(all.ToArray(), 0).MoveToOuterDisposeScope(), Better.Less);
        return new Score(
            "Max-sensitivity", $"Largest relative change of the explanation among {noise.Samples} neighbours, mean of {SideBySide.Inputs(inputs.size(0))}; less is better.", names, measure)
        {
            Values = new Dictionary<string, Tensor> { ["max-sensitivity"] = measure.Values },
        };
    }

    /// <summary>One explanation's largest relative change for each input: <c>[N]</c>.</summary>
    private static Tensor Of(Attribution explanation, Remaking remaking, Model model, InputNoise noise, int batchSize, Run run, string name)
    {
        var inputs = explanation.Inputs.detach();
        var values = explanation.Values.detach().to(ScalarType.Float64);
        var lengths = values.flatten(1).square().sum(1).sqrt();
        var changes = run.InBatches(inputs.size(0) * noise.Samples, batchSize, (first, count) =>
        {
            var (added, which) = noise.Rows(first, count);
            var index = tensor(which, device: inputs.device);
            var moved = remaking.Explain(model, inputs.index_select(0, index) + added, explanation.Target.Select(which)).Values.to(ScalarType.Float64);
            return (moved - values.index_select(0, index)).flatten(1).square().sum(1).sqrt() / lengths.index_select(0, index);
        }, $"neighbours ({name})");
        return changes.view(noise.Samples, inputs.size(0)).amax([0L]).cpu();
    }
}
