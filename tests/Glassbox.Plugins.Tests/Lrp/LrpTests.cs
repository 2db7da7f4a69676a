using Glassbox.Plugins.Tests.Goldens;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace Glassbox.Plugins.Tests;

/// <summary>The identities of layer-wise relevance propagation, and cases small enough to work by hand.</summary>
public class LrpTests
{
    private static Attribution Explain(Model model, Tensor x, Lrp.Options options, Target? target = null) =>
        new Lrp().Attribute(model, x, target ?? Target.Predicted, options, new Run());

    private static Tensor GradientTimesInput(Model model, Tensor x)
    {
        var leaf = x.detach().requires_grad_();
        var target = Target.Predicted.For(model, x);
        return autograd.grad([model.Score(leaf, target).sum()], [leaf])[0] * x;
    }

    private static void ShouldBeNear(Tensor got, Tensor expected, double relative)
    {
        var error = ((got - expected).norm() / expected.norm()).ToDouble();
        error.ShouldBeLessThan(relative);
    }

    [Fact]
    public void One_linear_layer_by_hand()
    {
        // z = 1*2 + 3*(-1) + 1 = 0 ... chosen so that nothing cancels: x = (1, 3), w = (2, -1), b = 2: z = 1.
        var (w, b) = (tensor(new[,] { { 2f, -1f } }), tensor(new[] { 2f }));
        var model = new Model("by hand", x => F.linear(x, w, b), new Dictionary<string, Tensor> { ["fc.weight"] = w, ["fc.bias"] = b });
        var x = tensor(new[,] { { 1f, 3f } });
        // epsilon 0: each contribution over z = 1, times R = 1: 2 and -3; the bias absorbs 2.
        var zero = Explain(model, x, new(Composite.Epsilon, Epsilon: 0));
        zero.Values.data<float>().ToArray().ShouldBe([2f, -3f]);
        zero.Extras["absorbed"].data<double>().ToArray().ShouldBe([2.0]);
        // z-plus: positive contributions 1*2 and the bias 2, of 4: the first input gets 2/4.
        Explain(model, x, new(Rules: "fc: z-plus")).Values.data<float>().ToArray().ShouldBe([0.5f, 0f], 1e-5f);
        // gamma 1: weights (4, -1), bias 4: z = 4 - 3 + 4 = 5.
        Explain(model, x, new(Rules: "fc: gamma 1")).Values.data<float>().ToArray().ShouldBe([0.8f, -0.6f], 1e-5f);
        // alpha 2, beta 1: 2 * (2, 0)/4 - 1 * (0, -3)/(-3).
        Explain(model, x, new(Rules: "fc: alpha-beta 2 1")).Values.data<float>().ToArray().ShouldBe([1f, -1f], 1e-5f);
        // w-square: squares 4, 1, bias 4, of 9. flat: halves.
        Explain(model, x, new(Rules: "fc: w-square")).Values.data<float>().ToArray().ShouldBe([4 / 9f, 1 / 9f], 1e-5f);
        Explain(model, x, new(Rules: "fc: flat")).Values.data<float>().ToArray().ShouldBe([0.5f, 0.5f], 1e-5f);
        // box 0..4: x w - l w+ - h w- = (2 - 0, -3 + 4) = (2, 1), of 3.
        Explain(model, x, new(Rules: "fc: z-box 0 4")).Values.data<float>().ToArray().ShouldBe([2 / 3f, 1 / 3f], 1e-5f);
    }

    [Fact]
    public void Where_biases_are_ignored_the_inputs_share_all()
    {
        // As above, x = (1, 3), w = (2, -1), b = 2: z = 1, of which the inputs make -1.
        var (w, b) = (tensor(new[,] { { 2f, -1f } }), tensor(new[] { 2f }));
        var model = new Model("by hand", x => F.linear(x, w, b), new Dictionary<string, Tensor> { ["fc.weight"] = w, ["fc.bias"] = b });
        var x = tensor(new[,] { { 1f, 3f } });
        float[] By(string rule) => Explain(model, x, new(Rules: $"fc: {rule}", Biases: Biases.Ignore)).Values.data<float>().ToArray();
        By("epsilon 0").ShouldBe([-2f, 3f]);
        By("z-plus").ShouldBe([1f, 0f], 1e-5f);
        By("alpha-beta 2 1").ShouldBe([2f, -1f], 1e-5f);
        By("w-square").ShouldBe([4 / 5f, 1 / 5f], 1e-5f);
        // gamma 2 favours what is positive, for the output is: 3 * 2 and -3, of 3.
        By("gamma 2").ShouldBe([2f, -1f], 1e-5f);
    }

    [Theory, InlineData(Composite.Epsilon), InlineData(Composite.EpsilonPlus), InlineData(Composite.EpsilonPlusFlat), InlineData(Composite.WSquare)]
    public void Where_biases_are_ignored_relevances_sum_to_the_score(Composite composite)
    {
        var golden = Golden.Case("tinycnn_lrp_zennit");
        var map = Explain(golden.Model, golden.Inputs, new(composite, Biases: Biases.Ignore), golden.Target);
        ShouldBeNear(map.Values.flatten(1).sum(1), map.Extras["score"], 2e-3);
        map.Checks[0].Holds.ShouldBeTrue(map.Checks[0].ToString());
    }

    [Fact]
    public void The_stabiliser_enlarges_every_denominator_but_epsilons()
    {
        var model = new Model("by hand", x => F.avg_pool1d(F.linear(x, tensor(new[,] { { 2f, 0f }, { 0f, 4f } })).unsqueeze(1), 2).squeeze(1));
        var x = tensor(new[,] { { 1f, 1f } });
        // The mean 3 of 2 and 4 shares 3 / (3 + 1), of which each gets its half; z-plus passes on 2 / (2 + 1) and 4 / (4 + 1) of these.
        Explain(model, x, new(Rules: "linear: z-plus", Stabiliser: 1)).Values.data<float>().ToArray().ShouldBe([0.75f * 1 * 2 / 3, 0.75f * 2 * 4 / 5], 1e-6f);
        Explain(model, x, new(Rules: "linear: epsilon 0", Stabiliser: 1)).Values.data<float>().ToArray().ShouldBe([0.75f, 1.5f], 1e-6f);
    }

    [Fact]
    public void The_box_has_bounds_for_each_feature_of_a_table_and_each_channel_of_a_signal()
    {
        var x = tensor(new[,] { { 1f, 3f } });
        var lrp = new Lrp.Options(Composite.EpsilonGammaBox, Low: [0, -2], High: [4, 5], Rules: "first: z-box");
        // w = (2, -1): x w - l w+ - h w- = (2 - 0, -3 + 5), of 4; the score is -1.
        Explain(new Model("table", x => F.linear(x, tensor(new[,] { { 2f, -1f } }))), x, lrp).Values.data<float>().ToArray().ShouldBe([-0.5f, -0.5f], 1e-5f);
        Explain(new Model("signal", x => F.conv1d(x, tensor(new[, ,] { { { 2f }, { -1f } } })).flatten(1)), x.unsqueeze(2), lrp).Values.data<float>().ToArray().ShouldBe([-0.5f, -0.5f], 1e-5f);
    }

    [Fact]
    public void LRP_0_is_gradient_times_input_on_a_ReLU_network_without_biases()
    {
        manual_seed(3);
        var network = Sequential(
            Conv2d(3, 6, 3, padding: 1, bias: false), ReLU(), MaxPool2d(2), Conv2d(6, 8, 3, bias: false), ReLU(inplace: true),
            AdaptiveAvgPool2d(2), Flatten(), Linear(32, 12, hasBias: false), ReLU(), Linear(12, 5, hasBias: false)).@double();
        var model = new Model("without biases", network);
        var x = randn([4, 3, 12, 12], ScalarType.Float64);
        var lrp = Explain(model, x, new(Composite.Epsilon, Epsilon: 0));
        // The pool's share keeps the stabiliser of 1e-6.
        ShouldBeNear(lrp.Values, GradientTimesInput(model, x), 1e-4);
        lrp.Checks[0].Holds.ShouldBeTrue();
        var sums = lrp.Values.flatten(1).sum(1);
        ShouldBeNear(sums, lrp.Extras["score"], 1e-4);
    }

    [Fact]
    public void Gamma_to_infinity_is_z_plus_and_gamma_0_is_LRP_0()
    {
        var model = ReferenceNetworks.Load("tinycnn");
        var x = ReferenceNetworks.Inputs("tinycnn")["x"];
        // Above the first layer inputs are never negative, and outputs that count are positive.
        var plus = Explain(model, x, new(Composite.Epsilon, Rules: "first: flat; conv: z-plus"));
        var gamma = Explain(model, x, new(Composite.Epsilon, Rules: "first: flat; conv: gamma 1e7"));
        ShouldBeNear(gamma.Values, plus.Values, 1e-3);
        var none = Explain(model, x, new(Composite.Epsilon, Rules: "conv: gamma 0"));
        ShouldBeNear(none.Values, Explain(model, x, new(Composite.Epsilon, Epsilon: 1e-6)).Values, 1e-3);
    }

    [Fact]
    public void Alpha_1_beta_0_is_z_plus()
    {
        var model = ReferenceNetworks.Load("vggcam");
        var x = ReferenceNetworks.Inputs("vggcam")["x"];
        ShouldBeNear(Explain(model, x, new(Rules: "conv: alpha-beta 1 0")).Values, Explain(model, x, new(Rules: "conv: z-plus")).Values, 1e-6);
    }

    [Fact]
    public void A_box_of_no_size_at_zero_is_LRP_0()
    {
        var w = tensor(new[,] { { 2f, -1f, 0.5f } });
        var model = new Model("one layer", x => F.linear(x, w), new Dictionary<string, Tensor> { ["fc.weight"] = w });
        var x = zeros(1, 3);
        Explain(model, x + 1e-5f, new(Rules: "fc: z-box 0 0")).Values.data<float>().ToArray()
            .ShouldBe(Explain(model, x + 1e-5f, new(Rules: "fc: epsilon 1e-6")).Values.data<float>().ToArray(), 1e-6f);
    }

    [Theory]
    [InlineData(Composite.Epsilon)]
    [InlineData(Composite.EpsilonPlus)]
    [InlineData(Composite.EpsilonGammaBox)]
    [InlineData(Composite.EpsilonAlpha2Beta1)]
    [InlineData(Composite.EpsilonPlusFlat)]
    [InlineData(Composite.WSquare)]
    public void Relevance_is_conserved_at_every_operator(Composite composite)
    {
        foreach (var name in new[] { "tinycnn", "vggcam", "resnet" })
        {
            var x = ReferenceNetworks.Inputs(name)["x"];
            var lrp = Explain(ReferenceNetworks.Load(name), x, new(composite));
            lrp.Checks[0].Holds.ShouldBeTrue($"{name}: {lrp.Checks[0]}");
            // And so in all: score = relevance of the input + what was absorbed.
            var sum = lrp.Values.flatten(1).sum(1).to(ScalarType.Float64) + lrp.Extras["absorbed"];
            var tolerance = Math.Max(1e-4, 1e-5 * lrp.Values.abs().flatten(1).sum(1).max().ToDouble());
            ((sum - lrp.Extras["score"]).abs().max().ToDouble()).ShouldBeLessThan(tolerance * 10);
        }
    }

    [Fact]
    public void A_large_stabiliser_absorbs_everything()
    {
        var lrp = Explain(ReferenceNetworks.Load("tinycnn"), ReferenceNetworks.Inputs("tinycnn")["x"], new(Composite.Epsilon, Epsilon: 1e6));
        lrp.Values.abs().max().ToDouble().ShouldBeLessThan(1e-12);
        lrp.Extras["absorbed"].ShouldEqual(lrp.Extras["score"].to(ScalarType.Float64), 1e-5);
    }

    [Fact]
    public void A_batch_gives_what_its_samples_give_alone()
    {
        var model = ReferenceNetworks.Load("resnet");
        var x = ReferenceNetworks.Inputs("resnet")["x"];
        var together = Explain(model, x, new()).Values;
        for (var i = 0; i < x.shape[0]; i++)
            ShouldBeNear(Explain(model, x.narrow(0, i, 1), new()).Values, together.narrow(0, i, 1), 1e-5);
    }

    [Fact]
    public void An_operator_without_a_rule_is_an_error_that_names_it_and_where_it_ran()
    {
        var model = new Model("odd", Sequential(("fc", Linear(4, 3)), ("sorted", new Sorted())));
        Should.Throw<GlassboxException>(() => Explain(model, ones(1, 4), new())).Message
            .ShouldBe("There is no rule for aten::cumprod, which ran in \"sorted\" of odd.");
    }

    private sealed class Sorted() : Module<Tensor, Tensor>(nameof(Sorted))
    {
        public override Tensor forward(Tensor input) => input.cumprod(1);
    }

    [Fact]
    public void A_softmax_at_the_end_is_refused_with_what_to_do_instead()
    {
        var model = new Model("softmaxed", Sequential(("fc", Linear(4, 3)), ("probability", Softmax(1))));
        Should.Throw<GlassboxException>(() => Explain(model, ones(1, 4), new())).Message.ShouldBe(
            "softmaxed ends in a softmax, \"probability\": relevance propagation explains the scores before it, so give the network without it.");
    }

    [Fact]
    public void Mistaken_rules_are_one_sentence_each()
    {
        var model = ReferenceNetworks.Load("tinycnn");
        var x = ReferenceNetworks.Inputs("tinycnn")["x"];
        Should.Throw<GlassboxException>(() => Explain(model, x, new(Rules: "conv: gama 1"))).Message.ShouldBe("There is no rule \"gama\". Did you mean \"gamma\"?");
        Should.Throw<GlassboxException>(() => Explain(model, x, new(Rules: "clasifier.0: flat"))).Message.ShouldContain("Did you mean \"classifier.0\"?");
        Should.Throw<GlassboxException>(() => Explain(model, x, new(Rules: "conv: alpha-beta 2 2"))).Message.ShouldContain("alpha - beta must be 1");
        Should.Throw<GlassboxException>(() => Explain(model, x, new(Layer: "features.9"))).Message.ShouldContain("has no layer \"features.9\"");
        Should.Throw<GlassboxException>(() => Explain(model, x, new(), Target.Class(11))).Message.ShouldContain("There is no class 11");
    }
}
