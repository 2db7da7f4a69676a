using Glassbox.Plugins.Tests.Goldens;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Glassbox.Plugins.Tests;

public class DeepLiftTests
{
    [Theory]
    [InlineData("tinycnn")]
    [InlineData("resnet")]
    [InlineData("vggcam")]
    [InlineData("mlp")]
    public void The_rescale_rule_agrees_with_Captum(string network)
    {
        var golden = Golden.Case($"{network}_deeplift");
        Attribution Explain(DeepLift.Options options) => new DeepLift().Attribute(golden.Model, golden.Inputs, golden.Target, options, new Run());
        // The reference values pass max pools by their gradient; their contributions miss the score's difference there (see the case's delta).
        var random = golden["in.baseline"];
        var asMade = new DeepLift.Options(MaxPool: MaxPool.Gradient);
        golden.Compare("zero_baseline", Explain(asMade).Values);
        golden.Compare("random_baseline", Explain(asMade with { Baseline = random }).Values);
        golden.Compare("random_baseline.multipliers", Explain(asMade with { Baseline = random, Multipliers = true }).Values);
        golden.Compare("deeplift_shap", Explain(asMade with { Baselines = golden["in.shap_baselines"] }).Values);
        Explain(new()).Checks[0].Holds.ShouldBeTrue();
        Explain(new(random)).Checks[0].Holds.ShouldBeTrue();
    }

    [Fact]
    public void One_ReLU_by_hand()
    {
        // y = relu(x1 + x2 - 1): at (2, 1) it is 2, at the baseline (0, 0) it is 0. The rescale multiplier is 2 / 3.
        var network = Sequential(("fc", Linear(2, 1)), ("relu", ReLU(inplace: true)), ("out", Linear(1, 1, hasBias: false)));
        network.load_state_dict(new Dictionary<string, Tensor>
        {
            ["fc.weight"] = ones(1, 2), ["fc.bias"] = tensor(new[] { -1f }), ["out.weight"] = ones(1, 1),
        });
        var result = new DeepLift().Attribute(new Model("by hand", network), tensor(new[,] { { 2f, 1f } }), Target.Class(0), new(), new Run());
        result.Values.data<float>().ToArray().ShouldBe([4 / 3f, 2 / 3f], 1e-6f);
    }

    [Fact]
    public void A_maximum_that_moves_is_shared_between_the_old_place_and_the_new()
    {
        var network = Sequential(("pool", MaxPool2d(2)), ("flatten", Flatten()), ("out", Linear(1, 1, hasBias: false)));
        network.load_state_dict(new Dictionary<string, Tensor> { ["out.weight"] = ones(1, 1) });
        var x = tensor(new float[] { 5, 0, 0, 1 }).view(1, 1, 2, 2);
        var baseline = tensor(new float[] { 0, 0, 0, 3 }).view(1, 1, 2, 2);
        var result = new DeepLift().Attribute(new Model("pool", network), x, Target.Class(0), new(baseline), new Run());
        result.Values.flatten().data<float>().ToArray().ShouldBe([2f, 0f, 0f, 0f], 1e-6f);
        result.Checks[0].Holds.ShouldBeTrue();
    }

    /// <summary>min(a, b) = a - relu(a - b), the example of section 3.5.2.</summary>
    private static Model Minimum => new("minimum", x =>
    {
        var (first, difference) = (tensor(new[,] { { 1f, 0f } }), tensor(new[,] { { 1f, -1f } }));
        return nn.functional.linear(x, first) - nn.functional.linear(x, difference).relu();
    });

    [Fact]
    public void Reveal_cancel_sees_both_sides_of_a_minimum_where_rescale_sees_one()
    {
        var x = tensor(new[,] { { 10f, 6f } });
        Attribution By(DeepLiftRule rule) => new DeepLift().Attribute(Minimum, x, Target.Class(0), new(Rule: rule), new Run());
        By(DeepLiftRule.Rescale).Values.ShouldEqual(new[,] { { 0f, 6f } });
        By(DeepLiftRule.RevealCancel).Values.ShouldEqual(new[,] { { 3f, 3f } });
        By(DeepLiftRule.RevealCancel).Checks[0].Holds.ShouldBeTrue();
    }

    [Theory, InlineData("tinycnn"), InlineData("resnet"), InlineData("vggcam"), InlineData("mlp")]
    public void Reveal_cancel_sums_to_the_difference_of_the_scores(string network)
    {
        var golden = Golden.Case($"{network}_deeplift");
        foreach (var baseline in new[] { null, golden["in.baseline"] })
        {
            var result = new DeepLift().Attribute(golden.Model, golden.Inputs, golden.Target, new(baseline, Rule: DeepLiftRule.RevealCancel), new Run());
            result.Checks[0].Error.ShouldBeLessThan(1e-5);
            result.Values.flatten(1).sum(1).ShouldEqual(
                (golden.Model.Score(golden.Inputs, golden.Target.For(golden.Model, golden.Inputs)) - golden.Model.Score(baseline ?? zeros_like(golden.Inputs), golden.Target.For(golden.Model, golden.Inputs))).detach(), 1e-3);
        }
    }

    [Fact]
    public void Without_a_nonlinearity_both_rules_are_gradient_times_difference()
    {
        manual_seed(1);
        var (first, second) = (Linear(5, 4), Linear(4, 3));
        var network = Sequential(first, second);
        var (x, baseline) = (randn(2, 5), randn(2, 5));
        var expected = (x - baseline) * second.weight.matmul(first.weight)[1];
        foreach (var rule in Enum.GetValues<DeepLiftRule>())
            new DeepLift().Attribute(new Model("linear", network), x, Target.Class(1), new(baseline, Rule: rule), new Run()).Values.ShouldEqual(expected.detach());
    }

    [Fact]
    public void The_difference_of_a_product_is_shared_by_the_mean_of_the_other_factor()
    {
        // 3 * 4 - 1 * 2 = 2 * (4 + 2) / 2 + 2 * (3 + 1) / 2, and of the quotient 6 / 3 - 2 / 1 = 4 * (1/3 + 1) / 2 + (6 + 2) / 2 * (1/3 - 1).
        Tensor By(Func<Tensor, Tensor, Tensor> f, float[,] x, float[,] baseline) => new DeepLift().Attribute(
            new Model("two", t => f(t.select(1, 0), t.select(1, 1)).unsqueeze(1)), tensor(x), Target.Class(0), new(tensor(baseline)), new Run()).Values;
        By((a, b) => a * b, new[,] { { 3f, 4f } }, new[,] { { 1f, 2f } }).ShouldEqual(new[,] { { 6f, 4f } });
        By((a, b) => a / b, new[,] { { 6f, 3f } }, new[,] { { 2f, 1f } }).ShouldEqual(new[,] { { 8 / 3f, -8 / 3f } });
        By((a, b) => a * a + 0 * b, new[,] { { 3f, 4f } }, new[,] { { 1f, 2f } }).ShouldEqual(new[,] { { 8f, 0f } });
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Softmax_shares_so_that_contributions_sum_and_a_common_shift_sums_to_nothing(bool logarithm)
    {
        var (x, shift) = (tensor(new[,] { { 1.0, -2, 0.5 } }), tensor(new[,] { { 0.7 } }));
        var baseline = tensor(new[,] { { 0.2, 0.4, -1 } });
        var model = new Model("softmax", t => logarithm ? t.log_softmax(1) : t.softmax(1));
        Attribution From(Tensor start) => new DeepLift().Attribute(model, x, Target.Class(2), new(start), new Run());
        From(baseline).Checks[0].Error.ShouldBeLessThan(1e-12);
        Math.Abs(From(x + shift).Values.sum().ToDouble()).ShouldBeLessThan(1e-12);
        // Scores that are masked in both take no part.
        var masked = new Model("masked", t => t.masked_fill(tensor(new[,] { { false, true, false } }), double.NegativeInfinity).softmax(1));
        var values = new DeepLift().Attribute(masked, x, Target.Class(2), new(baseline), new Run()).Values;
        values[0, 1].ToDouble().ShouldBe(0);
        values.sum().ToDouble().ShouldBe((masked.Logits(x) - masked.Logits(baseline))[0, 2].ToDouble(), 1e-12);
    }

    [Fact]
    public void At_a_layer_it_is_DeepLIFT_of_the_rest_of_the_network()
    {
        var golden = Golden.Case("mlp_deeplift");
        var layers = ReferenceNetworks.Module("mlp").children().Cast<Module<Tensor, Tensor>>().ToArray();
        var (x, baseline) = (golden.Inputs, golden["in.baseline"]);
        Tensor First(Tensor t) => layers[0].call(t).detach();
        var rest = new Model("rest", Sequential(layers[1..]));
        foreach (var rule in Enum.GetValues<DeepLiftRule>())
        {
            var at = new DeepLift().Attribute(golden.Model, x, golden.Target, new(baseline, Rule: rule, Layer: "0"), new Run());
            at.Values.flatten(1).sum(1).ShouldEqual(new DeepLift().Attribute(golden.Model, x, golden.Target, new(baseline), new Run()).Values.sum(1), 1e-4);
            if (rule == DeepLiftRule.Rescale) at.Values.ShouldEqual(new DeepLift().Attribute(rest, First(x), golden.Target, new(First(baseline)), new Run()).Values);
        }
    }

    [Fact]
    public void A_baseline_of_another_shape_is_one_sentence()
    {
        var model = ReferenceNetworks.Load("mlp");
        Should.Throw<GlassboxException>(() => new DeepLift().Attribute(model, ones(2, 20), Target.Predicted, new(ones(1, 19)), new Run()))
            .Message.ShouldBe("A baseline of [1, 19] does not fit inputs of [2, 20]: give one of the inputs' shape, or one sample's.");
    }
}
