using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests;

/// <summary>Texts are rows of tokens; each token is taken away by putting another in its place.</summary>
public class LimeTextTests
{
    private const long Unknown = 0;
    private static readonly Tensor embedding = randn([50, 4], dtype: ScalarType.Float64, generator: new Generator(1));
    private static readonly Tensor head = randn([4], dtype: ScalarType.Float64, generator: new Generator(2));
    private static readonly Model bag = new("bag of words", tokens => nn.functional.embedding(tokens, embedding).sum(1).matmul(head.unsqueeze(1)));
    private static readonly Target score = Target.Scalar("the score", output => output.select(1, 0));
    private static readonly Tensor text = tensor(new long[,] { { 7, 12, 3, 49, 12, 30 } });

    private static Tensor Expected(long without) => embedding.index_select(0, text[0]).matmul(head) - embedding[without].dot(head);

    [Fact]
    public void A_bag_of_words_is_explained_exactly()
    {
        var explained = new Lime().Attribute(bag, text, score, new(Features: 0, Samples: 200), new Run());
        explained.Values.dtype.ShouldBe(ScalarType.Float32);
        explained.Values.ShouldEqual(Expected(Unknown).unsqueeze(0));
        var masked = new Lime().Attribute(bag, text, score, new(Features: 0, Samples: 200, Baseline: tensor(5L)), new Run());
        masked.Values.ShouldEqual(Expected(5).unsqueeze(0));
        // The kernel of texts is that of their authors: cosine, not Euclidean.
        var cosine = new Lime().Attribute(bag, text, score, new(Features: 0, Samples: 200, Distance: LocalityDistance.Cosine), new Run());
        cosine.Extras["pi_x"].Equals(explained.Extras["pi_x"]).ShouldBeTrue();
    }

    [Fact]
    public void Words_that_stand_twice_may_be_one_part()
    {
        var words = tensor(new long[] { 0, 1, 2, 3, 1, 4 });
        var explained = new Lime().Attribute(bag, text, score, new(Features: 0, Samples: 200, Segments: words), new Run());
        var single = Expected(Unknown);
        explained.Extras["coefficients"][0, 1].item<double>().ShouldBe(2 * single[1].item<double>(), 1e-9);
    }

    [Fact]
    public void So_are_shapley_values_and_feature_ablation()
    {
        new Shapley().Attribute(bag, text, score, new(), new Run()).Values.ShouldEqual(Expected(Unknown).unsqueeze(0));
        new FeatureAblation().Attribute(bag, text, score, new(), new Run()).Values.ShouldEqual(Expected(Unknown).unsqueeze(0));
    }
}
