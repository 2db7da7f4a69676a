using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Infidelity (Yeh et al. 2019, definition 2.1): the mean squared difference between what an explanation says a perturbation I takes from the score, <c>I . values</c>, and what it
/// takes, <c>f(x) - f(x - I)</c>. Zero for gradients of a linear model; less is better.
/// </summary>
[Method("infidelity", "Infidelity", Source = "Yeh et al. 2019")]
public sealed class Infidelity : IMetric<Infidelity.Options>
{
    /// <param name="Samples">How many perturbations each input meets.</param>
    /// <param name="NoiseLevel">The perturbations are Gaussian noise; this is its standard deviation as a fraction of the input's range.</param>
    /// <param name="Perturbations">The perturbations themselves in place of a random draw: <c>[samples, ...]</c>, or <c>[N, samples, ...]</c> for each input its own.</param>
    /// <param name="Normalized">Scale each explanation by the factor that fits it best first, so that explanations of different scale compare.</param>
    /// <param name="BatchSize">How many perturbed inputs run at a time.</param>
    public sealed record Options(
        [Range(2, 1_000_000)] int Samples = 100, [Range(0, 10)] double NoiseLevel = 0.2, Tensor? Perturbations = null, bool Normalized = true, [Range(1, 65536)] int BatchSize = 32);

    /// <inheritdoc/>
    public Score Measure(Model model, Attribution[] explanations, Options options, Run run)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        if (!explanations[0].Inputs.is_floating_point())
            throw new GlassboxException($"Infidelity adds noise to inputs of floating point, and these are {explanations[0].Inputs.dtype}: faithfulness deletes words instead.");
        var names = SideBySide.Names(explanations);
        var (inputs, prepared) = (explanations[0].Inputs.detach(), model.Prepare());
        var perturbations = options.Perturbations is { } given ? InputNoise.Given(inputs, given) : InputNoise.Gaussian(inputs, options.Samples, options.NoiseLevel, run);
        var undefined = new List<string>();
        var all = new List<Tensor>();
        // What happens depends on the target only: it is measured once for explanations of the same.
        var happens = new Dictionary<FixedTarget, Tensor>();
        for (var i = 0; i < explanations.Length; i++)
        {
            var explanation = explanations[i];
            if (!explanation.Values.shape.SequenceEqual(inputs.shape))
            {
                undefined.Add(names[i]);
                all.Add(full(inputs.size(0), double.NaN, dtype: ScalarType.Float64));
                continue;
            }
            if (!happens.TryGetValue(explanation.Target, out var happened))
                happens[explanation.Target] = happened = Changes(prepared, inputs, explanation.Target, perturbations, options.BatchSize, run);
            all.Add(Of(Said(explanation, perturbations, options.BatchSize, run), happened, options.Normalized));
        }
        if (undefined.Count == explanations.Length)
            throw new GlassboxException("Infidelity needs explanations with a value for each element of the input; these give one a place.");
        var measure = new Measure("infidelity", stack(all.ToArray(), 0).MoveToOuterDisposeScope(), Better.Less);
        return new Score(
            "Infidelity",
            $"Mean squared error of the change in score under noise{(options.Normalized ? ", at each explanation's best scale" : "")}, mean of {SideBySide.Inputs(inputs.size(0))}; less is better.",
            names, measure)
        {
            Notes = undefined.Count == 0 ? [] : [$"Infidelity is not defined for maps of one value a place, rather than one for each element: {string.Join(", ", undefined)}."],
            Values = new Dictionary<string, Tensor> { ["infidelity"] = measure.Values },
        };
    }

    /// <summary>What each perturbation takes from the score: <c>[samples, N]</c> of Float64.</summary>
    private static Tensor Changes(Prepared model, Tensor inputs, FixedTarget target, InputNoise perturbations, int batchSize, Run run)
    {
        var n = inputs.size(0);
        var before = run.InBatches(n, batchSize, (first, count) =>
            model.Score(inputs.narrow(0, first, count), target.Select(Rows.From(first, count))), "inputs");
        return run.InBatches(n * perturbations.Samples, batchSize, (first, count) =>
        {
            var (taken, which) = perturbations.Rows(first, count);
            var index = tensor(which, device: inputs.device);
            return (before.index_select(0, index) - model.Score(inputs.index_select(0, index) - taken, target.Select(which))).to(ScalarType.Float64).cpu();
        }, "perturbed inputs").view(perturbations.Samples, n);
    }

    /// <summary>What an explanation says that each perturbation takes: <c>[samples, N]</c> of Float64.</summary>
    private static Tensor Said(Attribution explanation, InputNoise perturbations, int batchSize, Run run)
    {
        var values = explanation.Values.detach();
        var n = values.size(0);
        return run.InBatches(n * perturbations.Samples, batchSize, (first, count) =>
        {
            var (taken, which) = perturbations.Rows(first, count);
            return (taken * values.index_select(0, tensor(which, device: values.device))).flatten(1).sum(1).to(ScalarType.Float64).cpu();
        }, "perturbations").view(perturbations.Samples, n);
    }

    /// <summary>The mean squared difference, for each input: <c>[N]</c>.</summary>
    private static Tensor Of(Tensor said, Tensor happened, bool normalized)
    {
        if (normalized)
        {
            var power = said.square().mean([0L]);
            said = said * where(power.eq(0), zeros_like(power), (said * happened).mean([0L]) / power);
        }
        return (said - happened).square().mean([0L]);
    }
}
