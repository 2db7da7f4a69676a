using Glassbox.Plugins.Tests.Goldens;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests;

public class OcclusionTests
{
    private static readonly Target score = Target.Scalar("the score", output => output.select(1, 0));

    [Theory]
    [InlineData("tinycnn_occlusion_0"), InlineData("tinycnn_occlusion_1"), InlineData("tinycnn_occlusion_2"), InlineData("tinycnn_occlusion_3")]
    [InlineData("resnet_occlusion_0"), InlineData("resnet_occlusion_1"), InlineData("resnet_occlusion_2"), InlineData("resnet_occlusion_3")]
    public void Captums_occlusion(string id)
    {
        var golden = Golden.Case(id);
        long[] Lengths(string name) => [.. golden.Parameters.GetProperty(name).EnumerateArray().Select(e => e.GetInt64())];
        var explained = new Occlusion().Attribute(golden.Model, golden.Inputs, golden.Target,
            new(Lengths("window"), Lengths("strides"), Baseline: tensor(golden.Parameters.GetProperty("baseline").GetDouble()), BatchSize: 13), new Run());
        golden.Compare("attr", explained.Values);
    }

    [Theory]
    [InlineData("tinycnn_feature_ablation"), InlineData("resnet_feature_ablation")]
    public void Captums_feature_ablation(string id)
    {
        var golden = Golden.Case(id);
        foreach (var baseline in golden.Parameters.GetProperty("baselines").EnumerateObject())
        {
            var explained = new FeatureAblation().Attribute(golden.Model, golden.Inputs, golden.Target,
                new(Segments: golden["in.feature_mask"], Baseline: tensor(baseline.Value.GetDouble())), new Run());
            golden.Compare(baseline.Name, explained.Values.expand(golden.Inputs.shape));
        }
    }

    [Fact]
    public void Patches_equal_an_explicit_loop()
    {
        var model = ReferenceNetworks.Load("tinycnn");
        var x = ReferenceNetworks.Inputs("tinycnn")["x"].narrow(0, 0, 1);
        var drops = new Occlusion().Attribute(model, x, Target.Class(2), new([8, 6], [8, 5], Filling.Mean, BatchSize: 4), new Run()).Extras["drops"];
        drops.shape.ShouldBe([1, 1, 4, 7]);
        var whole = model.Logits(x)[0, 2].item<float>();
        for (var i = 0; i < 4; i++)
            for (var j = 0; j < 7; j++)
            {
                var covered = x.clone();
                var (right, width) = (j * 5, Math.Min(6, 32 - j * 5));
                for (var c = 0; c < 3; c++) covered[0, c].narrow(0, i * 8, 8).narrow(1, right, width).fill_(x[0, c].mean().item<float>());
                drops[0, 0, i, j].item<double>().ShouldBe(whole - model.Logits(covered)[0, 2].item<float>(), 2e-5);
            }
    }

    [Fact]
    public void Patches_that_partition_an_additive_functions_input_sum_to_it()
    {
        var weights = randn(3 * 12 * 12, dtype: ScalarType.Float64, generator: new Generator(1));
        var model = new Model("linear", x => x.flatten(1).matmul(weights.unsqueeze(1)));
        var x = randn([1, 3, 12, 12], dtype: ScalarType.Float64, generator: new Generator(2));
        var explained = new Occlusion().Attribute(model, x, score, new([4, 3], [4, 3]), new Run());
        explained.Extras["drops"].sum().item<double>().ShouldBe(x.flatten().dot(weights).item<double>(), 1e-10);
        var single = new Occlusion().Attribute(model, x, score, new([1, 1, 1], [1, 1, 1]), new Run());
        (single.Values - x * weights.reshape(3, 12, 12)).abs().max().item<double>().ShouldBeLessThan(1e-10);
    }

    [Fact]
    public void A_batch_is_explained_as_its_inputs_one_by_one()
    {
        var model = ReferenceNetworks.Load("resnet");
        var x = ReferenceNetworks.Inputs("resnet")["x"];
        var together = new Occlusion().Attribute(model, x, Target.Predicted, new(), new Run()).Values;
        for (var n = 0; n < x.size(0); n++)
            together.narrow(0, n, 1).Equals(new Occlusion().Attribute(model, x.narrow(0, n, 1), Target.Predicted, new(), new Run()).Values).ShouldBeTrue();
    }

    [Theory]
    [InlineData(new long[] { 9, 2 }, new long[] { 1, 1 }, "A window of 9 does not fit an axis of 8: the input's shape is [3, 8, 8].")]
    [InlineData(new long[] { 2, 2 }, new long[] { 3, 1 }, "A stride of 3 with a window of 2 leaves elements that no window covers: strides go from 1 to the window's length.")]
    [InlineData(new long[] { 2, 2 }, new long[] { 1 }, "A window of 2 lengths and 1 strides does not fit an input of shape [3, 8, 8]: give as many of each, 3 at most.")]
    public void Mistakes_get_a_sentence(long[] window, long[] strides, string sentence) =>
        Should.Throw<GlassboxException>(() => new Occlusion().Attribute(new Model("none", x => x.flatten(1)), zeros(1, 3, 8, 8), score, new(window, strides), new Run()))
            .Message.ShouldBe(sentence);
}
