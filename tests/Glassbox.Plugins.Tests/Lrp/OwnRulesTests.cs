using Glassbox.Plugins.Tests.Goldens;
using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests;

/// <summary>Rules assigned by operator, module path and depth.</summary>
public class OwnRulesTests
{
    private static readonly Model Network = ReferenceNetworks.Load("resnet");
    private static readonly Tensor Images = ReferenceNetworks.Inputs("resnet")["x"];

    private static Tensor Explain(string rules, Composite composite = Composite.Epsilon) =>
        new Lrp().Attribute(Network, Images, Target.Predicted, new(composite, Rules: rules), new Run()).Values;

    private static void ShouldBeTheSame(Tensor got, Tensor expected) => (got - expected).abs().max().ToDouble().ShouldBe(0);

    [Fact]
    public void Different_ways_to_name_the_same_layers_give_the_same_map()
    {
        var layers = Network.Capture(Images).FoldBatchNorm().Nodes.Where(n => LinearOperator.Of(n) is not null).ToList();
        layers.Count.ShouldBe(9);
        var plus = Explain("", Composite.EpsilonPlus);
        ShouldBeTheSame(Explain("conv: z-plus"), plus);
        ShouldBeTheSame(Explain("conv2d: z-plus"), plus);
        ShouldBeTheSame(Explain("depth 1-8: z-plus"), plus);
        ShouldBeTheSame(Explain("depth -8: z-plus"), plus);
        ShouldBeTheSame(Explain("last: epsilon; *: z-plus"), plus);
        ShouldBeTheSame(Explain("linear: epsilon; depth 1-: z-plus"), plus);
        ShouldBeTheSame(Explain("conv1: z-plus; layer?.*: z-plus"), plus);
        ShouldBeTheSame(Explain(string.Join("; ", layers.Where(l => l.Kind == "conv2d").Select(l => $"{l.Path}: z-plus"))), plus);
    }

    [Fact]
    public void An_operator_passes_relevance_by_its_gradient_where_that_is_asked_for()
    {
        var model = new Model("pool", x => nn.functional.avg_pool2d(x, 2).flatten(1));
        var x = tensor(new float[] { 1, 3, 0, 4 }).view(1, 1, 2, 2);
        Tensor By(string rules) => new Lrp().Attribute(model, x, Target.Predicted, new(Rules: rules), new Run()).Values.flatten();
        By("avg_pool2d: gradient").data<float>().ToArray().ShouldBe([0.5f, 0.5f, 0.5f, 0.5f]);
        By("").data<float>().ToArray().ShouldBe([0.25f, 0.75f, 0, 1], 1e-5f);
    }

    [Fact]
    public void Words_together_must_all_hold_and_what_comes_first_counts()
    {
        var second = Explain("depth 2: flat");
        ShouldBeTheSame(Explain("conv depth 2: flat"), second);
        ShouldBeTheSame(Explain("layer1.* depth 1-2: flat"), second);
        ShouldBeTheSame(Explain("depth 2: flat; conv: epsilon"), second);
        (Explain("conv: epsilon; depth 2: flat") - second).abs().max().ToDouble().ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Operators_without_weights_take_rules_of_their_own()
    {
        var whole = new Lrp().Attribute(Network, Images, Target.Predicted, new(Composite.Epsilon), new Run());
        // Nothing passes the global average.
        var stopped = new Lrp().Attribute(Network, Images, Target.Predicted, new(Composite.Epsilon, Rules: "adaptive_avg_pool2d: stop"), new Run());
        stopped.Values.abs().max().ToDouble().ShouldBe(0);
        stopped.Checks[0].Holds.ShouldBeTrue(stopped.Checks[0].ToString());
        // The rule that a sum has anyway.
        ShouldBeTheSame(Explain("add: share"), whole.Values);
        (Explain("add layer2.*: stop") - whole.Values).abs().max().ToDouble().ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_product_gives_each_factor_half_or_stops()
    {
        var model = new Model("product", x => x.select(1, 0).unsqueeze(1) * x.select(1, 1).unsqueeze(1));
        var x = tensor(new float[,] { { 2, 5 } });
        Tensor By(string rules) => new Lrp().Attribute(model, x, Target.Class(0), new(Rules: rules), new Run()).Values;
        By("mul: half").ShouldEqual(new float[,] { { 5, 5 } });
        By("mul: stop").ShouldEqual(new float[,] { { 0, 0 } });
        Should.Throw<GlassboxException>(() => By("mul: share")).Message.ShouldBe(
            "aten::mul.Tensor in \"\" is a product of two activations, each of which would get all of it: \"half\" gives each half.");
    }

    [Fact]
    public void Mistakes_are_one_sentence()
    {
        Should.Throw<GlassboxException>(() => Explain("add: gamma 0.5")).Message.ShouldBe(
            "The rule \"gamma\" is for layers with weights, and add has none: choose from pass, share, gradient, half, stop.");
        Should.Throw<GlassboxException>(() => Explain("depth x: flat")).Message.ShouldBe(
            "\"depth x\" names no depth: write \"depth 3\", \"depth 2-5\" or \"depth 4-\" of the 9 layers with weights.");
        Should.Throw<GlassboxException>(() => Explain("depth 10-12: flat")).Message.ShouldStartWith("No layer with weights matches \"depth 10-12\".");
        Should.Throw<GlassboxException>(() => Explain("sofmax: stop")).Message.ShouldStartWith("No layer with weights matches \"sofmax\".");
    }
}
