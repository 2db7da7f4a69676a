using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests;

/// <summary>A batch whose inputs have a baseline each.</summary>
public class BaselineForEachTests
{
    private static readonly Tensor weights = tensor(new double[] { 1, -2, 3, 4 }).view(1, 1, 2, 2);
    private static readonly Model linear = new("linear", x => (x * weights).flatten(1).sum(1, keepdim: true));
    private static readonly Tensor x = tensor(new double[] { 1, 2, 3, 4, 0, -1, 5, 2 }).view(2, 1, 2, 2);
    private static readonly Tensor each = tensor(new double[] { 1, 0, 0.5, 2, -3, 1, 0, 4 }).view(2, 1, 2, 2);
    private static readonly Tensor pixels = arange(4).view(2, 2);

    public static TheoryData<string> Methods => [.. ByName.Keys];

    private static Dictionary<string, Func<Tensor, Attribution>> ByName => new()
    {
        ["occlusion"] = b => new Occlusion().Attribute(linear, x, 0, new(Window: [1, 1], Strides: [1, 1], Baseline: b), new Run()),
        ["feature-ablation"] = b => new FeatureAblation().Attribute(linear, x, 0, new(Segments: pixels, Baseline: b), new Run()),
        ["shapley"] = b => new Shapley().Attribute(linear, x, 0, new(Segments: pixels, Baseline: b), new Run()),
        ["kernel-shap"] = b => new KernelShap().Attribute(linear, x, 0, new(Segments: pixels, Baseline: b), new Run()),
        ["lime"] = b => new Lime().Attribute(linear, x, 0, new(Samples: 50, Features: 0, Regression: Regression.LeastSquares, Segments: pixels, Baseline: b), new Run()),
    };

    [Theory, MemberData(nameof(Methods))]
    public void Of_a_linear_model_a_pixel_is_worth_its_weight_times_its_distance_from_its_own_baseline(string method) =>
        ByName[method](each).Values.ShouldEqual(weights * (x - each));

    [Theory, MemberData(nameof(Methods))]
    public void Baselines_for_another_number_of_inputs_are_refused(string method) =>
        Should.Throw<GlassboxException>(() => ByName[method](zeros(3, 1, 2, 2))).Message.ShouldContain("[3, 1, 2, 2] does not fit inputs of [2, 1, 2, 2]");

    [Fact]
    public void Masked_inputs_show_their_own_baseline_where_the_mask_is_zero()
    {
        var masks = stack([zeros(2, 2), ones(2, 2)], 0);
        var scores = new Rise().Attribute(linear, x, 0, new(Logits: true, Masks: masks, Baseline: each), new Run()).Extras["scores"];
        scores.ShouldEqual(stack([linear.Logits(each).squeeze(1), linear.Logits(x).squeeze(1)], 1));
    }

    [Fact]
    public void Curves_of_a_metric_end_at_each_inputs_own_baseline()
    {
        var explanation = new Attribution(linear, x, ((Target)0).For(linear, x), x);
        var score = new Plugins.Faithfulness().Measure(linear, [explanation], new(Steps: 4, Baseline: each, Score: CurveScore.Score), new Run());
        score.Values["deletion"][0].select(1, 4).ShouldEqual(linear.Logits(each).squeeze(1));
        score.Values["insertion"][0].select(1, 0).ShouldEqual(linear.Logits(each).squeeze(1));
    }
}
