using Glassbox.Plugins.Tests.Goldens;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Glassbox.Plugins.Tests;

public class DeepTaylorTests
{
    [Fact]
    public void Relevance_is_never_negative_and_sums_to_at_most_the_score()
    {
        var model = ReferenceNetworks.Load("tinycnn");
        var x = ReferenceNetworks.Inputs("tinycnn")["x"];
        var result = new DeepTaylor().Attribute(model, x, Target.Predicted, new(), new Run());
        result.Values.min().ToDouble().ShouldBeGreaterThan(-1e-6);
        var (sums, scores) = (result.Values.flatten(1).sum(1), result.Extras["score"]);
        (sums <= scores + 1e-4).all().ToBoolean().ShouldBeTrue();
        result.Checks[0].Holds.ShouldBeTrue();
    }

    [Fact]
    public void It_is_the_z_plus_rule_with_a_box_on_the_pixels()
    {
        var model = ReferenceNetworks.Load("tinycnn");
        var x = ReferenceNetworks.Inputs("tinycnn")["x"];
        var expected = new Lrp().Attribute(model, x, Target.Predicted, new(Rules: "first: z-box; conv: z-plus; linear: z-plus"), new Run());
        var result = new DeepTaylor().Attribute(model, x, Target.Predicted, new(), new Run());
        (result.Values - expected.Values).abs().max().ToDouble().ShouldBe(0);
    }

    [Fact]
    public void Activations_of_both_signs_share_by_their_positive_products()
    {
        // Hidden (-1, 2) by leaky units; score -2 * -1 + 1 * 2 = 4: both products are positive, 2 each. No positive product made the -1, and its 2 end there.
        var network = Sequential(("a", Linear(2, 2, hasBias: false)), ("leaky", LeakyReLU(0.5)), ("b", Linear(2, 1, hasBias: false)));
        network.load_state_dict(new Dictionary<string, Tensor> { ["a.weight"] = tensor(new[,] { { -2f, 0f }, { 0f, 2f } }), ["b.weight"] = tensor(new[,] { { -2f, 1f } }) });
        var result = new DeepTaylor().Attribute(new Model("leaky", network), ones(1, 2), Target.Class(0), new(InputDomain.Positive), new Run());
        result.Values.data<float>().ToArray().ShouldBe([0f, 2f], 1e-4f);
        result.Extras["absorbed"].data<double>()[0].ShouldBe(2, 1e-4);
        result.Checks.ShouldAllBe(c => c.Holds);
    }

    [Fact]
    public void Sums_with_negative_terms_keep_relevance_positive()
    {
        // The difference 3 - 1 is 2: the 3 gets it all, where the epsilon rule would give 3 and -1.
        var network = Sequential(("difference", new Difference()), ("b", Linear(2, 1, hasBias: false)));
        network.load_state_dict(new Dictionary<string, Tensor> { ["b.weight"] = tensor(new[,] { { 1f, 0f } }) });
        var result = new DeepTaylor().Attribute(new Model("difference", network), tensor(new[,] { { 3f, 1f } }), Target.Class(0), new(InputDomain.Positive), new Run());
        result.Values.data<float>().ToArray().ShouldBe([2f, 0f], 1e-4f);
    }

    /// <summary>x less the swapped x.</summary>
    private sealed class Difference() : Module<Tensor, Tensor>(nameof(Difference))
    {
        public override Tensor forward(Tensor x) => x - x.flip(1);
    }

    [Fact]
    public void A_score_that_is_not_positive_has_a_map_of_zeros_and_a_note()
    {
        var model = ReferenceNetworks.Load("tinycnn");
        var x = ReferenceNetworks.Inputs("tinycnn")["x"];
        var least = model.Logits(x).argmin(1).data<long>().ToArray();
        var result = new DeepTaylor().Attribute(model, x, Target.Classes(least), new(), new Run());
        result.Values.abs().max().ToDouble().ShouldBe(0);
        result.Notes.ShouldContain(n => n.StartsWith("A score that is not positive"));
    }
}
