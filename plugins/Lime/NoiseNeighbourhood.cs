using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Samples with noise added to every element: z = x + scale u. The interpretable features are the inputs themselves, less x, so that the weights of a good fit
/// near x are the gradient.
/// </summary>
internal sealed class NoiseNeighbourhood : INeighbourhood
{
    private readonly Lime.Options options;
    private readonly Tensor scale;
    private readonly LocalityDistance kind;
    private readonly Func<long[], Generator, Tensor> draw;

    private NoiseNeighbourhood(Tensor scale, LocalityDistance kind, Func<long[], Generator, Tensor> draw, Lime.Options options)
    {
        (this.scale, this.draw, this.options) = (scale, draw, options);
        this.kind = options.Distance == LocalityDistance.Auto ? kind : options.Distance;
        if (this.kind == LocalityDistance.Cosine)
            throw new GlassboxException("The cosine distance of masks needs parts that are on or off; for noise use distance input-cosine, euclidean or none.");
    }

    /// <summary>The lecture notes' form: uniform noise within epsilon, and every sample weighs the same.</summary>
    public static NoiseNeighbourhood Uniform(double epsilon, Lime.Options options)
    {
        if (epsilon == 0) throw new GlassboxException("With epsilon 0 every sample is the input itself: give a small positive epsilon.");
        return new(tensor(epsilon), LocalityDistance.None, (shape, generator) => rand(shape, dtype: ScalarType.Float64, generator: generator) * 2 - 1, options);
    }

    /// <summary>For tables: Gaussian noise of each feature's deviation over training rows <c>[M, D]</c>.</summary>
    public static NoiseNeighbourhood Gaussian(Tensor training, Tensor inputs, Lime.Options options)
    {
        if (inputs.dim() != 2 || training.dim() != 2 || training.size(1) != inputs.size(1) || training.size(0) < 2)
            throw new GlassboxException($"Training rows of shape [{string.Join(", ", training.shape)}] do not fit inputs of shape [{string.Join(", ", inputs.shape)}]: give [M, D] for inputs [N, D].");
        var deviations = training.cpu().to(ScalarType.Float64).std([0], unbiased: false, keepdim: true);
        return new(deviations, LocalityDistance.Euclidean, (shape, generator) => randn(shape, dtype: ScalarType.Float64, generator: generator), options);
    }

    public NeighbourSample Sample(int n, Tensor input, PerturbedForward forward, Run run, string unit)
    {
        var elements = input.numel();
        Surrogate.Refuse(options.Regression, options.Selection, options.Features, options.Samples, elements);
        var width = LocalityKernel.Width(options.KernelWidth, kind, elements);
        using var scope = NewDisposeScope();
        var origin = input.cpu().to(ScalarType.Float64).reshape(1, -1);
        var noise = draw([options.Samples, elements], run.Generator()) * scale;
        noise[0] = 0;
        // What the model is given is rounded to its own type: the features are what was really added.
        var perturbed = (origin + noise).to(input.dtype);
        var features = perturbed.to(ScalarType.Float64) - origin;
        if ((features.eq(0).all(0) & scale.gt(0)).any().item<bool>())
            throw new GlassboxException($"The noise is lost in rounding: inputs of {input.dtype} cannot hold x and so small a change of it. Give more noise, or inputs and a model of Float64.");

        var scores = run.InBatches(options.Samples, options.BatchSize, (first, count) =>
            forward.Scores(perturbed.narrow(0, first, count).reshape([count, .. input.shape[1..]]).to(input.device)).to(ScalarType.Float64).cpu(), unit);
        var proximity = kind switch
        {
            LocalityDistance.None => ones(options.Samples, dtype: ScalarType.Float64),
            LocalityDistance.Euclidean => LocalityKernel.Proximity((features / where(scale.gt(0), scale, ones_like(scale))).norm(1), width),
            _ => LocalityKernel.Proximity(LocalityKernel.OfInputs(kind, perturbed, origin), width),
        };
        return new NeighbourSample(features.MoveToOuterDisposeScope(), scores.MoveToOuterDisposeScope(), proximity.MoveToOuterDisposeScope());
    }

    /// <summary>The lecture notes' r_d = w_d x_d.</summary>
    public Tensor Values(int n, Tensor input, Tensor weights) => weights.to(input.dtype, input.device).reshape(input.shape) * input;
}
