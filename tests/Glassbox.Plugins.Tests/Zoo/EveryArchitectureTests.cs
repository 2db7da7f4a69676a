using Glassbox.Architectures;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Glassbox.Plugins.Tests.Zoo;

/// <summary>Every kind of architecture, at random weights and small inputs: no backward walk meets an operator without a rule, and each keeps what it promises.</summary>
public class EveryArchitectureTests
{
    public static TheoryData<string> Names =>
        ["resnet18", "squeezenet1_1", "densenet121", "googlenet", "inception_v3", "mobilenet_v2", "mobilenet_v3_small", "efficientnet_b0", "convnext", "vit", "swin"];

    private static (Model Model, Tensor Inputs) Load(string name)
    {
        manual_seed(4);
        Module<Tensor, Tensor> network = name switch
        {
            "convnext" => new ConvNeXt(name, [8, 16, 24, 32], [1, 1, 2, 1], 0, 5),
            "vit" => new VisionTransformer(name, 56, 2, 2, 16, 32, 5),
            "swin" => new SwinTransformer(name, 12, [2, 2, 1, 1], [1, 2, 3, 3], 0, 5),
            _ => Models.New(name, 5, seed: 4),
        };
        var size = name switch { "vit" => 224, "inception_v3" => 75, _ => 48 };
        using var off = no_grad();
        // Batch norms that have seen such inputs let signals through; as built, deep networks' signals fade out.
        network.train();
        if (network.named_buffers().Any())
            for (var i = 0; i < 6; i++) network.call(randn(2, 3, size, size)).Dispose();
        // Trained class tokens are not zero: what they get is absorbed.
        if (name == "vit") network.load_state_dict(new Dictionary<string, Tensor> { ["class_token"] = randn(1, 1, 16) }, strict: false);
        var model = new Model(name, network);
        return (model, rand(2, 3, size, size));
    }

    [Theory, MemberData(nameof(Names))]
    public void It_is_explained_by_every_backward_walk(string name)
    {
        using var scope = NewDisposeScope();
        var (model, both) = Load(name);
        var x = both.narrow(0, 0, 1);
        var target = Target.Class(1);
        Keeps("epsilon", new Lrp().Attribute(model, x, target, new(Composite.Epsilon), new Run()));
        Keeps("epsilon-plus", new Lrp().Attribute(model, x, target, new(Composite.EpsilonPlus), new Run()));
        Keeps("gates constant", new Lrp().Attribute(model, x, target, new(Composite.Epsilon, Gates: Gates.Constant), new Run()));
        var taylor = new DeepTaylor().Attribute(model, x, target, new(Low: [0], High: [1]), new Run());
        if (taylor.Extras["score"].gt(0).any().ToBoolean()) Keeps("deep Taylor", taylor);
        Keeps("excitation", new ExcitationBackprop().Attribute(model, x, target, new(), new Run()));
        Keeps("DeepLIFT", new DeepLift().Attribute(model, x, target, new(), new Run()));
        Keeps("reveal-cancel", new DeepLift().Attribute(model, x, target, new(Rule: DeepLiftRule.RevealCancel), new Run()));
        Keeps("guided", new GuidedBackprop().Attribute(model, x, target, new(), new Run()));
        Keeps("deconvnet", new DeconvNet().Attribute(model, x, target, new(), new Run()));

        void Keeps(string method, Attribution explanation)
        {
            explanation.Values.isfinite().all().ToBoolean().ShouldBeTrue(method);
            explanation.Values.abs().max().ToDouble().ShouldBeGreaterThan(0, method);
            foreach (var check in explanation.Checks) check.Holds.ShouldBeTrue($"{method}: {check}");
        }
    }

    [Fact]
    public void A_transformer_with_its_tokens_before_the_batch_is_explained_as_one_with_the_batch_first()
    {
        manual_seed(5);
        var (tokensFirst, batchFirst) = (TransformerEncoderLayer(8, 2, 16, 0), TransformerEncoderLayer(8, 2, 16, 0, batch_first: true));
        batchFirst.load_state_dict(tokensFirst.state_dict());
        tokensFirst.eval();
        batchFirst.eval();
        var head = randn(8, 3);
        var one = new Model("tokens first", t => tokensFirst.call(t.transpose(0, 1)).mean([0L]).matmul(head));
        var other = new Model("batch first", t => batchFirst.call(t).mean([1L]).matmul(head));
        var x = randn(3, 5, 8);
        foreach (var gates in Enum.GetValues<Gates>())
        {
            var (map, expected) = (new Lrp().Attribute(one, x, Target.Class(1), new(Composite.Epsilon, Gates: gates), new Run()), new Lrp().Attribute(other, x, Target.Class(1), new(Composite.Epsilon, Gates: gates), new Run()));
            map.Values.ShouldEqual(expected.Values, 1e-4);
            map.Extras["absorbed"].ShouldEqual(expected.Extras["absorbed"], 1e-4);
            foreach (var check in new[] { map.Checks[0], expected.Checks[0] }) check.Holds.ShouldBeTrue(check.ToString());
        }
        foreach (var rule in Enum.GetValues<DeepLiftRule>())
        {
            if (rule == DeepLiftRule.Rescale) new DeepLift().Attribute(other, x, Target.Class(1), new(Rule: rule), new Run()).Checks[0].Holds.ShouldBeTrue();
            Should.Throw<GlassboxException>(() => new DeepLift().Attribute(one, x, Target.Class(1), new(Rule: rule), new Run())).Message.ShouldEndWith("give the network with the batch first.");
        }
    }

    [Theory, InlineData("swin"), InlineData("vit")]
    public void A_batch_of_three_is_accounted_for_by_sample_though_queries_keys_and_values_come_first(string name)
    {
        // In [3, N, heads, ...] a batch of three looks like the three of queries, keys and values.
        var (model, x) = Load(name);
        var three = cat([x, x.narrow(0, 0, 1) * 0.5], 0);
        var together = new Lrp().Attribute(model, three, Target.Class(1), new(Composite.Epsilon), new Run());
        together.Checks[0].Holds.ShouldBeTrue(together.Checks[0].ToString());
        var alone = new Lrp().Attribute(model, three.narrow(0, 2, 1), Target.Class(1), new(Composite.Epsilon), new Run());
        together.Values.narrow(0, 2, 1).ShouldEqual(alone.Values, 1e-3);
        together.Extras["absorbed"].narrow(0, 2, 1).ShouldEqual(alone.Extras["absorbed"], 1e-3);
    }
}
