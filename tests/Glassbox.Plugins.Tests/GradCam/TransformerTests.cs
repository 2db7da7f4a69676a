using Glassbox.Architectures;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests.GradCam;

using GradCam = Glassbox.Plugins.GradCam;

/// <summary>Class activation maps of networks whose places are tokens.</summary>
public class TransformerTests
{
    /// <summary>Patches of 56 x 56 pixels make 4 x 4 places and a class token.</summary>
    private static Model SmallTransformer()
    {
        manual_seed(2);
        return new Model("vit", new VisionTransformer("vit", 56, 3, 2, 8, 16, 5));
    }

    private static Tensor Inputs => randn(2, 3, 224, 224, generator: new Generator(1));

    [Fact]
    public void The_norm_before_the_last_attention_is_mapped_on_its_grid()
    {
        var (model, x) = (SmallTransformer(), Inputs);
        var got = new GradCam().Attribute(model, x, 3, new(Signed: true), new Run());
        got.Notes[0].ShouldContain("encoder.layers.encoder_layer_2.ln_1, 4 x 4");
        var graph = model.Capture(x, gradients: true);
        var tokens = graph.Layer("encoder.layers.encoder_layer_2.ln_1").Tensor;
        var gradient = autograd.grad([graph.Output.Tensor.select(1, 3).sum()], [tokens])[0];
        var (places, slopes) = (tokens.narrow(1, 1, 16), gradient.narrow(1, 1, 16));
        var map = (places * slopes.mean([1L], keepdim: true)).sum(2).view(2, 4, 4).detach();
        got.Extras["cam"].ShouldEqual(map);
        map.abs().max().item<float>().ShouldBeGreaterThan(0);
        got.Values.shape.ShouldBe([2, 1, 224, 224]);
    }

    [Fact]
    public void Behind_the_last_attention_the_places_have_no_gradient()
    {
        // Only the class token is read there: the reason for the layer's choice.
        var got = new GradCam().Attribute(SmallTransformer(), Inputs, 3, new("encoder.layers.encoder_layer_2", Signed: true), new Run());
        got.Values.abs().max().item<float>().ShouldBe(0);
        got.Notes.ShouldContain(n => n.Contains("no positive evidence"));
    }

    [Fact]
    public void Ablation_leaves_the_class_token_as_it_is()
    {
        var (model, x) = (SmallTransformer(), Inputs.narrow(0, 0, 1));
        var layer = "encoder.layers.encoder_layer_2.ln_1";
        var weights = new AblationCam().Attribute(model, x, 3, new(layer, BatchSize: 3), new Run()).Extras["weights"];
        using var off = no_grad();
        var graph = model.Capture(x);
        var tokens = graph.Layer(layer);
        var without = tokens.Tensor.clone();
        without.narrow(1, 1, 16).select(2, 5).zero_();
        var score = graph.Output.Tensor[0, 3].ToDouble();
        var ablated = graph.Replay(new Dictionary<Value, Tensor> { [tokens] = without })[0, 3].ToDouble();
        weights[0, 5].ToDouble().ShouldBe((score - ablated) / score, 1e-5);
    }

    [Fact]
    public void Channels_last_are_mapped_where_they_are()
    {
        // A layer norm over the last of four axes, as in Swin: places in the middle.
        var (weight, bias, head) = (ones(3), zeros(3), randn(3, 2, generator: new Generator(4)));
        var model = new Model("channels last", x =>
        {
            var places = nn.functional.layer_norm(x.permute(0, 2, 3, 1), [3], weight, bias, 1e-5);
            return places.mean([1L, 2L]).matmul(head);
        });
        var x = randn(1, 3, 4, 6, generator: new Generator(3));
        var got = new GradCam().Attribute(model, x, 1, new("layer_norm", Signed: true), new Run());
        var places = nn.functional.layer_norm(x.permute(0, 2, 3, 1), [3], weight, bias, 1e-5);
        got.Extras["cam"].ShouldEqual(places.matmul(head.select(1, 1)) / 24);
    }
}
