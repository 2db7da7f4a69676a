using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.ModelTests.Architectures;

/// <summary>Networks run again where a patch reaches give what they give for the whole picture, and for less.</summary>
public class PerturbedForwardTests
{
    [Theory]
    [InlineData("resnet18", 0.8), InlineData("squeezenet1_1", 0.8), InlineData("vgg11", 0.7), InlineData("densenet121", 0.9), InlineData("googlenet", 0.9), InlineData("mobilenet_v2", 0.9)]
    public void Patches_give_the_plain_forward_pass(string name, double share)
    {
        manual_seed(0);
        var model = new Model(name, Models.New(name).to(ScalarType.Float64));
        // Untrained networks forget a small input: their biases outgrow it.
        var x = randn([1, 3, 96, 96], dtype: ScalarType.Float64, generator: new Generator(1)) * 1e3;
        using var off = no_grad();
        var forward = new PerturbedForward(model, x, Target.Class(0).For(model, x));
        (long Top, long Left)[] patches = [(0, 0), (80, 80), (40, 45)];
        var inputs = x.repeat(patches.Length, 1, 1, 1);
        for (var i = 0; i < patches.Length; i++) inputs[i].narrow(1, patches[i].Top, 16).narrow(2, patches[i].Left, 16).mul_(-1);
        var (got, expected) = (forward.Outputs(inputs), model.Logits(inputs));
        // What changes is small beside what does not: the change itself must be right.
        var whole = model.Logits(x);
        ((got - expected).abs().max() / (expected - whole).abs().max()).ToDouble().ShouldBeLessThan(1e-7);
        ((forward.Passes - 2) / patches.Length).ShouldBeLessThan(share);
    }
}
