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
        [Range(2, 1_000_000)] int Samples = 200, [Range(0, 10)] double NoiseLevel = 0.2, Tensor? Perturbations = null, bool Normalized = true, [Range(1, 65536)] int BatchSize = 32);

    /// <inheritdoc/>
    public Score Measure(Model model, Attribution[] explanations, Options options, Run run)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var names = SideBySide.Names(explanations);
        var inputs = explanations[0].Inputs.detach();
        var perturbations = options.Perturbations is { } given ? InputNoise.Given(inputs, given) : InputNoise.Gaussian(inputs, options.Samples, options.NoiseLevel, run);
        var notes = new List<string>();
        var (table, all) = (new Table("explanation", "infidelity")
        {
            Title = "Infidelity",
            Caption = $"Mean squared error of the change in score under noise{(options.Normalized ? ", at each explanation's best scale" : "")}, mean of {inputs.size(0)} inputs; less is better.",
        }, new List<Tensor>());
        for (var i = 0; i < explanations.Length; i++)
        {
            if (!explanations[i].Values.shape.SequenceEqual(inputs.shape))
            {
                notes.Add($"{names[i]} gives one value a place, not one for each element, so that its infidelity is not defined.");
                table.Add(names[i], Cell.Empty);
                all.Add(full(inputs.size(0), double.NaN, dtype: ScalarType.Float64));
                continue;
            }
            var infidelity = Of(model, explanations[i], perturbations, options, run);
            table.Add(names[i], infidelity.mean().item<double>());
            all.Add(infidelity);
        }
        if (notes.Count == explanations.Length)
            throw new GlassboxException("Infidelity needs explanations with a value for each element of the input; these give one a place.");
        return new Score(table)
        {
            Notes = notes,
            Values = new Dictionary<string, Tensor> { ["infidelity"] = stack(all.ToArray(), 0).MoveToOuterDisposeScope() },
        };
    }

    /// <summary>One explanation's infidelity for each input: <c>[N]</c>.</summary>
    private static Tensor Of(Model model, Attribution explanation, InputNoise perturbations, Options options, Run run)
    {
        var (inputs, values) = (explanation.Inputs.detach(), explanation.Values.detach());
        var n = inputs.size(0);
        var before = run.InBatches(n, options.BatchSize, (first, count) =>
            model.Score(inputs.narrow(0, first, count), explanation.Target.Select([.. Enumerable.Range((int)first, (int)count).Select(r => (long)r)])), "inputs");
        // One row a perturbation: what the explanation says, and what happens.
        var changes = run.InBatches(n * perturbations.Samples, options.BatchSize, (first, count) =>
        {
            var (taken, which) = perturbations.Rows(first, count);
            var index = tensor(which, device: inputs.device);
            var said = (taken * values.index_select(0, index)).flatten(1).sum(1);
            var done = before.index_select(0, index) - model.Score(inputs.index_select(0, index) - taken, explanation.Target.Select(which));
            return stack([said, done], 1).to(ScalarType.Float64).cpu();
        }, "perturbed inputs").view(perturbations.Samples, n, 2);
        var (says, does) = (changes.select(2, 0), changes.select(2, 1));
        if (options.Normalized)
        {
            var power = says.square().mean([0L]);
            says = says * where(power.eq(0), zeros_like(power), (says * does).mean([0L]) / power);
        }
        return (says - does).square().mean([0L]);
    }
}
