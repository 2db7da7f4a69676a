using Glassbox.ModelTests.Onnx;
using Glassbox.Plugins.Tests.Goldens;
using TorchSharp;
using TorchSharp.Interop;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Glassbox.Plugins.Tests;

/// <summary>One residual network with batch norms, run in four ways: what is explained is what ran, so the map must be the same.</summary>
public class SameNetworkTests
{
    private static readonly Tensor Images = ReferenceNetworks.Inputs("resnet")["x"];

    /// <summary>The network as PyTorch scripted it, its ReLUs and residual sums in place (see tests/goldens/README.md for how the file was made).</summary>
    private static Model Script()
    {
        var module = jit.load(GoldenFiles.PathOf("models/resnet-script.pt")).eval();
        return new Model("resnet script", module.call, module.state_dict());
    }

    /// <summary>The network as a function over its weights, in place wherever it can be.</summary>
    private static Model Functional() => Functional("resnet functional", (x, weight, stride, padding) => F.conv2d(x, weight, strides: [stride, stride], padding: [padding, padding]));

    /// <summary>The same with the one operator for all convolutions that <c>torch.jit.trace</c> writes.</summary>
    private static Model Traced() => Functional("resnet traced", (x, weight, stride, padding) => Dispatcher.Call(
        "aten::_convolution", x, weight, Argument.None, new[] { stride, stride }, new[] { padding, padding }, new[] { 1L, 1 }, false, new[] { 0L, 0 }, 1L, false, false, true, true));

    private static Model Functional(string name, Func<Tensor, Tensor, long, long, Tensor> convolve)
    {
        var w = GoldenFiles.Read("models/resnet.safetensors");
        Tensor Norm(Tensor x, string name) => F.batch_norm(x, w[$"{name}.running_mean"], w[$"{name}.running_var"], w[$"{name}.weight"], w[$"{name}.bias"]);
        Tensor Conv(Tensor x, string name, long stride = 1) => convolve(x, w[$"{name}.weight"], stride, w[$"{name}.weight"].shape[2] / 2);
        Tensor Block(Tensor x, string name, long stride = 1)
        {
            var y = Norm(Conv(x, $"{name}.conv1", stride), $"{name}.bn1").relu_();
            y = Norm(Conv(y, $"{name}.conv2"), $"{name}.bn2");
            y.add_(w.ContainsKey($"{name}.downsample.0.weight") ? Norm(Conv(x, $"{name}.downsample.0", stride), $"{name}.downsample.1") : x);
            return y.relu_();
        }
        Tensor Forward(Tensor x)
        {
            x = Norm(Conv(x, "conv1"), "bn1").relu_();
            x = Block(Block(Block(x, "layer1.0"), "layer2.0", 2), "layer2.1");
            return F.linear(x.mean([2, 3]), w["fc.weight"], w["fc.bias"]);
        }
        return new Model(name, Forward, w);
    }

    /// <summary>The network as an ONNX file, each node named as its module.</summary>
    private static Model Onnx()
    {
        var weights = GoldenFiles.Read("models/resnet.safetensors").Where(w => w.Value.is_floating_point()).ToArray();
        var onnx = new OnnxBuilder().Input("x", -1, 3, 32, 32).Output("fc", -1, 10);
        foreach (var (name, value) in weights) onnx.Floats(name, value.shape, value.data<float>().ToArray());
        string Node(string op, string name, string[] inputs, params byte[][] attributes)
        {
            onnx.Node(name, op, inputs, [name], attributes);
            return name;
        }
        string Conv(string x, string name, long stride = 1)
        {
            var half = weights.Single(w => w.Key == $"{name}.weight").Value.shape[2] / 2;
            return Node("Conv", name, [x, $"{name}.weight"], OnnxBuilder.Ints("strides", stride, stride), OnnxBuilder.Ints("pads", half, half, half, half));
        }
        string Norm(string x, string name) => Node("BatchNormalization", name, [x, $"{name}.weight", $"{name}.bias", $"{name}.running_mean", $"{name}.running_var"]);
        string Block(string x, string name, long stride = 1)
        {
            var y = Node("Relu", $"{name}.relu", [Norm(Conv(x, $"{name}.conv1", stride), $"{name}.bn1")]);
            y = Norm(Conv(y, $"{name}.conv2"), $"{name}.bn2");
            var skip = weights.Any(w => w.Key == $"{name}.downsample.0.weight") ? Norm(Conv(x, $"{name}.downsample.0", stride), $"{name}.downsample.1") : x;
            return Node("Relu", name, [Node("Add", $"{name}.add", [skip, y])]);
        }
        var features = Block(Block(Block(Node("Relu", "relu", [Norm(Conv("x", "conv1"), "bn1")]), "layer1.0"), "layer2.0", 2), "layer2.1");
        Node("Gemm", "fc", [Node("Flatten", "flatten", [Node("GlobalAveragePool", "avgpool", [features])]), "fc.weight", "fc.bias"], OnnxBuilder.Int("transB", 1));

        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.onnx");
        File.WriteAllBytes(file, onnx.Bytes());
        try { return Models.Load(file); }
        finally { File.Delete(file); }
    }

    private static Attribution Explain(Model model, Composite composite) => new Lrp().Attribute(model, Images, Target.Predicted, new(composite), new Run());

    [Theory]
    [InlineData(Composite.Epsilon)]
    [InlineData(Composite.EpsilonPlus)]
    [InlineData(Composite.EpsilonAlpha2Beta1)]
    public void Modules_TorchScript_functional_code_and_ONNX_have_one_map(Composite composite)
    {
        var modules = Explain(ReferenceNetworks.Load("resnet"), composite);
        foreach (var other in new[] { Script(), Functional(), Traced(), Onnx() })
        {
            var map = Explain(other, composite);
            ((map.Values - modules.Values).norm() / modules.Values.norm()).ToDouble().ShouldBeLessThan(1e-5, other.Name);
            map.Checks[0].Holds.ShouldBeTrue($"{other.Name}: {map.Checks[0]}");
        }
    }

    [Fact]
    public void Gradient_methods_have_one_map_for_modules_and_ONNX()
    {
        var (modules, onnx) = (ReferenceNetworks.Load("resnet"), Onnx());

        Same(m => new Plugins.GradCam().Attribute(m, Images, Target.Predicted, new("layer2.0.bn2"), new Run()));
        Same(m => new Plugins.GradCam().Attribute(m, Images, Target.Predicted, new(m == onnx ? "layer2.1" : "layer2"), new Run()));
        Same(m => new IntegratedGradients().Attribute(m, Images, Target.Predicted, new(20), new Run()));
        Same(m => new Saliency().Attribute(m, Images, Target.Predicted, new(), new Run()));

        void Same(Func<Model, Attribution> explain)
        {
            var (one, other) = (explain(modules).Values, explain(onnx).Values);
            one.abs().sum().ToDouble().ShouldBeGreaterThan(0);
            ((other - one).norm() / one.norm()).ToDouble().ShouldBeLessThan(1e-5);
        }
    }

    [Fact]
    public void Every_other_walk_and_map_is_one_too()
    {
        var methods = new Dictionary<string, Func<Model, Attribution>>
        {
            ["saliency"] = m => new Saliency().Attribute(m, Images, Target.Class(2), new(), new Run()),
            ["integrated gradients"] = m => new IntegratedGradients().Attribute(m, Images, Target.Class(2), new(8), new Run()),
            ["DeepLIFT"] = m => new DeepLift().Attribute(m, Images, Target.Class(2), new(), new Run()),
            ["reveal-cancel"] = m => new DeepLift().Attribute(m, Images, Target.Class(2), new(Rule: DeepLiftRule.RevealCancel), new Run()),
            ["guided backpropagation"] = m => new GuidedBackprop().Attribute(m, Images, Target.Class(2), new(), new Run()),
            ["DeconvNet"] = m => new DeconvNet().Attribute(m, Images, Target.Class(2), new(), new Run()),
            ["deep Taylor"] = m => new DeepTaylor().Attribute(m, Images, Target.Predicted, new(Low: [-3], High: [3]), new Run()),
            ["excitation"] = m => new ExcitationBackprop().Attribute(m, Images, Target.Class(2), new(Contrastive: true), new Run()),
            ["Grad-CAM"] = m => new Plugins.GradCam().Attribute(m, Images, Target.Class(2), new(), new Run()),
            ["CAM"] = m => new Cam().Attribute(m, Images, Target.Class(2), new(), new Run()),
        };
        var modules = ReferenceNetworks.Load("resnet");
        foreach (var (name, explain) in methods)
        {
            var expected = explain(modules).Values;
            foreach (var other in new[] { Script(), Functional(), Traced(), Onnx() })
                ((explain(other).Values - expected).norm() / expected.norm()).ToDouble().ShouldBeLessThan(1e-5, $"{name} of {other.Name}");
        }
    }

    [Fact]
    public void TorchScript_operators_carry_their_module_paths()
    {
        var graph = Script().Capture(Images);
        graph.Nodes.Count(n => n.Kind == "conv2d").ShouldBe(8);
        graph.Nodes.Count(n => n.FullName == "aten::relu_").ShouldBe(7);
        graph.Nodes.Where(n => n.Kind == "conv2d").Select(n => n.Path).ShouldBe(
            ["conv1", "layer1.0.conv1", "layer1.0.conv2", "layer2.0.downsample.0", "layer2.0.conv1", "layer2.0.conv2", "layer2.1.conv1", "layer2.1.conv2"]);
        graph.Layer("layer2").Tensor.shape.ShouldBe([4, 16, 16, 16]);
        // The first convolution's values are those before the batch norm and the ReLU, though the ReLU worked in place.
        graph.Layer("conv1").Tensor.min().ToDouble().ShouldBeLessThan(0);
    }

    [Fact]
    public void The_ledger_balances_across_every_skip_connection()
    {
        foreach (var model in new[] { ReferenceNetworks.Load("resnet"), Script(), Functional() })
        {
            var graph = model.Capture(Images);
            var adds = graph.Nodes.Where(n => n.Kind == "add" && n.Inputs.Length == 2).ToList();
            adds.Count.ShouldBe(3, model.Name);
            var seed = graph.Output.Tensor.clone();
            var ledger = new Ledger();
            // Share every sum by contribution and let everything else pass its exact gradient: only the sums are looked at.
            Walk.Back(graph, new Dictionary<Value, Tensor> { [graph.Output] = seed }, _ => (node, outputs) => Shared(node, outputs), new Run(), ledger: ledger);
            foreach (var entry in ledger.Entries.Where(e => adds.Contains(e.Node)))
                entry.Given.Zip(entry.Passed).ShouldAllBe(p => Math.Abs(p.First - p.Second) <= 1e-4 * Math.Max(1, Math.Abs(p.First)), entry.Node.Name);
        }

        static Tensor?[] Shared(Node node, Tensor?[] outputs)
        {
            if (node.Kind != "add") return node.VectorJacobianProduct(outputs);
            var z = node.Output.Tensor;
            var share = where(z == 0, zeros_like(z), outputs[0]! / z);
            return [.. node.Inputs.Select(i => i.Tensor * share)];
        }
    }
}
