using Glassbox.Plugins.Tests.Goldens;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Glassbox.Plugins.Tests.GradCam;

/// <summary>CAM by a head that is fitted to a network without global average pooling.</summary>
public class FittedHeadTests
{
    [Fact]
    public void Its_map_averages_to_its_logit()
    {
        var (model, x) = (ReferenceNetworks.Load("tinycnn"), ReferenceNetworks.Inputs("tinycnn")["x"]);
        var examples = randn(60, 3, 32, 32, generator: new Generator(5));
        var cam = new Cam().Attribute(model, x, Target.Class(1), new(Examples: examples), new Run());
        cam.Checks.Single().Error.ShouldBeLessThan(1e-4);
        cam.Notes.ShouldContain(n => n.StartsWith("A head of global average pooling and one linear layer was fitted to layer features.4, and the map is of its logits. Of 12 examples held out it answers "));
        // CAM is linear in the activation: its mean over places for each class, less the bias, is what softmax regression makes of the means.
        var head = FittedHead.Of(model, examples, null, null, 16, new Run());
        var pooled = new Model("with the head", t => functional.linear(model.Capture(t).Layer("features.4").Tensor.mean([2L, 3L]), head.Weight, head.Bias));
        cam.Extras["cam"].mean([1L, 2L]).ShouldEqual(pooled.Logits(x).select(1, 1) - head.Bias[1], 1e-4);
    }

    [Fact]
    public void It_separates_classes_that_channels_tell_apart()
    {
        // Channel c of the layer is bright where the picture's class is c: the fitted head reads it off.
        var classes = arange(100, dtype: ScalarType.Int64).remainder(4);
        var x = rand([100, 4, 3, 3], generator: new Generator(2)) * 0.2;
        for (var i = 0; i < 100; i++) x[i, i % 4, 1, 1].add_(5);
        var network = Sequential(("layer", Conv2d(4, 4, 1, bias: false)), ("flatten", Flatten()), ("fc", Linear(36, 4)));
        network.load_state_dict(new Dictionary<string, Tensor> { ["layer.weight"] = eye(4).view(4, 4, 1, 1) }, strict: false);
        var model = new Model("identity", network);
        var cam = new Cam().Attribute(model, x.narrow(0, 0, 4), Target.Classes(0, 1, 2, 3), new(Examples: x, Labels: classes, Layer: "layer"), new Run());
        cam.Notes.ShouldContain(n => n.Contains("Of 20 examples held out it classifies 100 % rightly, the network's own head"));
        foreach (var i in Enumerable.Range(0, 4))
            cam.Extras["cam"][i].flatten().argmax().ToInt64().ShouldBe(4);
    }

    [Fact]
    public void A_fit_that_cannot_be_is_one_sentence()
    {
        var (model, x) = (ReferenceNetworks.Load("tinycnn"), ReferenceNetworks.Inputs("tinycnn")["x"]);
        string Message(Cam.Options options) => Should.Throw<GlassboxException>(() => new Cam().Attribute(model, x, 0, options, new Run())).Message;
        Message(new(Examples: x)).ShouldStartWith("4 examples are too few to fit a head to");
        Message(new(Layer: "features.0")).ShouldBe("A layer and labels are for a head that is fitted: give the examples to fit it to.");
        Message(new(Examples: cat([x, x, x], 0), Labels: zeros(4, dtype: ScalarType.Int64))).ShouldBe("The labels are [4] for 12 examples: give one class each.");
        Message(new(Examples: cat([x, x, x], 0), Labels: full([12], 99L, dtype: ScalarType.Int64))).ShouldStartWith("Some labels are no class of the network");
    }
}
