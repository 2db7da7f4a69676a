using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests.Gradient;

/// <summary>Inputs that are whole numbers have no gradient; the layer that they are embedded in has.</summary>
public class TokenTests
{
    private static readonly Tensor embedding = randn([9, 4], ScalarType.Float64, generator: new Generator(1));
    private static readonly Tensor head = randn([4, 2], ScalarType.Float64, generator: new Generator(2));
    private static readonly Tensor tokens = tensor(new long[,] { { 3, 1, 4 }, { 1, 5, 8 } });

    private static Model Bag => new("bag of words", tokens =>
    {
        Tensor words;
        using (CaptureScope.Enter("words")) words = nn.functional.embedding(tokens, embedding);
        return words.sum(1).matmul(head);
    });

    /// <summary>A linear network's paths are exact: the difference of the embeddings times the weights.</summary>
    private static Tensor From(Tensor baseline) => (nn.functional.embedding(tokens, embedding) - nn.functional.embedding(baseline, embedding)) * head.select(1, 1);

    [Fact]
    public void Paths_run_between_embeddings()
    {
        var own = tensor(new long[,] { { 2, 2, 7 }, { 0, 6, 1 } });
        Tensor Integrated(IntegratedGradients.Options options) => new IntegratedGradients().Attribute(Bag, tokens, 1, options, new Run()).Values;
        Integrated(new(3, Layer: "words")).ShouldEqual(From(zeros_like(tokens)), 1e-12);
        Integrated(new(3, Layer: "words", Baseline: 2)).ShouldEqual(From(full_like(tokens, 2)), 1e-12);
        Integrated(new(3, Layer: "words", Baselines: own.unsqueeze(0))).ShouldEqual(From(own), 1e-12);
        var shap = new GradientShap().Attribute(Bag, tokens, 1, new(Background: own, Positions: tensor(new[] { 0.3, 0.6 }), Picks: tensor(new[] { 0L, 1 }), Layer: "words"), new Run());
        shap.Values.ShouldEqual((From(own.narrow(0, 0, 1).expand(2, 3)) + From(own.narrow(0, 1, 1).expand(2, 3))) / 2, 1e-12);
        shap.Checks.Single().Holds.ShouldBeTrue();
    }

    [Fact]
    public void An_embedding_of_constant_weights_has_a_gradient_too()
    {
        embedding.requires_grad.ShouldBeFalse();
        new Saliency().Attribute(Bag, tokens, 1, new(Signed: true, PerChannel: true, Layer: "words"), new Run()).Values.ShouldEqual(head.select(1, 1).expand(2, 3, 4), 1e-12);
    }

    [Fact]
    public void Methods_that_need_more_than_whole_numbers_say_so()
    {
        Refused(() => new IntegratedGradients().Attribute(Bag, tokens, 1, new(), new Run()));
        Refused(() => new GradientShap().Attribute(Bag, tokens, 1, new(), new Run()));
        Refused(() => new SmoothGrad().Attribute(Bag, tokens, 1, new(Layer: "words"), new Run()));
        Refused(() => new Conductance().Attribute(Bag, tokens, 1, new("words"), new Run()));
        Refused(() => new InternalInfluence().Attribute(Bag, tokens, 1, new("words"), new Run()));
        Refused(() => new GuidedBackprop().Attribute(Bag, tokens, 1, new(), new Run()));
        Refused(() => new Saliency().Attribute(Bag, tokens, 1, new(), new Run()));
        Refused(() => new TaylorDecomposition().Attribute(Bag, tokens, 1, new(), new Run()));
        Refused(() => new DeconvNet().Attribute(Bag, tokens, 1, new(), new Run()));
        Refused(() => new Lrp().Attribute(Bag, tokens, 1, new(), new Run()));
        Refused(() => new DeepLift().Attribute(Bag, tokens, 1, new(), new Run()));

        static void Refused(Func<Attribution> explain) => Should.Throw<GlassboxException>(explain).Message.ShouldEndWith("layer: \"words\".");
    }
}
