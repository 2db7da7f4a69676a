using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests.Gradient;

/// <summary>Gradient methods on functions whose explanation is known.</summary>
public class GradientTests
{
    private static Tensor weights => tensor(new float[,] { { 1, -2, 3 }, { -4, 5, 0.5f } });
    private static Tensor inputs => tensor(new float[,] { { 2, 1, -1 }, { 0.5f, -3, 2 } });

    /// <summary>Two classes, each a linear function: class 0 is x0 - 2 x1 + 3 x2 + 7.</summary>
    private static Model Linear => new("linear", x => x.matmul(weights.t()) + 7);

    /// <summary>max(0, 2 a - b) - 3 max(0, b) + max(0, -a - b), without biases.</summary>
    private static Model BiasFreeReLU => new("relu", x =>
        x.matmul(tensor(new float[,] { { 2, -1 }, { 0, 1 }, { -1, -1 } }).t()).relu().matmul(tensor(new float[,] { { 1, -3, 1 } }).t()));

    [Fact]
    public void Sensitivity_of_a_linear_function_is_the_squared_weight()
    {
        var got = new Sensitivity().Attribute(Linear, inputs, 0, new(), new Run());
        got.Values.ShouldEqual(new float[,] { { 1, 4, 9 }, { 1, 4, 9 } });
        got.Signed.ShouldBeFalse();
    }

    [Fact]
    public void Saliency_is_the_magnitude_of_the_weight_and_keeps_its_sign_when_asked()
    {
        new Saliency().Attribute(Linear, inputs, Target.Classes(0, 1), new(), new Run()).Values.ShouldEqual(new float[,] { { 1, 2, 3 }, { 4, 5, 0.5f } });
        var signed = new Saliency().Attribute(Linear, inputs, Target.Classes(0, 1), new(Signed: true), new Run());
        signed.Values.ShouldEqual(new float[,] { { 1, -2, 3 }, { -4, 5, 0.5f } });
        signed.Signed.ShouldBeTrue();
    }

    [Fact]
    public void Saliency_of_an_image_takes_the_channel_of_the_largest_magnitude()
    {
        // One score: the sum of w over channels and pixels, on 2 channels of 1 x 2 pixels.
        var w = tensor(new float[] { 1, -5, -3, 2 }).view(1, 2, 1, 2);
        var model = new Model("image", x => (x * w).sum([1L, 2L, 3L]).unsqueeze(1));
        var image = ones(1, 2, 1, 2);
        new Saliency().Attribute(model, image, 0, new(), new Run()).Values.ShouldEqual(new float[,] { { 3, 5 } }, 1, 1, 1, 2);
        new Saliency().Attribute(model, image, 0, new(Signed: true), new Run()).Values.ShouldEqual(new float[,] { { -3, -5 } }, 1, 1, 1, 2);
        new Saliency().Attribute(model, image, 0, new(Signed: true, PerChannel: true), new Run()).Values.ShouldEqual(new float[,] { { 1, -5, -3, 2 } }, 1, 2, 1, 2);
    }

    [Fact]
    public void Gradient_x_input_sums_to_the_score_of_a_bias_free_relu_network_and_its_squared_form_does_not()
    {
        var x = tensor(new float[,] { { 3, 1 }, { -2, 0.5f } });
        var scores = BiasFreeReLU.Logits(x).squeeze(1);
        scores.ShouldEqual([2, 0]); // 5 - 3 + 0; 0 - 1.5 + 1.5
        new GradientXInput().Attribute(BiasFreeReLU, x, 0, new(), new Run()).Values.sum(1).ShouldEqual([2, 0]);
        // The gradients are (2, -4) and (-1, -4).
        new GradientXInput().Attribute(BiasFreeReLU, x, 0, new(Squared: true), new Run()).Values.ShouldEqual(new float[,] { { 12, 16 }, { -2, 8 } });
    }

    [Fact]
    public void The_predicted_class_is_explained_unless_said()
    {
        // The scores are (4, 3.5) and (0, 26).
        var first = tensor(new float[,] { { 2, 1, -1 }, { -1, 3, 0 } });
        var got = new Saliency().Attribute(Linear, first, Target.Default, new(Signed: true), new Run());
        got.Target.Classes.ShouldBe([0L, 1L]);
        got.Values.ShouldEqual(new float[,] { { 1, -2, 3 }, { -4, 5, 0.5f } });
    }

    [Fact]
    public void A_batch_gives_what_its_inputs_give_one_by_one_whatever_the_batch_size()
    {
        var model = Goldens.ReferenceNetworks.Load("tinycnn");
        var x = Goldens.ReferenceNetworks.Inputs("tinycnn")["x"];
        var together = new Saliency().Attribute(model, x, Target.Classes(0, 1, 2, 3), new(BatchSize: 3), new Run()).Values;
        for (var i = 0; i < 4; i++)
            new Saliency().Attribute(model, x.narrow(0, i, 1), i, new(), new Run()).Values.allclose(together.narrow(0, i, 1), rtol: 1e-4, atol: 1e-7).ShouldBeTrue();
    }

    [Fact]
    public void Neither_the_inputs_nor_the_weights_are_left_with_a_gradient()
    {
        var network = Goldens.ReferenceNetworks.Module("mlp");
        var x = Goldens.ReferenceNetworks.Inputs("mlp")["x"];
        var values = new Saliency().Attribute(new Model("mlp", network), x, Target.Default, new(), new Run()).Values;
        x.requires_grad.ShouldBeFalse();
        values.requires_grad.ShouldBeFalse();
        network.parameters().Count(p => p.grad is not null).ShouldBe(0);
    }

    [Fact]
    public void A_score_that_the_layer_does_not_lead_to_is_one_sentence()
    {
        var model = Goldens.ReferenceNetworks.Load("tinycnn");
        var x = Goldens.ReferenceNetworks.Inputs("tinycnn")["x"];
        var error = Should.Throw<GlassboxException>(() => new Saliency().Attribute(model, x, Target.Neuron("features.0", 0, 0, 0), new(Layer: "classifier.0"), new Run()));
        error.Message.ShouldContain("does not depend on classifier.0");
    }

    [Fact]
    public void Inputs_of_whole_numbers_have_no_gradient()
    {
        var model = new Model("embedding", x => x.to(ScalarType.Float32));
        Should.Throw<GlassboxException>(() => new Saliency().Attribute(model, ones(1, 2, dtype: ScalarType.Int64), 0, new(), new Run()))
            .Message.ShouldContain("floating point");
    }

    [Fact]
    public void The_layer_after_an_embedding_of_whole_numbers_has_a_gradient()
    {
        // Tokens 2 and 0 embedded in rows of two; the score weighs the first embedding by (3, 4) and the second by (5, 6).
        var table = tensor(new float[,] { { 1, 2 }, { 3, 4 }, { 5, 6 } }).requires_grad_();
        var model = new Model("tokens", tokens =>
        {
            Tensor embedded;
            using (CaptureScope.Enter("embedded")) embedded = table.index_select(0, tokens.flatten()).view(tokens.size(0), 2, 2);
            return (embedded * tensor(new float[,] { { 3, 4 }, { 5, 6 } })).flatten(1).sum(1, keepdim: true);
        });
        var tokens = tensor(new long[,] { { 2, 0 } });
        new GradientXInput().Attribute(model, tokens, 0, new(Layer: "embedded"), new Run()).Values.ShouldEqual(new float[,] { { 15, 24, 5, 12 } }, 1, 2, 2);
    }

    [Fact]
    public void It_stops_between_batches_when_asked_to()
    {
        using var source = new CancellationTokenSource();
        var calls = 0;
        var model = new Model("slow", x => { if (++calls == 2) source.Cancel(); return x; });
        Should.Throw<OperationCanceledException>(() => new Saliency().Attribute(model, ones(8, 3), 0, new(BatchSize: 1), new Run(cancellation: source.Token)));
        calls.ShouldBe(2);
    }
}
