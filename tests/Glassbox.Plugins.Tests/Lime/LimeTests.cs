using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests;

public class LimeTests
{
    private static readonly Target score = Target.Scalar("the score", output => output.select(1, 0));

    private static Model Linear(Tensor weights, double bias = 0.5) => new("linear", x => x.flatten(1).matmul(weights.unsqueeze(1)) + bias);

    private static Tensor Picture(long n = 1, long channels = 3, long side = 16, ulong seed = 1) => rand([n, channels, side, side], generator: new Generator(seed));

    private static Attribution Explain(Model model, Tensor inputs, Lime.Options options, long seed = 0) => new Lime().Attribute(model, inputs, score, options, new Run(seed));

    private static void ShouldBe(Tensor got, Tensor expected, double tolerance)
    {
        got.shape.ShouldBe(expected.shape);
        (got.to(ScalarType.Float64) - expected.to(ScalarType.Float64)).abs().max().item<double>().ShouldBeLessThanOrEqualTo(tolerance);
    }

    [Fact]
    public void K_lasso_finds_the_weights_of_a_sparse_linear_function()
    {
        var weights = zeros(40, dtype: ScalarType.Float64);
        (weights[3], weights[17], weights[31]) = (tensor(2.0), tensor(-1.0), tensor(0.5));
        var x = ones(1, 40, dtype: ScalarType.Float64);
        var explained = Explain(Linear(weights), x, new(Features: 3));
        ShouldBe(explained.Extras["coefficients"], weights.unsqueeze(0), 1e-10);
        ShouldBe(explained.Extras["intercept"], tensor(new[] { 0.5 }), 1e-10);
        explained.Checks.ShouldAllBe(c => c.Holds);
    }

    [Fact]
    public void Noise_finds_the_weights_of_a_linear_function_and_shares_it_out()
    {
        var weights = randn(12, dtype: ScalarType.Float64, generator: new Generator(2));
        var x = randn(1, 12, dtype: ScalarType.Float64, generator: new Generator(3));
        var explained = Explain(Linear(weights), x, new(Epsilon: 0.1, Regression: Regression.LeastSquares, Features: 0));
        ShouldBe(explained.Extras["coefficients"], weights.unsqueeze(0), 1e-10);
        ShouldBe(explained.Values, weights * x, 1e-10);
    }

    [Fact]
    public void Training_rows_scale_the_perturbation_of_a_table_not_its_weights()
    {
        var weights = tensor(new[] { 1.0, -200.0, 0.03 });
        var training = randn(500, 3, dtype: ScalarType.Float64, generator: new Generator(4)) * tensor(new[] { 10.0, 0.01, 300.0 }) + 5;
        var x = tensor(new[,] { { 8.0, 5.001, 100.0 } });
        var explained = Explain(Linear(weights), x, new(Training: training, Features: 0));
        ShouldBe(explained.Extras["coefficients"], weights.unsqueeze(0), 1e-8);
        // Each feature moves by its own deviation: the kernel sees distances of about the root of 3.
        explained.Extras["pi_x"].mean().item<double>().ShouldBeInRange(0.3, 0.7);
    }

    [Fact]
    public void An_additive_function_of_superpixels_is_explained_exactly()
    {
        var picture = Picture().to(ScalarType.Float64);
        var weights = randn(3 * 16 * 16, dtype: ScalarType.Float64, generator: new Generator(5));
        foreach (var superpixels in Enum.GetValues<Superpixels>())
            foreach (var fill in new[] { Filling.Zero, Filling.Mean, Filling.Blur, Filling.Noise })
            {
                var explained = Explain(Linear(weights), picture, new(Features: 0, Superpixels: superpixels, SuperpixelCount: 20, Fill: fill));
                var segments = explained.Extras["segments"];
                var parts = Parts.Of(Linear(weights), picture, segments)[0];
                var filling = Fillings.For(fill, Filling.Zero, null, picture, parts, new Run().Generator(stream: 1));
                var gain = ((picture - filling).flatten() * weights).reshape(picture.shape).sum([1], keepdim: true);
                var expected = zeros(parts.Count, dtype: ScalarType.Float64).scatter_add(0, parts.Ids.flatten(), gain.flatten());
                ShouldBe(explained.Extras["coefficients"], expected.unsqueeze(0), 1e-9);
                ShouldBe(explained.Values, expected.index_select(0, segments.flatten()).reshape(1, 1, 16, 16), 1e-9);
                explained.Extras["r-squared"].item<double>().ShouldBe(1, 1e-12);
            }
    }

    [Fact]
    public void Noise_that_shrinks_leads_to_the_gradient()
    {
        var model = new Model("curved", x => (x * x * x + x.roll(1, 1) * x).sum(1, keepdim: true).tanh() * 3);
        var x = rand(1, 10, dtype: ScalarType.Float64, generator: new Generator(6)) * 0.6 - 0.3;
        var leaf = x.clone().requires_grad_();
        var gradient = autograd.grad([model.Score(leaf, score.For(model, leaf)).sum()], [leaf])[0];
        double Cosine(double epsilon)
        {
            var w = Explain(model, x, new(Epsilon: epsilon, Regression: Regression.LeastSquares, Features: 0)).Extras["coefficients"];
            return nn.functional.cosine_similarity(w, gradient, 1, 1e-12).item<double>();
        }

        var distances = new[] { 1.0, 0.1, 0.01, 0.001 }.Select(epsilon => 1 - Cosine(epsilon)).ToArray();
        // What is left of the curvature in the weights shrinks with epsilon, and the cosine with its square.
        distances.ShouldBe(distances.OrderDescending());
        (distances[2] / distances[3]).ShouldBe(100, 5);
        distances[^1].ShouldBeLessThan(1e-7);
    }

    [Theory]
    [InlineData(0.01), InlineData(0.5)]
    public void Small_noise_leads_to_the_gradient_of_a_trained_network(double epsilon)
    {
        var model = Goldens.ReferenceNetworks.Load("mlp");
        var x = Goldens.ReferenceNetworks.Inputs("mlp")["x"].narrow(0, 0, 1);
        var target = Target.Class(1);
        var leaf = x.clone().requires_grad_();
        var gradient = autograd.grad([model.Score(leaf, target.For(model, leaf)).sum()], [leaf])[0];
        var w = new Lime().Attribute(model, x, target, new(Samples: 4000, Epsilon: epsilon, Regression: Regression.LeastSquares, Features: 0), new Run()).Extras["coefficients"];
        var cosine = nn.functional.cosine_similarity(w, gradient.to(ScalarType.Float64), 1, 1e-12).item<double>();
        // A ReLU network is linear near x: within the linear region only float32's rounding is left.
        if (epsilon == 0.01) cosine.ShouldBeGreaterThan(0.99999);
        else cosine.ShouldBeInRange(0.5, 0.9999);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_and_another_seed_others()
    {
        var model = Goldens.ReferenceNetworks.Load("tinycnn");
        var x = Goldens.ReferenceNetworks.Inputs("tinycnn")["x"].narrow(0, 0, 1);
        Attribution Explain(long seed) => new Lime().Attribute(model, x, Target.Predicted, new(Samples: 150), new Run(seed));
        var (first, second, other) = (Explain(7), Explain(7), Explain(8));
        first.Extras["coefficients"].Equals(second.Extras["coefficients"]).ShouldBeTrue();
        first.Values.Equals(second.Values).ShouldBeTrue();
        first.Extras["coefficients"].Equals(other.Extras["coefficients"]).ShouldBeFalse();
    }

    [Fact]
    public void A_batch_is_explained_as_its_inputs_one_by_one()
    {
        var model = Goldens.ReferenceNetworks.Load("tinycnn");
        var x = Goldens.ReferenceNetworks.Inputs("tinycnn")["x"].narrow(0, 0, 3);
        var options = new Lime.Options(Samples: 120, SuperpixelCount: 25);
        var together = new Lime().Attribute(model, x, Target.Predicted, options, new Run(1));
        for (var n = 0; n < 3; n++)
        {
            var alone = new Lime().Attribute(model, x.narrow(0, n, 1), Target.Predicted, options, new Run(1));
            together.Values.narrow(0, n, 1).Equals(alone.Values).ShouldBeTrue();
            var parts = alone.Extras["coefficients"].size(1);
            together.Extras["coefficients"].narrow(0, n, 1).narrow(1, 0, parts).Equals(alone.Extras["coefficients"]).ShouldBeTrue();
        }
    }

    [Fact]
    public void Equal_masks_are_scored_once()
    {
        var scored = 0L;
        var model = new Model("sum", x => x.flatten(1).sum(1, keepdim: true));
        var counting = Target.Scalar("the score, counted", output => { scored += output.size(0); return output.select(1, 0); });
        var x = ones(1, 4, dtype: ScalarType.Float64);
        var explained = new Lime().Attribute(model, x, counting, new(Samples: 1000, Sampling: MaskSampling.Bernoulli, BatchSize: 7), new Run());
        // Four features have 16 masks.
        scored.ShouldBe(16);
        ShouldBe(explained.Extras["f"], explained.Extras["z-prime"].to(ScalarType.Float64).sum(2), 0);
    }

    [Fact]
    public void The_papers_masks_turn_off_every_number_of_parts_equally_often()
    {
        var x = ones(1, 9, dtype: ScalarType.Float64);
        var masks = Explain(Linear(ones(9, dtype: ScalarType.Float64)), x, new(Samples: 9001)).Extras["z-prime"].squeeze(0).to(ScalarType.Int64);
        masks[0].sum().item<long>().ShouldBe(9);
        var present = masks.narrow(0, 1, 9000).sum(1).data<long>().ToArray();
        // 1000 of each expected; six standard deviations are 179.
        for (var count = 0; count < 9; count++) present.Count(p => p == count).ShouldBeInRange(821, 1179);
        // And each part is off as often as any other: in 5 of 9 masks.
        var off = 9000 - masks.narrow(0, 1, 9000).sum(0).data<long>().ToArray().Average();
        off.ShouldBeInRange(4880, 5120);
    }

    [Fact]
    public void The_locality_kernel_is_that_of_the_paper()
    {
        var masks = tensor(new[,] { { 1, 1, 1, 1 }, { 1, 1, 1, 0 }, { 1, 0, 0, 0 }, { 0, 0, 0, 0 } });
        var x = ones(1, 4, dtype: ScalarType.Float64) * 2;
        Tensor Weights(LocalityDistance distance, double? width) => Explain(Linear(ones(4, dtype: ScalarType.Float64)), x, new(Masks: masks, Distance: distance, KernelWidth: width, Regression: Regression.Ridge)).Extras["pi_x"];
        Tensor Kernel(double width, params double[] d) => tensor(d.Select(v => Math.Exp(-v * v / (2 * width * width))).ToArray()).unsqueeze(0);
        ShouldBe(Weights(LocalityDistance.Cosine, null), Kernel(0.25, 0, 1 - Math.Sqrt(0.75), 0.5, 1), 1e-12);
        ShouldBe(Weights(LocalityDistance.InputCosine, 0.4), Kernel(0.4, 0, 1 - Math.Sqrt(0.75), 0.5, 1), 1e-12);
        ShouldBe(Weights(LocalityDistance.Euclidean, null), Kernel(1.5, 0, 1, Math.Sqrt(3), 2), 1e-12);
        ShouldBe(Weights(LocalityDistance.Auto, null), Kernel(1.5, 0, 1, Math.Sqrt(3), 2), 1e-12);
        ShouldBe(Weights(LocalityDistance.InputEuclidean, 3), Kernel(3, 0, 2, Math.Sqrt(12), 4), 1e-12);
        ShouldBe(Weights(LocalityDistance.None, null), ones(1, 4, dtype: ScalarType.Float64), 0);
    }

    [Fact]
    public void A_bad_fit_is_reported()
    {
        // The parity of the parts present has no linear part.
        var model = new Model("parity", x => x.flatten(1).prod(1, keepdim: true));
        var explained = Explain(model, full(1, 6, -1.0, dtype: ScalarType.Float64), new(Baseline: tensor(1.0), Sampling: MaskSampling.Bernoulli, Distance: LocalityDistance.None));
        explained.Checks.Count(c => !c.Holds).ShouldBe(1);
        explained.Extras["r-squared"].item<double>().ShouldBeLessThan(0.1);
    }

    [Fact]
    public void A_kernel_that_leaves_too_few_samples_is_reported()
    {
        var (model, x) = (Linear(ones(20, dtype: ScalarType.Float64)), ones(1, 20, dtype: ScalarType.Float64));
        var narrow = Explain(model, x, new(Samples: 200, KernelWidth: 0.2));
        // Of 200 masks some ten lack a single part, at distance 1: each weighs exp(-12.5), the input itself 1.
        narrow.Extras["effective-samples"].item<double>().ShouldBe(1, 0.01);
        narrow.Notes.ShouldContain(note => note.StartsWith("The locality kernel leaves the weight of 1 samples for 10 weights"));
        var wide = Explain(model, x, new(Samples: 200));
        wide.Notes.ShouldHaveSingleItem().ShouldBe("Only 10 of 20 features have a value, those that the lasso takes in first: zero says nothing of the others.");
        Explain(model, x, new(Samples: 200, Features: 0, Distance: LocalityDistance.None)).Notes.ShouldBeEmpty();
    }

    [Fact]
    public void It_stops_when_asked()
    {
        using var stop = new CancellationTokenSource();
        var scored = 0;
        var model = new Model("sum", x => x.flatten(1).sum(1, keepdim: true));
        var stopping = Target.Scalar("the score, until the third batch", output => { if (++scored == 3) stop.Cancel(); return output.select(1, 0); });
        Should.Throw<OperationCanceledException>(() => new Lime().Attribute(model, Picture(), stopping, new(Samples: 2000, BatchSize: 10), new Run(cancellation: stop.Token)));
        scored.ShouldBe(3);
    }

    [Theory]
    [InlineData(null), InlineData(0.1)]
    public void Only_the_results_tensors_are_left(double? epsilon)
    {
        var (model, x) = (Linear(ones(12, dtype: ScalarType.Float32)), ones(2, 12));
        using var scope = NewDisposeScope();
        var explained = Explain(model, x, new(Samples: 50, Epsilon: epsilon));
        scope.DisposablesCount.ShouldBe(explained.Extras.Count + 1);
    }

    [Theory]
    [InlineData("masks", "Masks of shape [5, 3] do not fit an input of 4 parts: give [samples, 4].")]
    [InlineData("both", "Give either epsilon (plain noise) or training rows (noise of each feature's deviation), not both.")]
    [InlineData("lambda", "K-Lasso and least squares have no penalty: leave out lambda, or use regression ridge or lasso.")]
    [InlineData("segments", "Segments of shape [3] do not fit inputs of shape [1, 4].")]
    [InlineData("fractions", "Segments must be whole numbers, the part of each element; these are Float64.")]
    [InlineData("baseline", "A baseline of [3] does not fit inputs of [1, 4]: give one of the inputs' shape, or one sample's.")]
    [InlineData("fill", "Give either a baseline or fill zero, not both.")]
    [InlineData("mean", "The mean of a single feature is the feature itself: use fill zero, a baseline, or groups of features.")]
    [InlineData("width", "Euclidean distances of inputs have no scale of their own: give kernelWidth.")]
    [InlineData("samples", "4 samples cannot determine 4 weights by least squares: ask for more samples, or for fewer features or parts.")]
    [InlineData("far", "The sample nearest to the input is 1 away, too far for a kernel of width 0.001: give a larger kernelWidth.")]
    [InlineData("selection", "K-Lasso and the lasso choose their features themselves: leave out selection, or use regression ridge or least-squares.")]
    [InlineData("zero", "With epsilon 0 every sample is the input itself: give a small positive epsilon.")]
    [InlineData("lost", "The noise is lost in rounding: inputs of Float64 cannot hold x and so small a change of it. Give more noise, or inputs and a model of Float64.")]
    [InlineData("cosine", "The cosine distance of masks needs parts that are on or off; for noise use distance input-cosine, euclidean or none.")]
    [InlineData("parts", "With epsilon noise is added to every element and no part is off: leave out segments, masks, fill and baseline.")]
    [InlineData("training", "Training rows of shape [9, 3] do not fit inputs of shape [1, 4]: give [M, D] for inputs [N, D].")]
    public void Mistakes_get_a_sentence(string mistake, string sentence)
    {
        var options = mistake switch
        {
            "masks" => new Lime.Options(Masks: ones(5, 3)),
            "both" => new(Epsilon: 1, Training: ones(9, 4)),
            "lambda" => new(Lambda: 1),
            "segments" => new(Segments: tensor(new[] { 0L, 1L, 2L })),
            "fractions" => new(Segments: ones(4, dtype: ScalarType.Float64)),
            "baseline" => new(Baseline: ones(3)),
            "fill" => new(Fill: Filling.Zero, Baseline: ones(4)),
            "mean" => new(Fill: Filling.Mean),
            "width" => new(Distance: LocalityDistance.InputEuclidean),
            "samples" => new(Epsilon: 1, Samples: 4, Regression: Regression.LeastSquares),
            "selection" => new(Selection: FeatureSelection.Forward),
            "zero" => new(Epsilon: 0),
            "lost" => new(Epsilon: 1e-20),
            "cosine" => new(Epsilon: 1, Distance: LocalityDistance.Cosine),
            "parts" => new(Epsilon: 1, Fill: Filling.Zero),
            "far" => new(Masks: tensor(new[,] { { 1, 1, 1, 0 }, { 1, 0, 0, 0 } }), KernelWidth: 0.001, Regression: Regression.Ridge),
            _ => new(Training: ones(9, 3)),
        };
        var thrown = Should.Throw<GlassboxException>(() => Explain(Linear(ones(4, dtype: ScalarType.Float64)), ones(1, 4, dtype: ScalarType.Float64), options));
        thrown.Message.ShouldBe(sentence);
    }
}
