using Glassbox.Plugins.Tests.Goldens;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Glassbox.Plugins.Tests;

/// <summary>One residual network with batch norms, run in three ways: what is explained is what ran, so the map must be the same.</summary>
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
    private static Model Functional()
    {
        var w = GoldenFiles.Read("models/resnet.safetensors");
        Tensor Norm(Tensor x, string name) => F.batch_norm(x, w[$"{name}.running_mean"], w[$"{name}.running_var"], w[$"{name}.weight"], w[$"{name}.bias"]);
        Tensor Conv(Tensor x, string name, long stride = 1) => F.conv2d(x, w[$"{name}.weight"], strides: [stride, stride], padding: [w[$"{name}.weight"].shape[2] / 2, w[$"{name}.weight"].shape[2] / 2]);
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
        return new Model("resnet functional", Forward, w);
    }

    private static Attribution Explain(Model model, Composite composite) => new Lrp().Attribute(model, Images, Target.Predicted, new(composite), new Run());

    [Theory]
    [InlineData(Composite.Epsilon)]
    [InlineData(Composite.EpsilonPlus)]
    [InlineData(Composite.EpsilonAlpha2Beta1)]
    public void Modules_TorchScript_and_functional_code_have_one_map(Composite composite)
    {
        var modules = Explain(ReferenceNetworks.Load("resnet"), composite);
        foreach (var other in new[] { Script(), Functional() })
        {
            var map = Explain(other, composite);
            ((map.Values - modules.Values).norm() / modules.Values.norm()).ToDouble().ShouldBeLessThan(1e-5, other.Name);
            map.Checks[0].Holds.ShouldBeTrue($"{other.Name}: {map.Checks[0]}");
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
