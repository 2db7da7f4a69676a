using Glassbox.Plugins.Tests.Goldens;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Glassbox.Plugins.Tests.GradCam;

using GradCam = Glassbox.Plugins.GradCam;

public class GradCamTests
{
    [Theory, InlineData("resnet"), InlineData("vggcam")]
    public void On_a_pooled_network_Grad_CAM_is_ReLU_of_CAM_over_the_number_of_places(string network)
    {
        var (model, inputs) = (ReferenceNetworks.Load(network), ReferenceNetworks.Inputs(network)["x"]);
        var cam = new Cam().Attribute(model, inputs, Target.Default, new(), new Run()).Extras["cam"];
        var gradCam = new GradCam().Attribute(model, inputs, Target.Default, new(), new Run()).Extras["cam"];
        gradCam.ShouldEqual(cam.relu() / (cam.size(1) * cam.size(2)));
    }

    [Theory, InlineData("resnet"), InlineData("vggcam")]
    public void On_a_pooled_network_the_family_agrees(string network)
    {
        // Before global average pooling the gradient is the same at every place: these four differ only in how they average it.
        var (model, inputs) = (ReferenceNetworks.Load(network), ReferenceNetworks.Inputs(network)["x"]);
        var gradCam = new GradCam().Attribute(model, inputs, Target.Default, new(Signed: true), new Run()).Extras["cam"];
        new HiResCam().Attribute(model, inputs, Target.Default, new(Signed: true), new Run()).Extras["cam"].ShouldEqual(gradCam, 1e-4);
        new XGradCam().Attribute(model, inputs, Target.Default, new(Signed: true), new Run()).Extras["cam"].ShouldEqual(gradCam, 1e-4);
        // Layer-CAM keeps the channels of positive weight only.
        var activation = model.Capture(inputs).Layer(network == "resnet" ? "layer2" : "features.9").Tensor;
        var weights = new GradCam().Attribute(model, inputs, Target.Default, new(), new Run()).Extras["weights"];
        new LayerCam().Attribute(model, inputs, Target.Default, new(), new Run()).Extras["cam"].ShouldEqual((weights.relu().unsqueeze(2).unsqueeze(3) * activation).sum(1), 1e-4);
    }

    [Theory]
    [InlineData("resnet", "layer2.1.relu2", "layer2"), InlineData("vggcam", "features.9", "features")]
    [InlineData("tinycnn", "features.4", "features.4"), InlineData("mixnet", "body.4", "body")]
    public void The_layer_is_the_last_convolutional_activation_unless_named(string network, string layer, string shortest)
    {
        var (model, inputs) = (ReferenceNetworks.Load(network), ReferenceNetworks.Inputs(network)["x"]);
        var found = new GradCam().Attribute(model, inputs, Target.Default, new(), new Run());
        var named = new GradCam().Attribute(model, inputs, Target.Default, new(layer), new Run());
        found.Values.Equals(named.Values).ShouldBeTrue();
        found.Notes[0].ShouldContain($"layer {shortest},");
    }

    [Fact]
    public void A_texts_map_lies_on_its_words()
    {
        // A word's channels are its embedding's; the head reads their means by 2 and -1.
        var words = tensor(new float[,] { { 1, 0 }, { 0, 1 }, { 3, 1 } });
        var (kernel, head) = (eye(2).unsqueeze(2), tensor(new float[,] { { 2, -1 }, { 0, 1 } }));
        var model = new Model("words", x => functional.linear(functional.conv1d(functional.embedding(x, words).transpose(1, 2), kernel).mean([2L]), head));
        var text = tensor(new long[,] { { 0, 2, 1 }, { 1, 1, 2 } });
        new HiResCam().Attribute(model, text, 0, new(Signed: true), new Run()).Values.ShouldEqual(new float[,] { { 2 / 3f, 5 / 3f, -1 / 3f }, { -1 / 3f, -1 / 3f, 5 / 3f } });
        new GradCam().Attribute(model, text, 0, new(Signed: true), new Run()).Map.shape.ShouldBe([2L, 3]);
    }

    [Fact]
    public void A_case_by_hand()
    {
        // Two channels of 2 x 2 places, read by the weights of one linear layer: the gradient is that layer's row.
        var (model, x) = Linear2x2([1, 2, 3, 6, -1, -1, -1, -1]);
        // Channel means 3 and -1; activations x and 10 x.
        var got = new GradCam().Attribute(model, x, 0, new("layer", Signed: true, Upsampling: Upsampling.Nearest), new Run());
        got.Extras["weights"].ShouldEqual(new float[,] { { 3, -1 } });
        got.Values.ShouldEqual(new float[,] { { -7, -14, -21, -28 } }, 1, 1, 2, 2);
        var hires = new HiResCam().Attribute(model, x, 0, new("layer", Signed: true), new Run());
        hires.Values.ShouldEqual(new float[,] { { -9, -16, -21, -16 } }, 1, 1, 2, 2);
        // HiResCAM before one linear layer sums to the score less the bias, 1 + 4 + 9 + 24 - 10 - 20 - 30 - 40.
        hires.Values.sum().item<float>().ShouldBe(model.Logits(x)[0, 0].item<float>() - 7, 1e-4f);
    }

    [Fact]
    public void No_positive_evidence_is_a_zero_map_and_said()
    {
        var (model, x) = Linear2x2([1, 2, 3, 6, -1, -1, -1, -1]);
        var got = new GradCam().Attribute(model, x, 0, new("layer"), new Run());
        got.Values.abs().max().item<float>().ShouldBe(0);
        got.Notes.ShouldContain(n => n.Contains("no positive evidence"));
        new GradCam().Attribute(model, x, 0, new("layer", Signed: true), new Run()).Values.max().item<float>().ShouldBeLessThan(0);
    }

    [Fact]
    public void A_layer_that_is_changed_in_place_later_is_mapped_as_it_was()
    {
        var network = ReferenceNetworks.Load("vggcam");
        var inputs = ReferenceNetworks.Inputs("vggcam")["x"];
        var parameters = network.Parameters;
        Model Functional(bool inPlace) => new("functional", x =>
        {
            var h = functional.conv2d(x, parameters["features.0.weight"], parameters["features.0.bias"], padding: [1L, 1L]);
            using (CaptureScope.Enter("first")) h = h * 1;
            h = inPlace ? h.relu_() : h.relu();
            h = functional.conv2d(h, parameters["features.2.weight"], parameters["features.2.bias"], padding: [1L, 1L]);
            h = inPlace ? h.relu_() : h.relu();
            return h.mean([2L, 3L]);
        }, parameters);
        var plain = new GradCam().Attribute(Functional(false), inputs, 3, new("first", Signed: true), new Run());
        new GradCam().Attribute(Functional(true), inputs, 3, new("first", Signed: true), new Run()).Values.ShouldEqual(plain.Values);
        plain.Values.abs().max().item<float>().ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Any_target_can_be_mapped()
    {
        var (model, inputs) = (ReferenceNetworks.Load("tinycnn"), ReferenceNetworks.Inputs("tinycnn")["x"]);
        // The mean of channel 2 of the mapped layer itself has the gradient 1 / (256 * 256) in the mean, and its map is that of the channel.
        var got = new GradCam().Attribute(model, inputs, Target.Channel("features.4", 2), new("features.4"), new Run()).Extras["cam"];
        var activation = model.Capture(inputs).Layer("features.4").Tensor;
        got.ShouldEqual(activation.select(1, 2) / 256);
    }

    [Fact]
    public void A_batch_gives_what_its_inputs_give_one_by_one()
    {
        var (model, inputs) = (ReferenceNetworks.Load("resnet"), ReferenceNetworks.Inputs("resnet")["x"]);
        var together = new GradCam().Attribute(model, inputs, Target.Default, new(BatchSize: 3), new Run());
        for (var i = 0; i < 4; i++)
        {
            var alone = new GradCam().Attribute(model, inputs.narrow(0, i, 1), Target.Default, new(), new Run());
            alone.Values.ShouldEqual(together.Values.narrow(0, i, 1), 1e-4);
            alone.Extras["weights"].ShouldEqual(together.Extras["weights"].narrow(0, i, 1), 1e-4);
        }
    }

    [Fact]
    public void The_predicted_class_costs_no_forward_pass_of_its_own()
    {
        var rows = 0L;
        var model = new Model("counting", x => { rows += x.size(0); return functional.conv2d(x, ones(3, 3, 1, 1)).relu().mean([2L, 3L]); });
        var x = randn(5, 3, 4, 4, generator: new Generator(1));
        new GradCam().Attribute(model, x, Target.Predicted, new(BatchSize: 2), new Run());
        new Cam().Attribute(model, x, Target.Predicted, new(BatchSize: 2), new Run());
        new Saliency().Attribute(model, x, Target.Predicted, new(BatchSize: 2), new Run());
        rows.ShouldBe(15);
    }

    [Fact]
    public void CAM_reads_a_network_whose_channels_are_its_classes()
    {
        manual_seed(1);
        var network = Sequential(("conv", Conv2d(3, 4, 3)), ("relu", ReLU()), ("pool", AdaptiveAvgPool2d(1)), ("flatten", Flatten()));
        var model = new Model("squeezed", network);
        var x = randn(2, 3, 6, 6, generator: new Generator(3));
        var got = new Cam().Attribute(model, x, Target.Classes(1, 3), new(), new Run());
        var activation = model.Capture(x).Layer("relu").Tensor;
        got.Extras["cam"].ShouldEqual(stack([activation[0, 1], activation[1, 3]], 0));
        got.Checks.Single().Holds.ShouldBeTrue();
    }

    [Theory, InlineData(1), InlineData(-1)]
    public void Eigen_CAM_of_channels_that_sum_to_nothing_is_turned_by_the_largest_weight(int sign)
    {
        // Each place is a multiple of (2, -1, -1), whose length is root 6; rounding makes the sum over channels anything near 0.
        var places = rand(3, 1, 4, 5, generator: new Generator(1)) * sign;
        var x = places * tensor(new[] { 2f, -1, -1 }).view(3, 1, 1) + randn(3, 3, 4, 5, generator: new Generator(2)) * 1e-7;
        var model = new Model("layer", t => (t * 1).flatten(1), new Dictionary<string, Tensor>());
        var layer = model.Capture(x).LayerNames.First();
        var map = new EigenCam().Attribute(model, x, 0, new(layer, Signed: true), new Run()).Extras["cam"];
        map.ShouldEqual((places - places.mean([2L, 3L], keepdim: true)).squeeze(1) * Math.Sqrt(6), 1e-4);
    }

    [Theory]
    [InlineData("axis by axis"), InlineData("places in a row"), InlineData("kept axes"), InlineData("product and sum")]
    public void CAM_reads_the_mean_over_space_and_the_linear_layer_however_they_are_written(string written)
    {
        var (weight, bias) = (randn(4, 3, generator: new Generator(1)), randn(4, generator: new Generator(2)));
        var x = randn(2, 3, 5, 6, generator: new Generator(3));
        Tensor Pooled(Tensor a) => written switch
        {
            "axis by axis" => a.mean([3L]).mean([2L]),
            "places in a row" => a.flatten(2).mean([-1L]),
            "kept axes" => a.mean([2L], keepdim: true).mean([3L], keepdim: true).flatten(1),
            _ => a.mean([2L, 3L]),
        };
        var model = new Model(written, t => written == "product and sum" ? Pooled(t.relu()).matmul(weight.t()) + bias : nn.functional.linear(Pooled(t.relu()), weight, bias));
        var cam = new Cam().Attribute(model, x, Target.Classes(1, 3), new(), new Run());
        cam.Extras["cam"].ShouldEqual((x.relu() * weight.index_select(0, tensor(new[] { 1L, 3L })).view(2, 3, 1, 1)).sum(1));
        cam.Checks.Single().Error.ShouldBeLessThan(1e-5);
    }

    [Fact]
    public void CAM_reads_functional_pooling_and_linear_layers_without_bias()
    {
        var weight = randn(5, 3, generator: new Generator(4));
        var model = new Model("functional", x => x.relu().mean([2L, 3L]).matmul(weight.t()));
        var x = randn(1, 3, 4, 4, generator: new Generator(3));
        var got = new Cam().Attribute(model, x, 4, new(), new Run());
        got.Extras["cam"].ShouldEqual((x.relu() * weight[4].view(1, 3, 1, 1)).sum(1));
        got.Checks.Single().Holds.ShouldBeTrue();
    }

    [Fact]
    public void CAM_refuses_other_networks_and_says_what_to_use()
    {
        var (model, inputs) = (ReferenceNetworks.Load("tinycnn"), ReferenceNetworks.Inputs("tinycnn")["x"]);
        Should.Throw<GlassboxException>(() => new Cam().Attribute(model, inputs, 0, new(), new Run())).Message.ShouldContain("use Grad-CAM");
        Should.Throw<GlassboxException>(() => new Cam().Attribute(model, inputs, Target.Channel("features.0", 1), new(), new Run())).Message.ShouldContain("use Grad-CAM");
    }

    [Fact]
    public void Layers_that_cannot_be_mapped_are_one_sentence_with_the_nearest_answer()
    {
        var (model, inputs) = (ReferenceNetworks.Load("tinycnn"), ReferenceNetworks.Inputs("tinycnn")["x"]);
        string Message(string layer, Target? target = null) =>
            Should.Throw<GlassboxException>(() => new GradCam().Attribute(model, inputs, target ?? 0, new(layer), new Run())).Message;
        Message("features.44").ShouldContain("features.4");
        Message("classifier.0").ShouldContain("\"features.4\"");
        Message("features.4", Target.Channel("features.1", 0)).ShouldContain("does not depend on layer features.4");
        var (mlp, rows) = (ReferenceNetworks.Load("mlp"), ReferenceNetworks.Inputs("mlp")["x"]);
        Should.Throw<GlassboxException>(() => new GradCam().Attribute(mlp, rows, 0, new(), new Run())).Message.ShouldContain("no convolution");
    }

    [Fact]
    public void Layer_CAM_fuses_layers_by_the_largest_of_their_scaled_maps()
    {
        var (model, x) = (ReferenceNetworks.Load("vggcam"), ReferenceNetworks.Inputs("vggcam")["x"]);
        Tensor Map(string layer) => new LayerCam().Attribute(model, x, 1, new(layer), new Run()).Values;
        Tensor Scaled(Tensor map) => map / map.amax([1L, 2L, 3L], keepdim: true);
        var fused = new LayerCam().Attribute(model, x, 1, new(Layers: ["features.6", "features.9"]), new Run());
        fused.Values.ShouldEqual(maximum((Scaled(Map("features.6")) * 2).tanh(), Scaled(Map("features.9"))));
        fused.Notes.Count.ShouldBe(3);
        Should.Throw<GlassboxException>(() => new LayerCam().Attribute(model, x, 1, new("features.9", Layers: ["features.6"]), new Run()));
    }

    [Fact]
    public void A_network_that_puts_channels_last_within_its_blocks_is_mapped_behind_the_last_block()
    {
        manual_seed(2);
        var model = new Model("convnext", new Architectures.ConvNeXt("convnext", [4, 8, 8, 12], [1, 1, 1, 1], 0, 3));
        var x = randn(2, 3, 64, 64);
        var got = new GradCam().Attribute(model, x, 1, new(Signed: true), new Run());
        got.Notes[0].ShouldContain("layer features, 2 x 2");
        got.Values.ShouldEqual(new GradCam().Attribute(model, x, 1, new("features.7", Signed: true), new Run()).Values);
        // Behind it are pooling, a norm and a linear layer: the map is no zero map.
        got.Values.abs().max().ToDouble().ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Grad_CAM_plus_plus_by_hand()
    {
        // Gradients 1, 2, 3, 6 and -1 in activations that sum to 10 and 100: alpha = g^2 / (2 g^2 + sum(A) g^3) = 1 / (2 + sum(A) g).
        var (model, x) = Linear2x2([1, 2, 3, 6, -1, -1, -1, -1]);
        var got = new GradCamPlusPlus().Attribute(model, x, 0, new("layer"), new Run());
        got.Extras["weights"].ShouldEqual(new float[,] { { 1 / 12f + 2 / 22f + 3 / 32f + 6 / 62f, 0 } });
        // Where no gradient is, alpha is zero, not 0 / 0.
        var (flat, y) = Linear2x2([0, 0, 0, 0, 0, 0, 0, 4]);
        new GradCamPlusPlus().Attribute(flat, y, 0, new("layer"), new Run()).Extras["weights"].ShouldEqual(new float[,] { { 0, 4 / 402f } });
    }

    [Fact]
    public void Literal_derivatives_of_a_probability_by_hand()
    {
        // Of two classes whose logits differ by the gradient d: p' = p q d, p'' = p q (1 - 2 p) d^2 and p''' = p q (1 - 6 p + 6 p^2) d^3.
        float[] d = [0.1f, -0.2f, 0.3f, 0.05f, 0.02f, 0.01f, -0.01f, -0.03f];
        var (linear, x) = Linear2x2(d);
        var model = new Model("two classes", input => cat([linear.Logits(input) - 7, zeros(input.size(0), 1)], 1));
        var p = model.Logits(x).softmax(1)[0, 0].ToDouble();
        var sums = new[] { 10.0, 100.0 };
        var expected = Enumerable.Range(0, 2).Select(k => (float)d[(4 * k)..(4 * k + 4)].Sum(g =>
            (1 - 2 * p) / (2 * (1 - 2 * p) + sums[k] * (1 - 6 * p + 6 * p * p) * g) * Math.Max(0, p * (1 - p) * g))).ToArray();
        var got = new GradCamPlusPlus().Attribute(model, x, 0, new("layer", Derivatives: Derivatives.Literal, BatchSize: 3), new Run());
        got.Extras["weights"].ShouldEqual(tensor(expected).unsqueeze(0), 1e-4);
    }

    [Fact]
    public void Literal_derivatives_of_exp_of_a_linear_score_give_the_closed_form()
    {
        float[] g = [0.01f, -0.02f, 0.03f, 0.06f, 0.01f, 0.004f, -0.001f, 0.002f];
        var (model, x) = Linear2x2(g);
        var tail = Tail.Of(model, x, ((Target)0).For(model, x), 0, "layer", 5);
        var of = ElementDerivatives.Of(tail.Activation, activations => tail.Score(activations).exp(), tail.Copies, new Run(), "elements");
        var score = model.Logits(x)[0, 0].exp();
        var gradient = tensor(g).view(2, 2, 2);
        of.First.ShouldEqual(score * gradient);
        of.Second.ShouldEqual(score * gradient.square());
        of.Third.ShouldEqual(score * gradient.pow(3));
    }

    [Fact]
    public void Literal_derivatives_agree_with_finite_differences_on_a_smooth_network()
    {
        var (model, inputs) = (ReferenceNetworks.Load("mixnet"), ReferenceNetworks.Inputs("mixnet")["x"].narrow(0, 0, 1));
        var tail = Tail.Of(model, inputs, ((Target)2).For(model, inputs), 0, "body.4", 64);
        var of = ElementDerivatives.Of(tail.Activation, tail.Probability, tail.Copies, new Run(), "elements");
        // Differences of the first derivative, which one backward pass gives, along the element of the largest second derivative.
        var element = of.Second.abs().flatten().argmax().ToInt64();
        double First(double step)
        {
            using var on = enable_grad();
            var at = tail.Activation.flatten().index_add(0, tensor(new[] { element }), tensor(new[] { (float)step }), 1).view(tail.Activation.shape).detach().requires_grad_();
            return autograd.grad([tail.Probability(at).sum()], [at])[0].flatten()[element].ToDouble();
        }
        of.First.flatten()[element].ToDouble().ShouldBe(First(0), Math.Abs(First(0)) * 1e-4);
        var second = (First(0.02) - First(-0.02)) / 0.04;
        of.Second.flatten()[element].ToDouble().ShouldBe(second, Math.Abs(second) * 0.01);
        var third = (First(0.05) - 2 * First(0) + First(-0.05)) / 0.0025;
        of.Third.flatten()[element].ToDouble().ShouldBe(third, Math.Abs(third) * 0.05);
    }

    [Fact]
    public void Guided_Grad_CAM_without_a_host_is_one_sentence()
    {
        var (model, x) = Linear2x2([1, 2, 3, 6, -1, -1, -1, -1]);
        Should.Throw<GlassboxException>(() => new GuidedGradCam().Attribute(model, x, 0, new("layer"), new Run())).Message.ShouldContain("use Grad-CAM");
    }

    [Fact]
    public void Ablation_CAM_of_an_additive_score_gives_each_channel_its_share()
    {
        // The channels add 38 and -100 to the bias of 7.
        var (model, x) = Linear2x2([1, 2, 3, 6, -1, -1, -1, -1]);
        var got = new AblationCam().Attribute(model, x, 0, new("layer"), new Run());
        got.Extras["weights"].ShouldEqual(new float[,] { { 38 / -55f, -100 / -55f } });
    }

    [Fact]
    public void Score_CAM_weighs_channels_by_softmax_of_the_masked_scores()
    {
        // The channels x and -x of x = 1, 2, 3, 4 mask it by (0, 1, 2, 3) / 3 and (3, 2, 1, 0) / 3; the score is the sum of the first channel: 20 / 3 and 10 / 3.
        var x = tensor(new float[] { 1, 2, 3, 4 }).view(1, 1, 2, 2);
        var model = new Model("mirror", x =>
        {
            Tensor layer;
            using (CaptureScope.Enter("layer")) layer = cat([x, -x], 1);
            return layer.select(1, 0).flatten(1).sum(1, keepdim: true);
        });
        var first = (float)(1 / (1 + Math.Exp(-10 / 3.0)));
        var got = new ScoreCam().Attribute(model, x, 0, new("layer"), new Run());
        got.Extras["weights"].ShouldEqual(new float[,] { { first, 1 - first } });
        got.Extras["cam"].ShouldEqual(x.squeeze(1) * (2 * first - 1));
    }

    [Fact]
    public void Eigen_CAM_of_channels_along_one_direction_is_that_direction()
    {
        var (model, x) = Linear2x2([0, 0, 0, 0, 0, 0, 0, 0]);
        var got = new EigenCam().Attribute(model, x, 0, new("layer", Signed: true), new Run());
        got.Extras["cam"].ShouldEqual((x.squeeze(1) - 2.5) * Math.Sqrt(101));
    }

    /// <summary>The activation of "layer" is x and 10 x, x the places 1, 2, 3, 4; the score is its product with 8 weights, plus 7.</summary>
    private static (Model Model, Tensor Input) Linear2x2(float[] weights) => (new Model("linear", x =>
    {
        Tensor layer;
        using (CaptureScope.Enter("layer")) layer = cat([x, x * 10], 1);
        return layer.flatten(1).matmul(tensor(weights).unsqueeze(1)) + 7;
    }), tensor(new float[] { 1, 2, 3, 4 }).view(1, 1, 2, 2));
}
