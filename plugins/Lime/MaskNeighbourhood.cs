using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>Samples with parts of the input taken away: z' says which are present, and x' is all ones.</summary>
/// <param name="inputs">The inputs: <c>[N, ...]</c>.</param>
/// <param name="divisions">The parts of each input.</param>
internal sealed class MaskNeighbourhood(Tensor inputs, Parts[] divisions, Lime.Options options) : INeighbourhood
{
    public NeighbourSample Sample(int n, Tensor input, PerturbedForward forward, Run run, string unit)
    {
        using var scope = NewDisposeScope();
        var parts = divisions[n];
        if (parts.Count < 2) throw new GlassboxException("The input is a single part, which cannot be explained by its parts: ask for more superpixels, or give segments.");
        var masks = options.Masks is { } given ? Given(given, parts.Count) : Draw(options.Sampling, options.Samples, parts.Count, run.Generator());
        Surrogate.Refuse(options.Regression, options.Selection, options.Features, masks.size(0), parts.Count);
        var filling = Fillings.For(options.Fill, auto: Filling.Zero, Baseline.OfInput(options.Baseline, inputs, n), input, parts, run.Generator(stream: 1));
        forward.Record(filling);
        var perturbed = new MaskedInput(input, filling, parts);
        var kind = options.Distance != LocalityDistance.Auto ? options.Distance : input.dim() > 2 || !input.is_floating_point() ? LocalityDistance.Cosine : LocalityDistance.Euclidean;
        var width = LocalityKernel.Width(options.KernelWidth, kind, parts.Count);

        var ofInputs = kind is LocalityDistance.InputCosine or LocalityDistance.InputEuclidean;
        var rows = perturbed.Evaluate(masks, z => ofInputs
            ? stack([forward.Scores(z).to(ScalarType.Float64), LocalityKernel.OfInputs(kind, z, input)], 1)
            : forward.Scores(z).unsqueeze(1), options.BatchSize, run, unit);
        var features = masks.to(ScalarType.Float64);
        var proximity = kind == LocalityDistance.None
            ? ones(masks.size(0), dtype: ScalarType.Float64)
            : LocalityKernel.Proximity(ofInputs ? rows.select(1, 1) : LocalityKernel.OfMasks(kind, features), width);
        return new NeighbourSample(features.MoveToOuterDisposeScope(), rows.select(1, 0).clone().MoveToOuterDisposeScope(), proximity.MoveToOuterDisposeScope());
    }

    /// <summary>Each element has the weight of its part.</summary>
    public Tensor Values(int n, Tensor input, Tensor weights) => divisions[n].Spread(weights, input);

    /// <summary>Draws masks, the first of which is the input itself: <c>[samples, parts]</c> of Bool on the CPU.</summary>
    private static Tensor Draw(MaskSampling sampling, int samples, int parts, Generator generator)
    {
        using var scope = NewDisposeScope();
        var draws = rand(samples, parts, dtype: ScalarType.Float64, generator: generator);
        var present = sampling == MaskSampling.Bernoulli
            ? draws.ge(0.5)
            : draws.argsort(1).argsort(1).ge(randint(1, parts + 1, [samples, 1], dtype: ScalarType.Int64, generator: generator));
        present[0] = true;
        return present.MoveToOuterDisposeScope();
    }

    private static Tensor Given(Tensor masks, int parts) =>
        masks.dim() == 2 && masks.size(0) > 1 && masks.size(1) == parts
            ? masks.cpu().ne(0)
            : throw new GlassboxException($"Masks of shape [{string.Join(", ", masks.shape)}] do not fit an input of {parts} parts: give [samples, {parts}].");
}
