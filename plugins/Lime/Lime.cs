using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Explains a score near one input by a sparse linear model of interpretable features, fitted to the scores of perturbed inputs.
/// Pictures, signals, texts and groups of features: whole parts are taken away, z' says which are present, and a part's value is its weight.
/// A text is a row of whole numbers, its tokens: each is a part, replaced by the baseline (a mask, padding or unknown token; 0 unless said).
/// Tables with training rows: each feature is perturbed by its deviation there. With <c>epsilon</c>: plain noise, which for a small epsilon gives the gradient.
/// In these two a feature's value is w_d x_d.
/// The authors' code for pictures, but for its superpixels (quickshift), is <c>regression: Regression.Ridge, features: 0, standardize: false, fill: Filling.Mean, sampling: MaskSampling.Bernoulli</c>.
/// </summary>
[Method("lime", "Local interpretable model-agnostic explanations", Source = "Ribeiro et al. 2016")]
public sealed class Lime : IAttributor<Lime.Options>
{
    /// <param name="Samples">How many perturbed inputs are drawn; the first is the input itself.</param>
    /// <param name="Features">The paper's K, how many features the explanation keeps; 0 for all.</param>
    /// <param name="Regression">How the interpretable model is fitted.</param>
    /// <param name="Selection">How the K features are chosen for ridge and least squares; by their weights unless said. The authors' code: forward for K of 6 or less.</param>
    /// <param name="Lambda">The penalty: ridge adds lambda |w|^2 to the weighted sum of squares (1 unless said), lasso lambda |w|_1 to half the weighted mean of squares (0.01 unless said).</param>
    /// <param name="Standardize">Whether penalties and the choice of features see each feature scaled to unit variance.</param>
    /// <param name="Superpixels">How pictures are cut into parts.</param>
    /// <param name="SuperpixelCount">About how many parts; 0 for 50, or fewer for small pictures.</param>
    /// <param name="Compactness">How square SLIC's superpixels are.</param>
    /// <param name="Segments">The part of each element as whole numbers that broadcast to the inputs, instead of superpixels or single features.</param>
    /// <param name="Fill">What shows where a part is off; unless said zero, which is grey for normalised pictures.</param>
    /// <param name="Baseline">What shows where a part is off, instead of a fill: a number, a value a channel <c>[C, 1, 1]</c>, an input, or one for each.</param>
    /// <param name="Training">Rows of a table, [M, D]: features are then perturbed by Gaussian noise of their deviations there, instead of being taken away.</param>
    /// <param name="Epsilon">The plain-noise form: noise uniform within -epsilon to epsilon is added to every element, in the input's unit.</param>
    /// <param name="Distance">What the locality kernel measures.</param>
    /// <param name="KernelWidth">The locality kernel's width; unless said 0.25 for cosine distances, 0.75 times the root of the number of features for Euclidean ones.</param>
    /// <param name="Sampling">How it is drawn which parts are off.</param>
    /// <param name="Masks">The masks z' to use instead of drawn ones, [samples, parts]: 0 where a part is off.</param>
    /// <param name="BatchSize">How many perturbed inputs the model is given at a time, at most.</param>
    public sealed record Options(
        [Range(2, 10_000_000)] int Samples = 1000,
        [Range(0, 1_000_000)] int Features = 10,
        Regression Regression = Regression.KLasso,
        FeatureSelection Selection = FeatureSelection.Auto,
        [Range(0, 1e9)] double? Lambda = null,
        bool Standardize = true,
        Superpixels Superpixels = Superpixels.Slic,
        [Range(0, 1_000_000)] int SuperpixelCount = 0,
        [Range(0, 1e9)] double Compactness = 10,
        Tensor? Segments = null,
        Filling Fill = Filling.Auto,
        Tensor? Baseline = null,
        Tensor? Training = null,
        [Range(0, 1e9)] double? Epsilon = null,
        LocalityDistance Distance = LocalityDistance.Auto,
        [Range(0, 1e9)] double? KernelWidth = null,
        MaskSampling Sampling = MaskSampling.UniformCount,
        Tensor? Masks = null,
        [Range(1, 65536)] int BatchSize = 32);

    /// <summary>
    /// Explains a batch of inputs, each as if it were alone. The values of parts have the shape of the segments, <c>[N, 1, H, W]</c> for superpixels; others the inputs' shape.
    /// Extras: <c>coefficients</c> w and their <c>standard-errors</c>, <c>[N, d]</c> (NaN beyond an input's own number of parts); <c>intercept</c>, <c>r-squared</c>,
    /// <c>fit-error</c> (the root of the weighted mean square, in the score's unit), <c>condition</c> and <c>effective-samples</c> (how many equal samples weigh as much as these), <c>[N]</c>; each sample's <c>f</c> and <c>pi_x</c>, <c>[N, samples]</c>;
    /// and for parts <c>segments</c> and the masks <c>z-prime</c>, <c>[N, samples, d]</c>.
    /// </summary>
    /// <inheritdoc cref="IAttributor{TOptions}.Attribute"/>
    public Attribution Attribute(Model model, Tensor inputs, Target target, Options options, Run run)
    {
        var lambda = Lambda(options);
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var x = inputs.to(model.Device);
        var settled = target.For(model, x);
        var parts = PerturbsParts(options) ? Parts.Of(model, x, options.Segments, options.Superpixels, options.SuperpixelCount, options.Compactness) : null;
        var neighbourhood = Neighbourhood(x, parts, options);

        var (neighbours, surrogates, values) = (new List<NeighbourSample>(), new List<Surrogate>(), new List<Tensor>());
        for (var n = 0; n < x.size(0); n++)
        {
            var input = x.narrow(0, n, 1);
            var own = settled.Select([n]);
            var sampled = neighbourhood.Sample(n, input, new PerturbedForward(model, input, own), run,
                Batching.Unit("samples", n, x.size(0)));
            if (!sampled.Scores.isfinite().all().item<bool>())
                throw new GlassboxException($"{model.Name} gives scores that are no finite numbers for perturbed inputs: nothing can be fitted to them.");
            var surrogate = Surrogate.Fit(sampled.Features, sampled.Scores, sampled.Proximity, options.Regression, options.Features, lambda, options.Standardize, options.Selection);
            neighbours.Add(sampled);
            surrogates.Add(surrogate);
            values.Add(neighbourhood.Values(n, input, tensor(surrogate.Weights)));
        }

        var extras = new Dictionary<string, Tensor>
        {
            ["coefficients"] = Rows.Padded(surrogates.Select(s => tensor(s.Weights))),
            ["standard-errors"] = Rows.Padded(surrogates.Select(s => tensor(s.StandardErrors))),
            ["intercept"] = tensor(surrogates.Select(s => s.Intercept).ToArray()),
            ["r-squared"] = tensor(surrogates.Select(s => s.RSquared).ToArray()),
            ["fit-error"] = tensor(surrogates.Select(s => s.Error).ToArray()),
            ["condition"] = tensor(surrogates.Select(s => s.Condition).ToArray()),
            ["effective-samples"] = tensor(neighbours.Select(s => s.Effective).ToArray()),
            ["f"] = stack(neighbours.Select(s => s.Scores)),
            ["pi_x"] = stack(neighbours.Select(s => s.Proximity)),
        };
        if (parts is not null)
        {
            extras["segments"] = cat([.. parts.Select(p => p.Ids)], 0);
            var widest = parts.Max(p => p.Count);
            extras["z-prime"] = stack(neighbours.Select(s => nn.functional.pad(s.Features, [0, widest - s.Features.size(1)]).to(ScalarType.Byte)));
        }
        foreach (var extra in extras.Values) extra.MoveToOuterDisposeScope();
        return new Attribution(model, inputs, settled, cat([.. values], 0).MoveToOuterDisposeScope())
        {
            Extras = extras,
            Notes = [.. Notes(surrogates, neighbours, options)],
            Checks =
            [
                new Check("the fit is optimal (its gradient is zero)", surrogates.Max(s => s.Stationarity), 1e-8),
                // Less than half of the variance explained: the linear model does not describe the network here.
                new Check("the linear model explains the scores near x (1 - weighted R^2 = 0)", surrogates.Max(s => 1 - s.RSquared), 0.5),
            ],
        };
    }

    private static IEnumerable<string> Notes(List<Surrogate> surrogates, List<NeighbourSample> neighbours, Options options)
    {
        var features = surrogates.Max(s => s.Weights.Length);
        var kept = options.Features == 0 ? features : Math.Min(options.Features, features);
        if (kept < features)
        {
            var chosen = Surrogate.SelectionOf(options.Regression, options.Selection) switch
            {
                FeatureSelection.LassoPath => "those that the lasso takes in first",
                FeatureSelection.Forward => "those that explain the most one after the other",
                _ => "those with the largest weights",
            };
            yield return $"Only {kept} of {features} features have a value, {chosen}: zero says nothing of the others.";
        }
        var effective = neighbours.Min(s => s.Effective);
        if (effective < 2 * kept)
            yield return $"The locality kernel leaves the weight of {effective:0.#} samples for {kept} weights, which fits anything: widen it or draw more samples.";
    }

    private static bool PerturbsParts(Options options) => options.Epsilon is null && options.Training is null;

    private static INeighbourhood Neighbourhood(Tensor inputs, Parts[]? parts, Options options)
    {
        if (parts is not null) return new MaskNeighbourhood(inputs, parts, options);
        var noise = options.Epsilon is null ? "training rows" : "epsilon";
        if (options.Epsilon is not null && options.Training is not null) throw new GlassboxException("Give either epsilon (plain noise) or training rows (noise of each feature's deviation), not both.");
        if (options.Segments is not null || options.Masks is not null || options.Baseline is not null || options.Fill != Filling.Auto)
            throw new GlassboxException($"With {noise} noise is added to every element and no part is off: leave out segments, masks, fill and baseline.");
        return options.Epsilon is { } epsilon ? NoiseNeighbourhood.Uniform(epsilon, options) : NoiseNeighbourhood.Gaussian(options.Training!, inputs, options);
    }

    private static double Lambda(Options options) => options.Regression switch
    {
        Regression.Ridge => options.Lambda ?? 1,
        Regression.Lasso => options.Lambda ?? 0.01,
        _ => options.Lambda is null ? 0 : throw new GlassboxException("K-Lasso and least squares have no penalty: leave out lambda, or use regression ridge or lasso."),
    };
}
