using Glassbox.Plugins.Tests.Goldens;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Glassbox.Plugins.Tests;

public class GuidedBackpropTests
{
    [Theory]
    [InlineData("tinycnn")]
    [InlineData("resnet")]
    [InlineData("vggcam")]
    [InlineData("mlp")]
    public void Both_agree_with_Captum(string network)
    {
        var guided = Golden.Case($"{network}_guided_backprop");
        guided.Compare("attr", new GuidedBackprop().Attribute(guided.Model, guided.Inputs, guided.Target, new(), new Run()).Values);
        var deconvnet = Golden.Case($"{network}_deconvnet");
        deconvnet.Compare("attr", new DeconvNet().Attribute(deconvnet.Model, deconvnet.Inputs, deconvnet.Target, new(), new Run()).Values);
    }

    [Theory, InlineData("tinycnn"), InlineData("resnet"), InlineData("mlp")]
    public void Of_a_neuron_it_agrees_with_Captum(string network)
    {
        var golden = Golden.Case($"{network}_neuron");
        var neuron = Target.Neuron(golden.Layer, [.. golden.Parameters.GetProperty("neuron_index").EnumerateArray().Select(i => i.GetInt64())]);
        golden.Compare("neuron_guided_backprop", new GuidedBackprop().Attribute(golden.Model, golden.Inputs, neuron, new(), new Run()).Values);
    }

    [Fact]
    public void What_cuts_off_above_too_is_a_ReLU()
    {
        // relu6 at (-1, 2, 7) with signals 1: shut, open, cut off. DeconvNet lets the signal through all the same.
        var x = tensor(new[,] { { -1f, 2f, 7f } });
        foreach (var f in new Func<Tensor, Tensor>[] { t => nn.functional.relu6(t), t => t.clamp(0, 6), t => nn.functional.hardtanh(t, 0, 6) })
        {
            var model = new Model("relu6", t => f(t).sum(1, keepdim: true));
            new GuidedBackprop().Attribute(model, x, Target.Class(0), new(), new Run()).Values.ShouldEqual(new[,] { { 0f, 1f, 0f } });
            new DeconvNet().Attribute(model, x, Target.Class(0), new(), new Run()).Values.ShouldEqual(new[,] { { 1f, 1f, 1f } });
        }
    }

    [Fact]
    public void A_smoothed_ReLU_has_the_derivative_of_softplus_and_sharpens_to_the_gradient()
    {
        var x = tensor(new[,] { { -0.2f, 0f, 0.3f } });
        var model = new Model("relu", t => (t.relu() * tensor(new[] { 1f, 2f, -3f })).sum(1, keepdim: true));
        var smooth = new BetaSmooth().Attribute(model, x, Target.Class(0), new(), new Run()).Values;
        smooth.ShouldEqual((x * 10).sigmoid() * tensor(new[,] { { 1f, 2f, -3f } }));
        var golden = Golden.Case("tinycnn_saliency");
        golden.Compare("gradient", new BetaSmooth().Attribute(golden.Model, golden.Inputs, golden.Target, new(Beta: 1e8), new Run()).Values);
    }

    [Fact]
    public void A_small_network_by_hand()
    {
        // y = relu(a) - relu(b) with a = x1 - x2 and b = x1 + x2.
        var network = Sequential(("fc", Linear(2, 2, hasBias: false)), ("relu", ReLU(inplace: true)), ("out", Linear(2, 1, hasBias: false)));
        network.load_state_dict(new Dictionary<string, Tensor>
        {
            ["fc.weight"] = tensor(new[,] { { 1f, -1f }, { 1f, 1f } }),
            ["out.weight"] = tensor(new[,] { { 1f, -1f } }),
        });
        var model = new Model("by hand", network);
        float[] Map(IAttributor<GuidedBackprop.Options> method, params float[] x) =>
            [.. method.Attribute(model, tensor(x).unsqueeze(0), Target.Class(0), new(), new Run()).Values.data<float>()];
        // At (3, 1) both ReLUs are open; the signal -1 of the second is stopped: (1, -1).
        Map(new GuidedBackprop(), 3, 1).ShouldBe([1f, -1f]);
        // At (1, 3) the first is shut as well: nothing is left. DeconvNet does not ask whether it is shut.
        Map(new GuidedBackprop(), 1, 3).ShouldBe([0f, 0f]);
        new DeconvNet().Attribute(model, tensor(new[,] { { 1f, 3f } }), Target.Class(0), new(), new Run()).Values.data<float>().ToArray().ShouldBe([1f, -1f]);
    }

    [Fact]
    public void Without_ReLU_and_pooling_both_are_the_gradient_and_say_so()
    {
        manual_seed(0);
        var model = new Model("linear", Sequential(Conv2d(1, 2, 3), Flatten(), Linear(8, 3)));
        var x = randn(2, 1, 4, 4);
        var leaf = x.detach().requires_grad_();
        var gradient = autograd.grad([model.Logits(leaf)[.., 1].sum()], [leaf])[0];
        foreach (var result in new[]
        {
            new GuidedBackprop().Attribute(model, x, Target.Class(1), new(), new Run()),
            new DeconvNet().Attribute(model, x, Target.Class(1), new(), new Run()),
        })
        {
            (result.Values - gradient).abs().max().ToDouble().ShouldBeLessThan(1e-6);
            result.Notes.ShouldContain("No ReLU lies between the score and the input: this is the plain gradient.");
        }
    }

    [Fact]
    public void The_signal_goes_back_to_where_the_pool_found_its_maximum()
    {
        var network = Sequential(("pool", MaxPool2d(2)), ("flatten", Flatten()), ("sum", Linear(4, 1, hasBias: false)));
        network.load_state_dict(new Dictionary<string, Tensor> { ["sum.weight"] = ones(1, 4) });
        var x = tensor(new float[] { 1, 5, 2, 0, 3, 4, 8, 1, 0, 0, 1, 1, 9, 0, 2, 1 }).view(1, 1, 4, 4);
        new DeconvNet().Attribute(new Model("pool", network), x, Target.Class(0), new(), new Run()).Values.flatten().data<float>().ToArray()
            .ShouldBe([0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1, 0]);
    }
}
