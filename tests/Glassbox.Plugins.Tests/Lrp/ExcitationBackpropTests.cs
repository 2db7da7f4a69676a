using Glassbox.Plugins.Tests.Goldens;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Glassbox.Plugins.Tests;

public class ExcitationBackpropTests
{
    private static Model ByHand()
    {
        var network = Sequential(("a", Linear(2, 2, hasBias: false)), ("relu", ReLU()), ("b", Linear(2, 2, hasBias: false)));
        network.load_state_dict(new Dictionary<string, Tensor>
        {
            ["a.weight"] = tensor(new[,] { { 1f, 1f }, { 3f, -1f } }),
            ["b.weight"] = tensor(new[,] { { 1f, 1f }, { 2f, -1f } }),
        });
        return new Model("by hand", network);
    }

    [Fact]
    public void Probabilities_by_hand()
    {
        // x = (1, 1): hidden (2, 2). Class 0 is excited by both alike: half and half. The first hidden value comes from both inputs alike, the
        // second from the first input alone: (1/4 + 1/2, 1/4).
        var result = new ExcitationBackprop().Attribute(ByHand(), ones(1, 2), Target.Class(0), new(), new Run());
        result.Values.data<float>().ToArray().ShouldBe([0.75f, 0.25f], 1e-5f);
        result.Checks[0].Holds.ShouldBeTrue();
    }

    [Fact]
    public void Contrast_subtracts_what_the_opposite_excites()
    {
        // Class 1 is excited by the first hidden value alone, its opposite by the second alone: (1/2, 1/2) - (1, 0).
        var result = new ExcitationBackprop().Attribute(ByHand(), ones(1, 2), Target.Class(1), new(Contrastive: true), new Run());
        result.Values.data<float>().ToArray().ShouldBe([-0.5f, 0.5f], 1e-5f);
        result.Checks[0].Holds.ShouldBeTrue(result.Checks[0].ToString());
    }

    [Fact]
    public void Contrast_of_a_neuron_is_against_the_opposite_of_its_own_layer()
    {
        // The second hidden value is excited by the first input alone, its opposite by the second.
        var result = new ExcitationBackprop().Attribute(ByHand(), ones(1, 2), Target.Neuron("a", 1), new(Contrastive: true), new Run());
        result.Values.data<float>().ToArray().ShouldBe([1f, -1f], 1e-5f);
    }

    [Fact]
    public void A_sum_is_won_by_what_is_positive()
    {
        // 3 + 0.5 * -1 and -1 + 0.5 * 3: in both sums the first value alone is positive.
        var x = tensor(new[,] { { 3f, -1f } });
        var model = new Model("sum", t => (t + tensor(new[,] { { 0.5f, 0.5f } }) * t.roll(1, 1)).sum(1, keepdim: true));
        var result = new ExcitationBackprop().Attribute(model, x, Target.Class(0), new(), new Run());
        result.Values.data<float>().ToArray().ShouldBe([1f, 0f], 1e-5f);
    }

    [Fact]
    public void Shares_at_a_layer_are_a_probability_distribution()
    {
        var model = ReferenceNetworks.Load("tinycnn");
        var x = ReferenceNetworks.Inputs("tinycnn")["x"];
        var result = new ExcitationBackprop().Attribute(model, x, Target.Predicted, new(Layer: "features.2"), new Run());
        result.Values.min().ToDouble().ShouldBeGreaterThanOrEqualTo(0);
        foreach (var sum in result.Values.flatten(1).sum(1).data<float>()) ((double)sum).ShouldBe(1, 1e-3);
    }
}
