using Glassbox.Plugins.Tests.Goldens;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests.Faithfulness;

public class InfidelityTests
{
    private static Model Linear => new("linear", x => x.matmul(tensor(new float[,] { { 3 }, { -2 }, { 1 } })) + 5);
    private static readonly Tensor x = tensor(new float[,] { { 1, 2, 0 }, { 0, -1, 3 } });

    [Theory, InlineData("tinycnn"), InlineData("resnet"), InlineData("mlp")]
    public void It_agrees_with_Captum(string network)
    {
        var golden = Golden.Case($"{network}_metrics");
        var model = golden.Model;
        var explanation = new Attribution(model, golden.Inputs, golden.Target.For(model, golden.Inputs), golden["in.attr"]);
        foreach (var normalized in new[] { false, true })
        {
            var score = new Infidelity().Measure(model, [explanation], new(Perturbations: golden["in.perturbation"], Normalized: normalized), new Run());
            golden.Compare(normalized ? "infidelity_normalized" : "infidelity", score.Values["infidelity"][0]);
        }
    }

    [Fact]
    public void The_weights_of_a_linear_model_are_faithful_at_any_scale_once_normalized()
    {
        var weights = tensor(new float[,] { { 3, -2, 1 }, { 3, -2, 1 } });
        var plain = Measure(new(Normalized: false), weights, weights * 2).Values["infidelity"];
        plain[0].abs().max().item<double>().ShouldBeLessThan(1e-9);
        plain[1].min().item<double>().ShouldBeGreaterThan(0.1);
        Measure(new(), weights, weights * 2).Values["infidelity"].abs().max().item<double>().ShouldBeLessThan(1e-9);
    }

    [Fact]
    public void Explanations_of_other_targets_of_one_name_are_each_measured_by_their_own()
    {
        var model = new Model("three classes", t => t * tensor(new float[,] { { 3, -2, 1 } }));
        var inputs = cat([x, x], 0);
        Attribution Of(Target target) => new(model, inputs, target.For(model, inputs), ones(4, 3));
        Attribution[] explanations = [Of(Target.Classes(0, 1, 0, 0).Probability()), Of(Target.Classes(0, 1, 1, 1).Probability()), Of(Target.Scalar("s", o => o.sum(1))), Of(Target.Scalar("s", o => o.prod(1)))];
        Tensor Values(Attribution[] some) => new Infidelity().Measure(model, some, new(Normalized: false), new Run()).Values["infidelity"];
        Values(explanations).ShouldEqual(cat([.. explanations.Select(e => Values([e]))], 0));
    }

    [Fact]
    public void A_wrong_explanation_by_hand()
    {
        // One perturbation, (1, 1, 1): the score falls by 2, the explanations say 6 and 0.
        var perturbations = ones(1, 3);
        var values = Measure(new(Perturbations: perturbations, Normalized: false), tensor(new float[,] { { 1, 2, 3 }, { 1, 2, 3 } }), zeros(2, 3)).Values["infidelity"];
        values.ShouldEqual(tensor(new double[,] { { 16, 16 }, { 4, 4 } }));
        Measure(new(Perturbations: perturbations), zeros(2, 3)).Values["infidelity"].ShouldEqual(tensor(new double[,] { { 4, 4 } }));
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits()
    {
        var weights = tensor(new float[,] { { 1, 0, 0 }, { 1, 0, 0 } });
        Tensor Values(long seed) => Measure(new(), new Run(seed), weights).Values["infidelity"];
        Values(1).Equals(Values(1)).ShouldBeTrue();
        Values(1).Equals(Values(2)).ShouldBeFalse();
    }

    [Fact]
    public void Maps_without_a_value_for_each_element_are_left_out_and_said()
    {
        var model = new Model("sum", images => images.flatten(1).sum(1, keepdim: true));
        var images = ones(1, 2, 2, 2);
        var target = ((Target)0).For(model, images);
        Attribution map = new(model, images, target, ones(1, 1, 2, 2)), full = new(model, images, target, ones(1, 2, 2, 2));
        var score = new Infidelity().Measure(model, [map, full], new(NoiseLevel: 0.1), new Run());
        score.Notes.Single().ShouldContain("not defined");
        score.Table()!.Rows[0][1].Number.ShouldBeNull();
        Should.Throw<GlassboxException>(() => new Infidelity().Measure(model, [map], new(), new Run())).Message.ShouldContain("a value for each element");
    }

    private static Score Measure(Infidelity.Options options, params Tensor[] explanations) => Measure(options, new Run(), explanations);

    private static Score Measure(Infidelity.Options options, Run run, params Tensor[] explanations) =>
        new Infidelity().Measure(Linear, [.. explanations.Select(e => new Attribution(Linear, x, ((Target)0).For(Linear, x), e))], options, run);
}
