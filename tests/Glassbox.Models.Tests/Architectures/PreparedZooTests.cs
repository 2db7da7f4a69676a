using Glassbox.Architectures;
using Glassbox.Loading;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.ModelTests.Architectures;

/// <summary>Every kind of network that ships runs compiled, and gives what it gives otherwise.</summary>
public class PreparedZooTests
{
    [Theory]
    [InlineData("alexnet", 64)]
    [InlineData("vgg11_bn", 64)]
    [InlineData("resnet18", 64)]
    [InlineData("resnext50_32x4d", 64)]
    [InlineData("squeezenet1_1", 64)]
    [InlineData("densenet121", 64)]
    [InlineData("googlenet", 64)]
    [InlineData("inception_v3", 75)]
    [InlineData("mobilenet_v2", 64)]
    [InlineData("mobilenet_v3_small", 64)]
    [InlineData("efficientnet_b0", 64)]
    [InlineData("convnext_tiny", 64)]
    [InlineData("vit_b_32", 224)]
    [InlineData("swin_t", 64)]
    public void RunsCompiledAndGivesTheSame(string name, int side)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var network = Models.New(name);
        using (no_grad())
            foreach (var (key, tensor) in network.state_dict())
                if (key.EndsWith("running_var")) tensor.uniform_(0.5, 2);
                else if (key.EndsWith("running_mean")) tensor.uniform_(-0.5, 0.5);
        var model = new Model(name, network);
        var x = randn(4, 3, side, side);

        using var off = no_grad();
        var (got, expected) = (model.Prepare().Logits(x), model.Logits(x));
        ((got - expected).norm() / expected.norm()).ToDouble().ShouldBeLessThan(1e-5);
        // Where the compiled graph had not shown that it gives the same, there were none now.
        model.CompiledFor(x).ShouldNotBeNull();
    }
}
