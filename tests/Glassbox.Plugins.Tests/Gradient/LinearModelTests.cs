using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Glassbox.Plugins.Tests.Gradient;

/// <summary>Of a linear function every attribution relative to zero is weight times input.</summary>
public class LinearModelTests
{
    private static readonly Tensor X = randn(3, 2, 6, 6, generator: new Generator(1));
    private static readonly Tensor W = randn(1, 2, 6, 6, generator: new Generator(2));

    /// <summary>f(x) = w.x, by a dense layer without bias.</summary>
    private static Model Linear()
    {
        var network = Sequential(("flatten", Flatten()), ("fc", nn.Linear(72, 1, hasBias: false)));
        network.load_state_dict(new Dictionary<string, Tensor> { ["fc.weight"] = W.view(1, 72) });
        return new Model("linear", network);
    }

    public static TheoryData<string> Methods =>
        ["gradient-x-input", "integrated-gradients", "gradient-shap", "deeplift", "reveal-cancel", "deepshap", "lrp-0", "lrp-gamma-0", "taylor", "smoothgrad of gradient-x-input", "conductance"];

    [Theory, MemberData(nameof(Methods))]
    public void It_is_weight_times_input(string method)
    {
        var (model, run, target) = (Linear(), new Run(), Target.Class(0));
        var noiseless = new Run(methods: new OneMethod("gradient-x-input", (m, x, t, _, r) => new GradientXInput().Attribute(m, x, t, new(), r)));
        var got = method switch
        {
            "gradient-x-input" => new GradientXInput().Attribute(model, X, target, new(), run),
            "integrated-gradients" => new IntegratedGradients().Attribute(model, X, target, new(1), run),
            "gradient-shap" => new GradientShap().Attribute(model, X, target, new(Samples: 3), run),
            "deeplift" => new DeepLift().Attribute(model, X, target, new(), run),
            "reveal-cancel" => new DeepLift().Attribute(model, X, target, new(Rule: DeepLiftRule.RevealCancel), run),
            "deepshap" => new DeepLift().Attribute(model, X, target, new(Baselines: zeros(2, 2, 6, 6)), run),
            "lrp-0" => new Lrp().Attribute(model, X, target, new(Composite.Epsilon, Epsilon: 0), run),
            "lrp-gamma-0" => new Lrp().Attribute(model, X, target, new(Composite.Gamma, Gamma: 0), run),
            "taylor" => new TaylorDecomposition().Attribute(model, X, target, new(), run),
            "smoothgrad of gradient-x-input" => new SmoothGrad().Attribute(model, X, target, new("gradient-x-input", Samples: 2, NoiseLevel: 0), noiseless),
            "conductance" => new Conductance().Attribute(model, X, target, new("flatten", 2), run),
            _ => throw new ArgumentException(method),
        };
        got.Values.flatten(1).ShouldEqual((W * X).flatten(1), 1e-4);
        foreach (var check in got.Checks) check.Holds.ShouldBeTrue(check.ToString());
    }

    [Fact]
    public void Sensitivity_is_the_squared_weight_and_every_modified_gradient_the_weight()
    {
        var (model, run, target) = (Linear(), new Run(), Target.Class(0));
        new Sensitivity().Attribute(model, X, target, new(), run).Values.ShouldEqual(W.square().expand_as(X));
        var weight = W.expand_as(X);
        new Saliency().Attribute(model, X, target, new(Signed: true, PerChannel: true), run).Values.ShouldEqual(weight);
        new GuidedBackprop().Attribute(model, X, target, new(), run).Values.ShouldEqual(weight);
        new DeconvNet().Attribute(model, X, target, new(), run).Values.ShouldEqual(weight);
        new BetaSmooth().Attribute(model, X, target, new(), run).Values.ShouldEqual(weight);
        new DeepLift().Attribute(model, X, target, new(Multipliers: true), run).Values.ShouldEqual(weight);
        new InternalInfluence().Attribute(model, X, target, new("flatten", 3), run).Values.ShouldEqual(weight.flatten(1));
    }

    [Fact]
    public void The_gradient_of_a_neuron_lies_within_its_receptive_field()
    {
        // Two convolutions of 3 x 3: the neuron at (4, 5) sees rows 2 to 6 and columns 3 to 7.
        manual_seed(1);
        var model = new Model("convolutions", Sequential(("a", Conv2d(1, 4, 3, padding: 1)), ("relu", Softplus()), ("b", Conv2d(4, 2, 3, padding: 1))));
        var gradient = new Saliency().Attribute(model, randn(1, 1, 10, 10), Target.Neuron("b", 1, 4, 5), new(), new Run()).Values[0, 0];
        gradient.narrow(0, 2, 5).narrow(1, 3, 5).min().ToDouble().ShouldBeGreaterThan(0);
        (gradient.sum() - gradient.narrow(0, 2, 5).narrow(1, 3, 5).sum()).ToDouble().ShouldBe(0, 1e-6);
    }
}
