using Glassbox.Plugins.Tests.Goldens;
using static TorchSharp.torch;

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
