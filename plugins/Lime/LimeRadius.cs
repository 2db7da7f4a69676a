using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Shows how LIME's weights for plain noise come to the gradient as the noise shrinks: the cosine between both against the noise's radius, from the same inputs with several seeds.
/// Where the curve leaves one, the network is no longer linear, and LIME tells of the neighbourhood instead of the point.
/// </summary>
[Method("lime-radius", "LIME's weights against the radius", Source = "Ribeiro et al. 2016; Garreau and von Luxburg 2020")]
public sealed class LimeRadius : IDiagnostic<LimeRadius.Options>
{
    /// <param name="Radii">The noise's bounds as shares of each input's range, largest minus smallest element; 0.001 to 1 in nine steps unless said.</param>
    /// <param name="Seeds">How many draws of the noise, which the confidence intervals are over.</param>
    /// <param name="Samples">How many perturbed inputs a fit is made from; 4 times the number of elements unless said.</param>
    /// <param name="Inputs">How many of the data's first samples are looked at.</param>
    /// <param name="BatchSize">How many perturbed inputs the model is given at a time, at most.</param>
    public sealed record Options(
        double[]? Radii = null, [Range(2, 1000)] int Seeds = 5, [Range(0, 10_000_000)] int Samples = 0, [Range(1, 10_000)] int Inputs = 4, [Range(1, 65536)] int BatchSize = 256);

    /// <inheritdoc/>
    public Diagnosis Diagnose(Model model, Dataset data, Options options, Run run)
    {
        double[] radii = options.Radii ?? [.. Enumerable.Range(0, 9).Select(i => Math.Pow(10, -3 + i * 0.375))];
        if (radii.Length == 0 || radii.Any(r => !(r > 0))) throw new GlassboxException($"Radii are positive shares of an input's range; these are {string.Join(", ", radii)}.");
        using var scope = NewDisposeScope();
        var inputs = (int)Math.Min(options.Inputs, data.Count);
        // [radii, seeds, inputs]
        var (cosines, fits) = (new double[radii.Length][][], new double[radii.Length][][]);
        for (var r = 0; r < radii.Length; r++) (cosines[r], fits[r]) = (new double[options.Seeds][], new double[options.Seeds][]);
        for (var n = 0; n < inputs; n++)
        {
            using var each = NewDisposeScope();
            var x = data[n].Input.to(model.Device);
            var target = Target.Predicted.For(model, x).Settled();
            var gradient = Gradient(model, x, target);
            using var off = no_grad();
            var forward = new PerturbedForward(model, x, target);
            var range = (x.max() - x.min()).ToDouble();
            var samples = options.Samples == 0 ? 4 * (int)x.numel() : options.Samples;
            for (var r = 0; r < radii.Length; r++)
                for (var seed = 0; seed < options.Seeds; seed++)
                {
                    run.Step((n * radii.Length + r) * options.Seeds + seed, inputs * radii.Length * options.Seeds, "fits");
                    using var fit = NewDisposeScope();
                    var noise = NoiseNeighbourhood.Uniform(radii[r] * range, new Lime.Options(samples, Regression: Regression.LeastSquares, Features: 0, BatchSize: options.BatchSize));
                    var drawn = noise.Sample(n, x, forward, new Run(unchecked(run.Seed * 1_000_003 + seed), run.Cancellation), "samples");
                    var surrogate = Surrogate.Fit(drawn.Features, drawn.Scores, drawn.Proximity, Regression.LeastSquares, 0, 0, standardize: false);
                    (cosines[r][seed] ??= new double[inputs])[n] = Cosine(tensor(surrogate.Weights), gradient);
                    (fits[r][seed] ??= new double[inputs])[n] = surrogate.RSquared;
                }
        }
        run.Step(1, 1, "fits");

        var table = new Table("radius (share of the range)", "cosine", "from", "to", "R²")
        {
            Title = "LIME's weights and the gradient",
            Caption = $"Mean over {inputs} inputs of {model.Name}; 95 % confidence intervals over {options.Seeds} draws of the noise.",
        };
        var intervals = cosines.Select(seeds => MeanInterval.Of([.. seeds.Select(s => s.Average())])).ToArray();
        for (var r = 0; r < radii.Length; r++) table.Add(radii[r], intervals[r].Mean, intervals[r].Low, intervals[r].High, fits[r].Average(s => s.Average()));
        Curve Line(string name, Func<MeanInterval, double> of) =>
            new(name, [.. radii.Select(Math.Log10)], [.. intervals.Select(of)]) { XTitle = "log10 radius (share of the input's range)", YTitle = "cosine with the gradient" };
        return new Diagnosis(table)
        {
            Curves = [Line("mean", i => i.Mean), Line("95 % from", i => i.Low), Line("95 % to", i => i.High)],
            Values = new Dictionary<string, Tensor>
            {
                ["radii"] = tensor(radii).MoveToOuterDisposeScope(),
                ["cosines"] = stack(cosines.Select(seeds => stack(seeds.Select(s => tensor(s))))).MoveToOuterDisposeScope(),
            },
        };
    }

    private static Tensor Gradient(Model model, Tensor x, FixedTarget target)
    {
        using var on = enable_grad();
        var leaf = x.detach().requires_grad_();
        return autograd.grad([model.Score(leaf, target).sum()], [leaf])[0].flatten().to(ScalarType.Float64).cpu();
    }

    private static double Cosine(Tensor a, Tensor b) => (a.dot(b) / (a.norm() * b.norm()).clamp_min(1e-300)).ToDouble();
}
