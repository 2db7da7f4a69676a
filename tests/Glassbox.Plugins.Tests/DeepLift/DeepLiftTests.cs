using Glassbox.Plugins.Tests.Goldens;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Glassbox.Plugins.Tests;

public class DeepLiftTests
{
    [Theory]
    [InlineData("tinycnn")]
    [InlineData("resnet")]
    [InlineData("vggcam")]
    [InlineData("mlp")]
    public void The_rescale_rule_agrees_with_Captum(string network)
    {
        var golden = Golden.Case($"{network}_deeplift");
        Attribution Explain(DeepLift.Options options) => new DeepLift().Attribute(golden.Model, golden.Inputs, golden.Target, options, new Run());
        // The reference values pass max pools by their gradient; their contributions miss the score's difference there (see the case's delta).
        var random = golden["in.baseline"];
        var asMade = new DeepLift.Options(MaxPool: MaxPool.Gradient);
        golden.Compare("zero_baseline", Explain(asMade).Values);
        golden.Compare("random_baseline", Explain(asMade with { Baseline = random }).Values);
        golden.Compare("random_baseline.multipliers", Explain(asMade with { Baseline = random, Multipliers = true }).Values);
        golden.Compare("deeplift_shap", Explain(asMade with { Baselines = golden["in.shap_baselines"] }).Values);
        Explain(new()).Checks[0].Holds.ShouldBeTrue();
        Explain(new(random)).Checks[0].Holds.ShouldBeTrue();
    }

    [Fact]
    public void One_ReLU_by_hand()
    {
        // y = relu(x1 + x2 - 1): at (2, 1) it is 2, at the baseline (0, 0) it is 0. The rescale multiplier is 2 / 3.
        var network = Sequential(("fc", Linear(2, 1)), ("relu", ReLU(inplace: true)), ("out", Linear(1, 1, hasBias: false)));
        network.load_state_dict(new Dictionary<string, Tensor>
        {
            ["fc.weight"] = ones(1, 2), ["fc.bias"] = tensor(new[] { -1f }), ["out.weight"] = ones(1, 1),
        });
        var result = new DeepLift().Attribute(new Model("by hand", network), tensor(new[,] { { 2f, 1f } }), Target.Class(0), new(), new Run());
        result.Values.data<float>().ToArray().ShouldBe([4 / 3f, 2 / 3f], 1e-6f);
    }

    [Fact]
    public void A_maximum_that_moves_is_shared_between_the_old_place_and_the_new()
    {
        var network = Sequential(("pool", MaxPool2d(2)), ("flatten", Flatten()), ("out", Linear(1, 1, hasBias: false)));
        network.load_state_dict(new Dictionary<string, Tensor> { ["out.weight"] = ones(1, 1) });
        var x = tensor(new float[] { 5, 0, 0, 1 }).view(1, 1, 2, 2);
        var baseline = tensor(new float[] { 0, 0, 0, 3 }).view(1, 1, 2, 2);
        var result = new DeepLift().Attribute(new Model("pool", network), x, Target.Class(0), new(baseline), new Run());
        result.Values.flatten().data<float>().ToArray().ShouldBe([2f, 0f, 0f, 0f], 1e-6f);
        result.Checks[0].Holds.ShouldBeTrue();
    }

    [Fact]
    public void A_baseline_of_another_shape_is_one_sentence()
    {
        var model = ReferenceNetworks.Load("mlp");
        Should.Throw<GlassboxException>(() => new DeepLift().Attribute(model, ones(2, 20), Target.Predicted, new(ones(1, 19)), new Run()))
            .Message.ShouldBe("The baseline is [1, 19], the inputs [2, 20]: it must be one for all inputs, or one each.");
    }
}
