using Glassbox.Plugins.Tests.Goldens;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests.Faithfulness;

public class MaxSensitivityTests
{
    /// <summary>f = a^2 / 2 + b, whose saliency is (|a|, 1).</summary>
    private static Model Bent => new("bent", x => (x.select(1, 0).square() / 2 + x.select(1, 1)).unsqueeze(1));

    [Theory, InlineData("tinycnn"), InlineData("resnet"), InlineData("mlp")]
    public void It_agrees_with_Captum(string network)
    {
        var golden = Golden.Case($"{network}_metrics");
        Compare("sensitivity_max_saliency", "saliency", (model, x, target, run) => new Saliency().Attribute(model, x, target, new(Signed: true, PerChannel: true), run));
        Compare("sensitivity_max_ixg", "gradient-x-input", (model, x, target, run) => new GradientXInput().Attribute(model, x, target, new(), run));

        void Compare(string output, string id, Func<Model, Tensor, Target, Run, Attribution> explain)
        {
            var run = new Run(methods: new OneMethod(id, (model, x, target, _, inner) => explain(model, x, target, inner)));
            var explanation = explain(golden.Model, golden.Inputs, golden.Target, run);
            explanation.Provenance = Made(id);
            golden.Compare(output, new MaxSensitivity().Measure(golden.Model, [explanation], new(Noise: golden["in.sens_noise"]), run).Values["max-sensitivity"][0]);
        }
    }

    [Fact]
    public void The_worst_neighbour_by_hand()
    {
        // The saliency of (3, 4) is (3, 1), of length sqrt(10); moved by -1, 0.5 and 2 along a it becomes 2, 3.5 and 5.
        var x = tensor(new float[,] { { 3, 4 } });
        var host = new OneMethod("saliency", (model, inputs, target, options, run) =>
        {
            options.ShouldBe(new Dictionary<string, object?> { ["perChannel"] = "true" });
            run.Seed.ShouldBe(7);
            return new Saliency().Attribute(model, inputs, target, new(PerChannel: true), run);
        });
        var run = new Run(methods: host);
        var explanation = new Saliency().Attribute(Bent, x, 0, new(PerChannel: true), run);
        explanation.Provenance = Made("saliency") with { Options = new Dictionary<string, string> { ["perChannel"] = "true", ["layer"] = "none" }, Seed = 7 };
        var noise = tensor(new float[,] { { -1, 0 }, { 0.5f, 9 }, { 2, 0 } });
        var score = new MaxSensitivity().Measure(Bent, [explanation], new(Noise: noise, BatchSize: 2), run);
        score.Values["max-sensitivity"].item<double>().ShouldBe(2 / Math.Sqrt(10), 1e-6);
        host.Calls.ShouldBe(2);
    }

    [Fact]
    public void Neighbours_lie_within_the_radius()
    {
        var x = tensor(new float[,] { { 0, 10 } });
        var noise = InputNoise.Uniform(x, 1000, 0.02, new Run()).Rows(0, 1000).Noise;
        noise.abs().max().item<float>().ShouldBeInRange(0.19f, 0.2f);
        noise.mean().abs().item<float>().ShouldBeLessThan(0.01f);
    }

    [Fact]
    public void Whatever_is_explained_is_explained_again()
    {
        // The scalar is three times the output: so are its gradients (3 a, 3), and their change.
        var x = tensor(new float[,] { { 3, 4 } });
        var run = new Run(methods: new OneMethod("saliency", (model, inputs, target, _, inner) => new Saliency().Attribute(model, inputs, target, new(PerChannel: true), inner)));
        var explanation = new Saliency().Attribute(Bent, x, Target.Scalar("three times", o => o.sum(1) * 3), new(PerChannel: true), run);
        explanation.Provenance = Made("saliency");
        new MaxSensitivity().Measure(Bent, [explanation], new(Noise: tensor(new float[,] { { 2, 0 } })), run).Values["max-sensitivity"].item<double>().ShouldBe(2 / Math.Sqrt(10), 1e-6);
    }

    [Fact]
    public void What_cannot_be_made_again_is_one_sentence()
    {
        var x = tensor(new float[,] { { 3, 4 } });
        var run = new Run(methods: new OneMethod("saliency", (_, _, _, _, _) => throw new InvalidOperationException()));
        Attribution Explanation(Target target) => new Saliency().Attribute(Bent, x, target, new(), run);
        Message(Explanation(0)).ShouldContain("without a host");
        var given = Explanation(0);
        given.Provenance = Made("saliency") with { Options = new Dictionary<string, string> { ["noise"] = "tensor [2, 2]" } };
        Message(given).ShouldContain("noise");

        string Message(Attribution explanation) => Should.Throw<GlassboxException>(() => new MaxSensitivity().Measure(Bent, [explanation], new(), run)).Message;
    }

    private static Provenance Made(string method) => new(method, method, new Dictionary<string, string>(), "", "", 0, TimeSpan.Zero, new Dictionary<string, string>());
}
