using Glassbox.Plugins.Tests.Goldens;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests;

public class RiseTests
{
    private static readonly Target score = Target.Scalar("the score", output => output.select(1, 0));

    [Theory]
    [InlineData("tinycnn_rise"), InlineData("resnet_rise")]
    public void The_papers_sum_over_given_masks(string id)
    {
        var golden = Golden.Case(id);
        var explained = new Rise().Attribute(golden.Model, golden.Inputs, golden.Target, new(Masks: golden["in.masks"], Keep: golden.Parameters.GetProperty("p").GetDouble(), BatchSize: 17), new Run());
        golden.Compare("probs", explained.Extras["scores"]);
        golden.Compare("saliency", explained.Values.squeeze(1));
    }

    [Fact]
    public void A_pixel_that_alone_decides_has_the_largest_value()
    {
        // f shows the mask at (4, 9): E[M_i f] / p is E[M_i M_d] / p, largest at the pixel itself.
        var model = new Model("one pixel", x => x.select(3, 9).select(2, 4).sum(1, keepdim: true));
        var explained = new Rise().Attribute(model, ones(1, 1, 14, 14), score, new(MaskCount: 3000, Logits: true), new Run(2));
        explained.Values.flatten().argmax().item<long>().ShouldBe(4 * 14 + 9);
        // Far away masks are independent: E[M_i] E[M_d] / p = p.
        explained.Values[0, 0, 13, 0].item<float>().ShouldBe(0.5f, 0.05);
    }

    [Fact]
    public void Drawn_masks_show_each_pixel_half_of_the_time()
    {
        var constant = new Model("constant", x => ones(x.size(0), 1));
        var explained = new Rise().Attribute(constant, ones(1, 3, 30, 21), score, new(MaskCount: 4000, Logits: true), new Run(3));
        // With f = 1 the value is the mean of M / p; cells of standard deviation 1/2, so at most 1 / root of 4000 each.
        (explained.Values - 1).abs().max().item<float>().ShouldBeLessThan(6 / MathF.Sqrt(4000));
    }

    [Fact]
    public void Standard_errors_are_the_spread_over_seeds()
    {
        var model = new Model("sum", x => x.flatten(1).sum(1, keepdim: true));
        var runs = Enumerable.Range(0, 200).Select(seed => new Rise().Attribute(model, ones(1, 1, 9, 9), score, new(MaskCount: 60, Cells: 3, Logits: true), new Run(seed * 1000L))).ToArray();
        var spread = stack(runs.Select(r => r.Values[0, 0, 4, 4])).std().item<float>();
        var estimated = Math.Sqrt(runs.Average(r => Math.Pow(r.Extras["standard-errors"][0, 0, 4, 4].item<double>(), 2)));
        (estimated / spread).ShouldBe(1, 0.2);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_and_a_batch_equals_its_inputs_one_by_one()
    {
        var model = ReferenceNetworks.Load("tinycnn");
        var x = ReferenceNetworks.Inputs("tinycnn")["x"].narrow(0, 0, 2);
        Tensor Values(Tensor inputs, long seed) => new Rise().Attribute(model, inputs, Target.Class(3), new(MaskCount: 100), new Run(seed)).Values;
        var together = Values(x, 1);
        together.Equals(Values(x, 1)).ShouldBeTrue();
        together.Equals(Values(x, 2)).ShouldBeFalse();
        for (var n = 0; n < 2; n++) together.narrow(0, n, 1).Equals(Values(x.narrow(0, n, 1), 1)).ShouldBeTrue();
    }

    [Fact]
    public void A_class_and_its_probability_are_explained_alike()
    {
        var (model, x) = (ReferenceNetworks.Load("tinycnn"), ReferenceNetworks.Inputs("tinycnn")["x"].narrow(0, 0, 2));
        Tensor Values(Target target, bool logits) => new Rise().Attribute(model, x, target, new(MaskCount: 20, Logits: logits), new Run()).Values;
        var ofClass = Values(Target.Class(3), logits: false);
        Values(Target.Class(3).Probability(), logits: false).ShouldEqual(ofClass);
        Values(Target.Class(3).Probability(), logits: true).ShouldEqual(ofClass);
    }

    [Fact]
    public void Mistakes_get_a_sentence()
    {
        var model = new Model("none", x => x.flatten(1));
        Should.Throw<GlassboxException>(() => new Rise().Attribute(model, ones(1, 4), score, new(), new Run()))
            .Message.ShouldBe("RISE explains pictures [N, C, H, W]; these inputs are [1, 4]. Use lime or kernel-shap with segments.");
        Should.Throw<GlassboxException>(() => new Rise().Attribute(model, ones(1, 1, 4, 4), score, new(), new Run()))
            .Message.ShouldBe("The target, the score, is no class and has no probability: set logits to weigh masks by its score.");
        Should.Throw<GlassboxException>(() => new Rise().Attribute(model, ones(1, 1, 4, 4), Target.Class(1), new(Masks: ones(5, 4, 3)), new Run()))
            .Message.ShouldBe("Masks of shape [5, 4, 3] do not fit pictures of 4 x 4: give [masks, 4, 4].");
    }
}
