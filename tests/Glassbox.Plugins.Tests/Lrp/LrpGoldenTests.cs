using Glassbox.Plugins.Tests.Goldens;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Glassbox.Plugins.Tests;

/// <summary>Agreement with Zennit's and Captum's relevances on the reference networks.</summary>
public class LrpGoldenTests
{
    private static Tensor Relevance(Golden golden, Lrp.Options options) =>
        new Lrp().Attribute(golden.Model, golden.Inputs, golden.Target, options, new Run()).Values;

    /// <summary>Zennit's composites, as the case's parameters spell them out.</summary>
    private static Lrp.Options Zennit(string output, Golden golden) => output switch
    {
        "epsilon" => new(Composite.Epsilon, Epsilon: 0.1),
        "epsilon_1e-6" => new(Composite.Epsilon, Epsilon: 1e-6),
        "epsilon_plus" => new(Composite.EpsilonPlus),
        "epsilon_gamma_box" => new(Composite.EpsilonGammaBox, Low: [.. golden["in.low"].@double().flatten().data<double>()], High: [.. golden["in.high"].@double().flatten().data<double>()]),
        "epsilon_alpha2_beta1" => new(Composite.EpsilonAlpha2Beta1),
        "epsilon_plus_flat" => new(Composite.EpsilonPlusFlat),
        "epsilon_alpha2_beta1_flat" => new(Composite.EpsilonAlpha2Beta1Flat),
        "wsquare_first" => new(Composite.WSquare),
        _ => throw new ArgumentException(output),
    };

    [Theory]
    [InlineData("tinycnn_lrp_zennit")]
    [InlineData("vggcam_lrp_zennit")]
    [InlineData("resnet_lrp_zennit_nomerge")]
    [InlineData("resnet_lrp_zennit_bnmerged")]
    public void Composites_agree_with_Zennit(string id)
    {
        var golden = Golden.Case(id);
        var batchNorm = id.EndsWith("nomerge") ? BatchNorm.Pass : BatchNorm.Fold;
        foreach (var output in golden.Outputs)
        {
            var name = output.Replace(".sum", "").Replace("_onehot_init", "");
            var options = Zennit(name, golden) with { BatchNorm = batchNorm, Initial = output.EndsWith("onehot_init") ? InitialRelevance.One : InitialRelevance.Score };
            var relevance = Relevance(golden, options);
            golden.Compare(output, output.EndsWith(".sum") ? relevance.flatten(1).sum(1) : relevance);
        }
    }

    [Theory]
    [InlineData("tinycnn_lrp_captum")]
    [InlineData("vggcam_lrp_captum")]
    public void Rules_agree_with_Captum(string id)
    {
        var golden = Golden.Case(id);
        foreach (var output in golden.Outputs)
        {
            var relevance = Relevance(golden, output.Replace(".delta", "") switch
            {
                "epsilon_default" => new(Composite.Epsilon, Epsilon: 1e-9),
                "epsilon_big" => new(Composite.Epsilon, Epsilon: 0.1),
                "alpha1beta0" => new(Composite.Epsilon, Epsilon: 1e-6, Rules: "conv: z-plus-unsplit"),
                "gamma" => new(Composite.Epsilon, Epsilon: 1e-6, Rules: "conv: gamma-unsplit 0.25"),
                _ => throw new ArgumentException(output),
            });
            var scores = golden.Model.Logits(golden.Inputs).gather(1, tensor(golden.Classes).unsqueeze(1)).squeeze(1);
            golden.Compare(output, output.EndsWith(".delta") ? scores.detach() - relevance.flatten(1).sum(1) : relevance);
        }
    }

    [Theory]
    [InlineData("lrp_rules_conv")]
    [InlineData("lrp_rules_linear")]
    public void Single_rules_agree_with_Zennit_on_inputs_of_both_signs(string id)
    {
        var golden = Golden.Case(id);
        var (weight, bias) = (golden["in.weight"], golden["in.bias"]);
        var model = new Model("layer", x => weight.dim() == 4 ? F.conv2d(x, weight, bias, padding: [1, 1]) : F.linear(x, weight, bias),
            new Dictionary<string, Tensor> { ["layer.weight"] = weight, ["layer.bias"] = bias });
        var x = golden["in.x"];
        // The score whose gradient x output is the given relevance.
        var weights = golden["in.relevance_out"] / model.Logits(x);
        var target = Target.Scalar("given relevance", z => (z * weights).flatten(1).sum(1));
        foreach (var output in golden.Outputs)
        {
            var rule = output switch
            {
                "epsilon_1e-6" => "epsilon 1e-6",
                "epsilon_0.25" => "epsilon 0.25",
                "zplus" => "z-plus",
                "gamma_0.25" => "gamma 0.25",
                "gamma_1" => "gamma 1",
                "alpha2_beta1" => "alpha-beta 2 1",
                "alpha1_beta0" => "alpha-beta 1 0",
                "zbox_-3_3" => "z-box -3 3",
                "wsquare" => "w-square",
                "flat" => "flat",
                _ => throw new ArgumentException(output),
            };
            var result = new Lrp().Attribute(model, x, target, new(Rules: $"layer: {rule}"), new Run());
            golden.Compare(output, result.Values);
            result.Checks[0].Holds.ShouldBeTrue($"{output}: {result.Checks[0]}");
        }
    }

    [Fact]
    public void Average_pooling_shares_by_contribution_as_Zennits_norm_rule()
    {
        var golden = Golden.Case("lrp_rules_avgpool");
        var model = new Model("pool", x => F.avg_pool2d(x, 2));
        var weights = golden["in.relevance_out"] / model.Logits(golden["in.x"]);
        var target = Target.Scalar("given relevance", z => (z * weights).flatten(1).sum(1));
        golden.Compare("norm", new Lrp().Attribute(model, golden["in.x"], target, new(), new Run()).Values);
    }
}
