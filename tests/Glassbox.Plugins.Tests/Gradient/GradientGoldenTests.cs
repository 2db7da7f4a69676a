using Glassbox.Plugins.Tests.Goldens;
using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests.Gradient;

/// <summary>Agreement with Captum's gradients.</summary>
public class GradientGoldenTests
{
    public static TheoryData<string> Networks => ["tinycnn", "resnet", "vggcam", "mixnet", "mlp"];

    [Theory, MemberData(nameof(Networks))]
    public void Saliency_is_the_gradient_of_the_logit(string network)
    {
        var golden = Golden.Case($"{network}_saliency");
        golden.Compare("gradient", Explain(golden, golden.Target, new Saliency.Options(Signed: true, PerChannel: true)));
        golden.Compare("abs", Explain(golden, golden.Target, new Saliency.Options(PerChannel: true)));
        if (golden.Outputs.Contains("max_abs_over_channels"))
            golden.Compare("max_abs_over_channels", Explain(golden, golden.Target, new Saliency.Options()).squeeze(1));
    }

    [Theory, MemberData(nameof(Networks))]
    public void Saliency_of_any_scalar_function_of_the_output(string network)
    {
        var golden = Golden.Case($"{network}_saliency");
        var classes = tensor(golden.Classes).unsqueeze(1);
        var options = new Saliency.Options(Signed: true, PerChannel: true);
        golden.Compare("gradient_of_softmax", Explain(golden, golden.Target.Probability(), options));
        golden.Compare("gradient_of_log_softmax", Explain(golden, golden.Target.LogProbability(), options));
        golden.Compare("gradient_of_softmax", Explain(golden, Target.Scalar("probability", o => o.softmax(1).gather(1, classes).squeeze(1)), options));
        golden.Compare("gradient_of_log_softmax", Explain(golden, Target.Scalar("log probability", o => o.log_softmax(1).gather(1, classes).squeeze(1)), options));
    }

    [Theory, MemberData(nameof(Networks))]
    public void Gradient_x_input(string network)
    {
        var golden = Golden.Case($"{network}_input_x_gradient");
        golden.Compare("attr", new GradientXInput().Attribute(golden.Model, golden.Inputs, golden.Target, new(), new Run()).Values);
    }

    [Theory, MemberData(nameof(Networks))]
    public void Integrated_gradients_by_each_quadrature(string network)
    {
        var golden = Golden.Case($"{network}_integrated_gradients");
        foreach (var (name, quadrature) in new (string, Quadrature)[]
        {
            ("gausslegendre", Quadrature.GaussLegendre), ("riemann_middle", Quadrature.RiemannMiddle), ("riemann_left", Quadrature.RiemannLeft),
            ("riemann_right", Quadrature.RiemannRight), ("riemann_trapezoid", Quadrature.CaptumTrapezoid), ("textbook_trapezoid", Quadrature.Trapezoid),
        })
        {
            var steps = golden.Parameters.GetProperty("n_steps").GetInt32();
            var got = new IntegratedGradients().Attribute(golden.Model, golden.Inputs, golden.Target, new(steps, quadrature), new Run());
            golden.Compare(name, got.Values);
            if (golden.Outputs.Contains($"{name}.delta")) golden.Compare($"{name}.delta", got.Extras["completeness-error"]);
        }
    }

    [Theory, MemberData(nameof(Networks))]
    public void SmoothGrad_with_the_same_noise(string network)
    {
        var golden = Golden.Case($"{network}_smoothgrad");
        foreach (var (name, statistic) in new[] { ("smoothgrad", SmoothGradStatistic.Mean), ("smoothgrad_sq", SmoothGradStatistic.MeanSquare), ("vargrad", SmoothGradStatistic.Variance) })
            foreach (var absolute in new[] { false, true })
            {
                var options = new SmoothGrad.Options(Statistic: statistic, Absolute: absolute, Noise: golden["in.noise"]);
                golden.Compare(name + (absolute ? "_of_abs" : ""), new SmoothGrad().Attribute(golden.Model, golden.Inputs, golden.Target, options, new Run()).Values);
            }
    }

    [Theory, MemberData(nameof(Networks))]
    public void Expected_gradients_with_the_same_draws(string network)
    {
        var golden = Golden.Case($"{network}_gradient_shap");
        var options = new GradientShap.Options(Background: golden["in.baselines"], Positions: golden["in.alpha"], Picks: golden["in.baseline_index"]);
        golden.Compare("attr", new GradientShap().Attribute(golden.Model, golden.Inputs, golden.Target, options, new Run()).Values);
    }

    [Theory, InlineData("tinycnn"), InlineData("resnet"), InlineData("mlp")]
    public void Gradients_of_a_neuron(string network)
    {
        var golden = Golden.Case($"{network}_neuron");
        var neuron = Target.Neuron(golden.Layer, [.. golden.Parameters.GetProperty("neuron_index").EnumerateArray().Select(i => i.GetInt64())]);
        golden.Compare("neuron_gradient", Explain(golden, neuron, new Saliency.Options(Signed: true, PerChannel: true)));
        golden.Compare("neuron_integrated_gradients", new IntegratedGradients().Attribute(golden.Model, golden.Inputs, neuron, new(), new Run()).Values);
    }

    [Theory]
    [InlineData("tinycnn_layer_features_3"), InlineData("tinycnn_layer_features_5"), InlineData("tinycnn_layer_classifier_0")]
    [InlineData("resnet_layer_layer1"), InlineData("resnet_layer_layer2_0_bn2"), InlineData("mlp_layer_0"), InlineData("mlp_layer_2")]
    public void Gradients_at_a_layer(string id)
    {
        var golden = Golden.Case(id);
        golden.Compare("gradient", Explain(golden, golden.Target, new Saliency.Options(Signed: true, PerChannel: true, Layer: golden.Layer)));
        golden.Compare("grad_x_act", new GradientXInput().Attribute(golden.Model, golden.Inputs, golden.Target, new(Layer: golden.Layer), new Run()).Values);
    }

    [Theory]
    [InlineData("tinycnn_layer_features_3"), InlineData("tinycnn_layer_features_5"), InlineData("tinycnn_layer_classifier_0")]
    [InlineData("resnet_layer_layer1"), InlineData("resnet_layer_layer2_0_bn2"), InlineData("mlp_layer_0"), InlineData("mlp_layer_2")]
    public void Paths_at_a_layer(string id)
    {
        var golden = Golden.Case(id);
        golden.Compare("layer_integrated_gradients", new IntegratedGradients().Attribute(golden.Model, golden.Inputs, golden.Target, new(Layer: golden.Layer), new Run()).Values);
        golden.Compare("internal_influence", new InternalInfluence().Attribute(golden.Model, golden.Inputs, golden.Target, new(golden.Layer), new Run()).Values);
        golden.Compare("conductance", new Conductance().Attribute(golden.Model, golden.Inputs, golden.Target, new(golden.Layer, Rule: ConductanceRule.Captum), new Run()).Values);
    }

    private static Tensor Explain(Golden golden, Target target, Saliency.Options options) =>
        new Saliency().Attribute(golden.Model, golden.Inputs, target, options, new Run()).Values;
}
