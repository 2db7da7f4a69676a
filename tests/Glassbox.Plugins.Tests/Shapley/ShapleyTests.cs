using Glassbox.Plugins.Tests.Goldens;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests;

public class ShapleyTests
{
    private static readonly Target score = Target.Scalar("the score", output => output.select(1, 0));

    /// <summary>Three players 0/1 with interactions: f = 3 x0 + x1 + 2 x0 x1 + 4 x0 x1 x2, and a fourth that does nothing.</summary>
    private static readonly Model game = new("game", x =>
        (x.select(1, 0) * 3 + x.select(1, 1) + x.select(1, 0) * x.select(1, 1) * 2 + x.select(1, 0) * x.select(1, 1) * x.select(1, 2) * 4).unsqueeze(1));

    private static readonly Tensor players = ones(1, 4, dtype: ScalarType.Float64);

    /// <summary>Each product is shared equally: 3 + 1 + 4/3, 1 + 1 + 4/3, 4/3, 0.</summary>
    private static readonly double[] byHand = [3 + 1 + 4.0 / 3, 1 + 1 + 4.0 / 3, 4.0 / 3, 0];

    private static double[] Row(Attribution explained) => explained.Extras["shapley-values"][0].data<double>().ToArray();

    private static void ShouldBeByHand(double[] values, double tolerance)
    {
        for (var i = 0; i < 4; i++) values[i].ShouldBe(byHand[i], tolerance);
    }

    [Fact]
    public void Products_are_shared_equally_among_their_factors()
    {
        var explained = new Shapley().Attribute(game, players, score, new(), new Run());
        ShouldBeByHand(Row(explained), 1e-12);
        explained.Values.flatten().data<double>().ToArray().ShouldBe(Row(explained));
        explained.Checks.ShouldAllBe(c => c.Holds);
    }

    [Fact]
    public void KernelShap_of_all_coalitions_is_exact()
    {
        ShouldBeByHand(Row(new KernelShap().Attribute(game, players, score, new(), new Run())), 1e-10);
        ShouldBeByHand(Row(new KernelShap().Attribute(game, players, score, new(Efficiency: Efficiency.Penalty), new Run())), 1e-4);
    }

    [Fact]
    public void The_axioms_hold_for_random_games()
    {
        for (ulong seed = 0; seed < 5; seed++)
        {
            const int Players = 7;
            var v = randn(1 << Players, dtype: ScalarType.Float64, generator: new Generator(seed));
            var w = randn(1 << Players, dtype: ScalarType.Float64, generator: new Generator(seed + 100));
            var (phi, psi) = (ExactShapley.Values(v, Players), ExactShapley.Values(w, Players));
            // Efficiency.
            phi.sum().item<double>().ShouldBe((v[-1] - v[0]).item<double>(), 1e-12);
            // Linearity.
            (ExactShapley.Values(v * 2 - w, Players) - (phi * 2 - psi)).abs().max().item<double>().ShouldBeLessThan(1e-12);
            // Symmetry: in a game that does not tell players 1 and 4 apart they get the same.
            var swapped = Enumerable.Range(0, 1 << Players).Select(s => (long)(s & ~0b10010 | (s >> 1 & 1) << 4 | (s >> 4 & 1) << 1)).ToArray();
            var symmetric = ExactShapley.Values(v + v.index_select(0, tensor(swapped)), Players);
            symmetric[1].item<double>().ShouldBe(symmetric[4].item<double>(), 1e-12);
            // Dummy: a player who never changes the value gets nothing.
            var without = Enumerable.Range(0, 1 << Players).Select(s => (long)(s & ~0b100)).ToArray();
            ExactShapley.Values(v.index_select(0, tensor(without)), Players)[2].item<double>().ShouldBe(0, 1e-12);
        }
    }

    [Fact]
    public void Exact_values_are_the_mean_over_all_orders()
    {
        var v = randn(16, dtype: ScalarType.Float64, generator: new Generator(3));
        var orders = Permutations([0, 1, 2, 3]).Select(p => tensor(p)).ToArray();
        var all = stack(orders);
        var coalitions = Coalitions.Growing(all);
        var numbers = coalitions.to(ScalarType.Int64).matmul(tensor(new long[] { 1, 2, 4, 8 }).unsqueeze(1)).squeeze(1);
        var (mean, _) = PermutationShapley.Estimate(v.index_select(0, numbers).reshape(all.size(0), -1), all, antithetic: false);
        (mean - ExactShapley.Values(v, 4)).abs().max().item<double>().ShouldBeLessThan(1e-12);

        static IEnumerable<long[]> Permutations(long[] rest) => rest.Length == 0 ? [[]] : rest.SelectMany(first => Permutations([.. rest.Where(r => r != first)]).Select(p => (long[])[first, .. p]));
    }

    [Theory]
    [InlineData("mlp_shapley"), InlineData("tinycnn_shapley")]
    public void Enumeration_and_orders_of_the_reference(string id)
    {
        var golden = Golden.Case(id);
        var exact = new Shapley().Attribute(golden.Model, golden.Inputs, golden.Target, new(Segments: golden["in.feature_mask"], Baseline: golden["in.baseline"]), new Run());
        golden.Compare("coalition_values", exact.Extras["coalition-values"]);
        golden.Compare("exact", exact.Extras["shapley-values"]);
        var sampled = new Shapley().Attribute(golden.Model, golden.Inputs, golden.Target,
            new(Segments: golden["in.feature_mask"], Baseline: golden["in.baseline"], Orders: golden["in.permutations"]), new Run());
        golden.Compare("sampled_permutations", sampled.Extras["shapley-values"]);
    }

    [Theory]
    [InlineData("mlp_kernelshap"), InlineData("tinycnn_kernelshap")]
    public void The_regressions_of_captum_and_of_the_shap_package(string id)
    {
        var golden = Golden.Case(id);
        Attribution Explain(Efficiency efficiency, Tensor? coalitions) => new KernelShap().Attribute(golden.Model, golden.Inputs, golden.Target,
            new(Efficiency: efficiency, Segments: golden["in.feature_mask"], Baseline: golden["in.baseline"], Coalitions: coalitions), new Run());
        var captum = Explain(Efficiency.Penalty, golden["in.samples"]);
        golden.Compare("captum_kernelshap", captum.Extras["shapley-values"]);
        golden.Compare("captum_intercept", captum.Extras["intercept"].unsqueeze(1));
        golden.Compare("constrained_wls_on_samples", Explain(Efficiency.Constraint, golden["in.samples"]).Extras["shapley-values"]);
        golden.Compare("exact_kernelshap_enumerated", Explain(Efficiency.Constraint, null).Extras["shapley-values"]);
    }

    [Theory]
    [InlineData("permutations", true), InlineData("permutations", false), InlineData("kernel", true), InlineData("kernel", false)]
    public void Estimates_are_near_the_exact_values_as_their_confidence_says(string method, bool paired)
    {
        var model = ReferenceNetworks.Load("mlp");
        var x = ReferenceNetworks.Inputs("mlp")["x"].narrow(0, 0, 1);
        var segments = arange(20, dtype: ScalarType.Int64).div(2, RoundingMode.floor);
        var exact = new Shapley().Attribute(model, x, Target.Class(0), new(Segments: segments), new Run()).Extras["shapley-values"];
        var (inside, squared, claimed) = (0, 0.0, 0.0);
        for (var seed = 0; seed < 60; seed++)
        {
            var run = new Run(seed * 7919L + 1);
            var estimate = method == "kernel"
                ? new KernelShap().Attribute(model, x, Target.Class(0), new(Samples: 300, Paired: paired, Segments: segments), run)
                : new Shapley().Attribute(model, x, Target.Class(0), new(ShapleyEstimator.Permutations, 40, paired, Segments: segments), run);
            estimate.Checks.ShouldAllBe(c => c.Holds);
            var miss = estimate.Extras["shapley-values"] - exact;
            inside += (int)miss.abs().le(estimate.Extras["confidence"]).sum().item<long>();
            squared += miss.pow(2).sum().item<double>();
            claimed += estimate.Extras["standard-errors"].pow(2).sum().item<double>();
        }
        // 600 intervals of nominal 95 %; with 20 pairs the normal interval is a little short.
        inside.ShouldBeInRange(540, 600);
        Math.Sqrt(claimed / squared).ShouldBe(1, 0.25);
    }

    [Theory]
    [InlineData("permutations"), InlineData("kernel")]
    public void Pairs_lower_the_error(string method)
    {
        var model = ReferenceNetworks.Load("tinycnn");
        var x = ReferenceNetworks.Inputs("tinycnn")["x"].narrow(0, 0, 1);
        var segments = Golden.Case("tinycnn_shapley")["in.feature_mask"];
        var exact = new Shapley().Attribute(model, x, Target.Class(0), new(Segments: segments), new Run()).Extras["shapley-values"];
        double Error(bool paired) => Enumerable.Range(0, 20).Average(seed =>
        {
            var run = new Run(seed * 7919L + 1);
            var estimate = method == "kernel"
                ? new KernelShap().Attribute(model, x, Target.Class(0), new(Samples: 120, Paired: paired, Segments: segments), run)
                : new Shapley().Attribute(model, x, Target.Class(0), new(ShapleyEstimator.Permutations, 12, paired, Segments: segments), run);
            return (estimate.Extras["shapley-values"] - exact).pow(2).sum().item<double>();
        });
        Error(paired: true).ShouldBeLessThan(Error(paired: false));
    }

    [Theory]
    [InlineData("permutations"), InlineData("kernel-shap")]
    public void The_error_falls_as_the_root_of_the_number_of_samples(string method)
    {
        // A game of 10 players with pairs that need each other.
        var pairs = randn([10, 10], dtype: ScalarType.Float64, generator: new Generator(11));
        var model = new Model("pairs", x => x.matmul(pairs).mul(x).sum(1, keepdim: true) + (x * 2).sin().sum(1, keepdim: true) * x.select(1, 0).unsqueeze(1) * x.select(1, 3).unsqueeze(1));
        var x = ones(1, 10, dtype: ScalarType.Float64);
        var target = Target.Scalar("the score", output => output.select(1, 0));
        var exact = new Shapley().Attribute(model, x, target, new(ShapleyEstimator.Exact), new Run()).Values;
        double Error(int samples) => Math.Sqrt(Enumerable.Range(0, 24).Average(seed =>
        {
            var estimate = method == "permutations"
                ? new Shapley().Attribute(model, x, target, new(ShapleyEstimator.Permutations, samples, Antithetic: false), new Run(seed)).Values
                : new KernelShap().Attribute(model, x, target, new(samples * 15, Paired: false), new Run(seed)).Values;
            return (estimate - exact).square().sum().item<double>();
        }));
        // Sixteen times less error squared for sixteen times as many.
        (Error(2) / Error(32)).ShouldBeInRange(2.8, 5.6);
    }

    [Fact]
    public void Equal_coalitions_are_scored_once()
    {
        var scored = 0L;
        var model = new Model("sum", x => x.sum(1, keepdim: true));
        var counting = Target.Scalar("the score, counted", output => { scored += output.size(0); return output.select(1, 0); });
        new Shapley().Attribute(model, players, counting, new(ShapleyEstimator.Permutations, 100), new Run());
        scored.ShouldBe(16);
    }

    [Fact]
    public void Draws_follow_the_shapley_kernel()
    {
        const int Parts = 6;
        var sizes = KernelRegression.Draw(20_000, Parts, paired: false, new Generator(1)).sum(1).data<long>().ToArray();
        // All coalitions of s parts together weigh in proportion to 1 / (s (M - s)).
        var total = Enumerable.Range(1, Parts - 1).Sum(s => 1.0 / (s * (Parts - s)));
        for (var s = 1; s < Parts; s++)
            (sizes.Count(size => size == s) / 20_000.0).ShouldBe(1.0 / (s * (Parts - s)) / total, 0.02);
        var kernel = KernelRegression.Kernel(Coalitions.All(Parts));
        (kernel[0b000111].item<double>() / kernel[0b000001].item<double>()).ShouldBe(1.0 / (3 * 3) / 20 / (1.0 / 5 / 6), 1e-12);
    }

    [Fact]
    public void A_batch_is_explained_as_its_inputs_one_by_one()
    {
        var model = ReferenceNetworks.Load("tinycnn");
        var x = ReferenceNetworks.Inputs("tinycnn")["x"].narrow(0, 0, 2);
        Tensor Permuted(Tensor inputs) => new Shapley().Attribute(model, inputs, Target.Predicted, new(Permutations: 4, SuperpixelCount: 20), new Run(4)).Values;
        Tensor Fitted(Tensor inputs) => new KernelShap().Attribute(model, inputs, Target.Predicted, new(Samples: 100, SuperpixelCount: 20), new Run(4)).Values;
        foreach (var explain in new[] { Permuted, Fitted })
        {
            var together = explain(x);
            together.Equals(explain(x)).ShouldBeTrue();
            for (var n = 0; n < 2; n++) together.narrow(0, n, 1).Equals(explain(x.narrow(0, n, 1))).ShouldBeTrue();
        }
    }

    [Theory]
    [InlineData("exact", "Exact Shapley values of 25 parts need 2^25 scores: use 20 parts at most, or estimator permutations.")]
    [InlineData("odd", "Antithetic orders come in pairs: ask for 6 permutations, or set antithetic to false.")]
    [InlineData("orders", "Orders of shape [1, 25] are no permutations of 25 parts: give [orders, 25], each row holding 0 to 24 once.")]
    [InlineData("few", "The coalitions drawn cannot tell 25 parts apart: ask for more samples.")]
    public void Mistakes_get_a_sentence(string mistake, string sentence)
    {
        var (model, x) = (new Model("sum", input => input.sum(1, keepdim: true)), ones(1, 25));
        Action call = mistake switch
        {
            "exact" => () => new Shapley().Attribute(model, x, score, new(ShapleyEstimator.Exact), new Run()),
            "odd" => () => new Shapley().Attribute(model, x, score, new(Permutations: 5), new Run()),
            "orders" => () => new Shapley().Attribute(model, x, score, new(Orders: zeros(1, 25, dtype: ScalarType.Int64)), new Run()),
            _ => () => new KernelShap().Attribute(model, x, score, new(Samples: 10), new Run()),
        };
        Should.Throw<GlassboxException>(call).Message.ShouldBe(sentence);
    }
}
