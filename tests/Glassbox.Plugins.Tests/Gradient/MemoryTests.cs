using Glassbox.Plugins.Tests.Goldens;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests.Gradient;

public class MemoryTests
{
    public static TheoryData<string> Methods => [.. Attributors.Keys];

    private static Dictionary<string, Func<Model, Tensor, Attribution>> Attributors => new()
    {
        ["sensitivity"] = (m, x) => new Sensitivity().Attribute(m, x, 1, new(), new Run()),
        ["saliency"] = (m, x) => new Saliency().Attribute(m, x, 1, new(BatchSize: 2), new Run()),
        ["saliency of a layer"] = (m, x) => new Saliency().Attribute(m, x, 1, new(Layer: "features.3"), new Run()),
        ["gradient-x-input"] = (m, x) => new GradientXInput().Attribute(m, x, 1, new(), new Run()),
        ["integrated-gradients"] = (m, x) => new IntegratedGradients().Attribute(m, x, 1, new(3, BatchSize: 4), new Run()),
        ["integrated-gradients of a layer"] = (m, x) => new IntegratedGradients().Attribute(m, x, 1, new(3, Layer: "features.3"), new Run()),
        ["smoothgrad"] = (m, x) => new SmoothGrad().Attribute(m, x, 1, new(Samples: 3), new Run()),
        ["gradient-shap"] = (m, x) => new GradientShap().Attribute(m, x, 1, new(Samples: 3), new Run()),
        ["conductance"] = (m, x) => new Conductance().Attribute(m, x, 1, new("features.3", 3), new Run()),
        ["internal-influence"] = (m, x) => new InternalInfluence().Attribute(m, x, 1, new("features.3", 3), new Run()),
        ["grad-cam"] = (m, x) => new Plugins.GradCam().Attribute(m, x, 1, new(), new Run()),
        ["grad-cam-plus-plus"] = (m, x) => new GradCamPlusPlus().Attribute(m, x, 1, new(), new Run()),
        ["score-cam"] = (m, x) => new ScoreCam().Attribute(m, x, 1, new(), new Run()),
        ["ablation-cam"] = (m, x) => new AblationCam().Attribute(m, x, 1, new(), new Run()),
        ["eigen-cam"] = (m, x) => new EigenCam().Attribute(m, x, 1, new(), new Run()),
    };

    [Theory, MemberData(nameof(Methods))]
    public void Nothing_but_the_result_is_left(string method)
    {
        var (model, inputs) = (ReferenceNetworks.Load("tinycnn"), ReferenceNetworks.Inputs("tinycnn")["x"]);
        using var scope = NewDisposeScope();
        var result = Attributors[method](model, inputs);
        scope.DisposablesCount.ShouldBe(result.Tensors.Count(t => t.Key != "inputs"));
        result.Values.requires_grad.ShouldBeFalse();
    }
}
