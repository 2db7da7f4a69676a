using Glassbox.Plugins.Tests.Goldens;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests.Gradient;

public class SmoothGradTests
{
    private static readonly Tensor x = tensor(new float[,] { { 2, 1, -1 }, { 0.5f, -3, 2 } });
    private static Model Linear => new("linear", x => x.matmul(tensor(new float[,] { { 1, -4 }, { -2, 4 }, { 3, 0 } })));

    /// <summary>f = sum of x^2 / 2, whose gradient is x: its statistics are the noise's own.</summary>
    private static Model Quadratic => new("quadratic", x => (x.square().sum(1) / 2).unsqueeze(1));

    [Fact]
    public void Mean_mean_square_and_variance_of_a_linear_function()
    {
        Values(SmoothGradStatistic.Mean).ShouldEqual(new float[,] { { 1, -2, 3 }, { 1, -2, 3 } });
        Values(SmoothGradStatistic.MeanSquare).ShouldEqual(new float[,] { { 1, 4, 9 }, { 1, 4, 9 } });
        Values(SmoothGradStatistic.Variance).abs().max().item<float>().ShouldBeLessThan(1e-6f);

        static Tensor Values(SmoothGradStatistic statistic) => new SmoothGrad().Attribute(Linear, x, 0, new(Samples: 7, Statistic: statistic), new Run()).Values;
    }

    [Fact]
    public void The_noise_has_the_deviation_asked_for_relative_to_each_inputs_range()
    {
        // The ranges are 3 and 5; the standard error of a variance of 4000 draws is 2.2 %.
        var variance = new SmoothGrad().Attribute(Quadratic, x, 0, new(Samples: 4000, NoiseLevel: 0.2, Statistic: SmoothGradStatistic.Variance, BatchSize: 512), new Run()).Values;
        var expected = tensor(new float[,] { { 0.36f, 0.36f, 0.36f }, { 1, 1, 1 } });
        ((variance - expected) / expected).abs().max().item<float>().ShouldBeLessThan(0.1f);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_and_another_seed_others()
    {
        var model = ReferenceNetworks.Load("mlp");
        var inputs = ReferenceNetworks.Inputs("mlp")["x"];
        Tensor Values(long seed, int batch = 32) => new SmoothGrad().Attribute(model, inputs, Target.Default, new(Samples: 10, BatchSize: batch), new Run(seed)).Values;
        Values(3).Equals(Values(3)).ShouldBeTrue();
        Values(3).Equals(Values(4)).ShouldBeFalse();
        Values(3, batch: 7).ShouldEqual(Values(3));
    }

    [Fact]
    public void An_input_meets_the_same_noise_in_any_batch()
    {
        var model = ReferenceNetworks.Load("mlp");
        var inputs = ReferenceNetworks.Inputs("mlp")["x"];
        var together = new SmoothGrad().Attribute(model, inputs, 1, new(Samples: 10), new Run()).Values;
        for (var i = 0; i < 4; i++)
            new SmoothGrad().Attribute(model, inputs.narrow(0, i, 1), 1, new(Samples: 10), new Run()).Values.ShouldEqual(together.narrow(0, i, 1));
    }

    [Fact]
    public void Any_attributor_is_averaged_by_its_id_on_the_class_of_the_clean_input()
    {
        var host = new OneMethod("gradient-x-input", (model, inputs, target, options, run) =>
            new GradientXInput().Attribute(model, inputs, target, new(Squared: bool.Parse((string)options["squared"]!)), run));
        var noise = tensor(new float[,] { { 1, 0, 0 }, { 0, 100, 1 } });
        var run = new Run(methods: host);
        var got = new SmoothGrad().Attribute(Linear, x, Target.Predicted, new("gradient-x-input", ["squared=false"], Noise: noise), run);
        // Class 0 wins for both clean inputs, (-3, -4) and (12.5, -14); the noise would make class 1 win.
        got.Target.Classes.ShouldBe([0L, 0L]);
        got.Values.ShouldEqual(new float[,] { { 2.5f, -102, -1.5f }, { 1, -94, 7.5f } });
        host.Calls.ShouldBe(1);
    }

    [Fact]
    public void Another_method_explains_the_probability_of_each_inputs_own_class()
    {
        var host = new OneMethod("saliency", (model, inputs, target, options, run) =>
            new Saliency().Attribute(model, inputs, target, new(Signed: true), run));
        var target = Target.Classes(1, 0).Probability();
        Tensor By(string? of) => new SmoothGrad().Attribute(Linear, x, target, new(of, Samples: 3), new Run(methods: host)).Values;
        By("saliency").ShouldEqual(By(null));
    }

    [Fact]
    public void A_method_without_a_host_and_options_without_a_method_are_one_sentence()
    {
        Should.Throw<GlassboxException>(() => new SmoothGrad().Attribute(Linear, x, 0, new("lrp"), new Run())).Message.ShouldContain("\"lrp\"");
        Should.Throw<GlassboxException>(() => new SmoothGrad().Attribute(Linear, x, 0, new(OfOptions: ["steps=2"]), new Run())).Message.ShouldContain("no method is named");
        var run = new Run(methods: new OneMethod("saliency", (_, _, _, _, _) => throw new InvalidOperationException()));
        Should.Throw<GlassboxException>(() => new SmoothGrad().Attribute(Linear, x, 0, new("saliency", ["signed"]), run)).Message.ShouldContain("\"signed\" has no value");
        Should.Throw<GlassboxException>(() => new SmoothGrad().Attribute(Linear, x, 0, new(Noise: zeros(5, 2)), new Run())).Message.ShouldContain("[5, 2]");
    }

    [Fact]
    public void At_a_layer_it_is_the_mean_gradient_there()
    {
        var (network, x) = (ReferenceNetworks.Load("tinycnn"), ReferenceNetworks.Inputs("tinycnn")["x"]);
        var gradient = new Saliency().Attribute(network, x, 1, new(Signed: true, PerChannel: true, Layer: "features.3"), new Run()).Values;
        new SmoothGrad().Attribute(network, x, 1, new(Samples: 3, NoiseLevel: 0, Layer: "features.3"), new Run()).Values.ShouldEqual(gradient);
        var noise = randn([2, .. x.shape[1..]], generator: new Generator(3)) * 0.1;
        var two = Enumerable.Range(0, 2).Select(i => new Saliency().Attribute(network, x + noise[i], 1, new(Signed: true, PerChannel: true, Layer: "features.3"), new Run()).Values).ToArray();
        new SmoothGrad().Attribute(network, x, 1, new(Noise: noise, Layer: "features.3"), new Run()).Values.ShouldEqual((two[0] + two[1]) / 2);
        Should.Throw<GlassboxException>(() => new SmoothGrad().Attribute(network, x, 1, new(Of: "saliency", Layer: "features.3"), new Run())).Message.ShouldContain("layer=features.3");
    }
}
