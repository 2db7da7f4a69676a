using Glassbox.Plugins.Tests.Goldens;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins.Tests.GradCam;

/// <summary>Agreement with Captum's Grad-CAM, pytorch-grad-cam, and the formula of CAM.</summary>
public class CamGoldenTests
{
    public static TheoryData<string> Captum => Ids("gradcam_captum");
    public static TheoryData<string> PytorchGradCam => Ids("cams_pgc");

    [Theory, InlineData("resnet_cam"), InlineData("vggcam_cam")]
    public void Class_activation_mapping(string id)
    {
        var golden = Golden.Case(id);
        var got = new Cam().Attribute(golden.Model, golden.Inputs, golden.Target, new(), new Run());
        golden.Compare("cam", got.Extras["cam"]);
        golden.Compare("cam.bilinear", got.Values.squeeze(1));
        got.Checks.Single().Error.ShouldBeLessThan(1e-5);
    }

    [Theory, MemberData(nameof(Captum))]
    public void Grad_cam(string id)
    {
        var golden = Golden.Case(id);
        var signed = new Plugins.GradCam().Attribute(golden.Model, golden.Inputs, golden.Target, new(golden.Layer, Signed: true), new Run());
        golden.Compare("signed", signed.Extras["cam"].unsqueeze(1));
        var activation = golden.Model.Capture(golden.Inputs).Layer(golden.Layer).Tensor;
        golden.Compare("per_channel", signed.Extras["weights"].unsqueeze(2).unsqueeze(3) * activation);
        var positive = new Plugins.GradCam().Attribute(golden.Model, golden.Inputs, golden.Target, new(golden.Layer), new Run());
        golden.Compare("relu", positive.Extras["cam"].unsqueeze(1));
        golden.Compare("relu.bilinear", positive.Values);
        golden.Compare("relu.nearest", new Plugins.GradCam().Attribute(golden.Model, golden.Inputs, golden.Target, new(golden.Layer, Upsampling: Upsampling.Nearest), new Run()).Values);
    }

    [Theory, MemberData(nameof(PytorchGradCam))]
    public void The_family(string id)
    {
        var golden = Golden.Case(id);
        var layer = golden.Layer;
        Compare<Plugins.GradCam.Options>("gradcam", new Plugins.GradCam(), signed => new(layer, signed));
        Compare<GradCamPlusPlus.Options>("gradcampp", new GradCamPlusPlus(), signed => new(layer, signed, Epsilon: 1e-6));
        Compare<HiResCam.Options>("hirescam", new HiResCam(), signed => new(layer, signed));
        Compare<LayerCam.Options>("layercam", new LayerCam(), signed => new(layer, signed));
        Compare<XGradCam.Options>("xgradcam", new XGradCam(), signed => new(layer, signed));
        Compare<ScoreCam.Options>("scorecam", new ScoreCam(), signed => new(layer, signed, MaskUpsampling: Upsampling.BilinearAlignedCorners));
        Compare<AblationCam.Options>("ablationcam", new AblationCam(), signed => new(layer, signed, Ablation: Ablation.PytorchGradCam));
        golden.Compare("eigencam.raw_signfixed", new EigenCam().Attribute(golden.Model, golden.Inputs, golden.Target, new(layer, Signed: true), new Run()).Extras["cam"]);

        void Compare<TOptions>(string name, IAttributor<TOptions> method, Func<bool, TOptions> options)
        {
            var raw = method.Attribute(golden.Model, golden.Inputs, golden.Target, options(true), new Run());
            golden.Compare($"{name}.raw", raw.Extras["cam"]);
            if (golden.Outputs.Contains($"{name}.weights")) golden.Compare($"{name}.weights", raw.Extras["weights"]);
            var positive = method.Attribute(golden.Model, golden.Inputs, golden.Target, options(false), new Run());
            golden.Compare($"{name}.final", MinMax(positive.Values.squeeze(1)));
        }
    }

    [Theory, MemberData(nameof(Captum))]
    public void Guided_grad_cam_is_the_product(string id)
    {
        var golden = Golden.Case(id);
        var guided = Golden.Case($"{golden.Network}_guided_backprop")["attr"];
        var run = new Run(methods: new OneMethod("guided-backprop", (model, x, target, _, _) => new Attribution(model, x, target.For(model, x), guided)));
        golden.Compare("guided_gradcam.bilinear", new GuidedGradCam().Attribute(golden.Model, golden.Inputs, golden.Target, new(golden.Layer), run).Values);
        golden.Compare("guided_gradcam.nearest", new GuidedGradCam().Attribute(golden.Model, golden.Inputs, golden.Target, new(golden.Layer, Upsampling.Nearest), run).Values);
    }

    [Fact]
    public void Upsampling_is_that_of_the_field()
    {
        var golden = Golden.Case("interpolate");
        var size = golden.Parameters.GetProperty("size").EnumerateArray().Select(s => s.GetInt64()).ToArray();
        var like = zeros(2, 1, size[0], size[1]);
        golden.Compare("nearest", ActivationMap.Resize(golden["in.map"], like, Upsampling.Nearest));
        golden.Compare("bilinear", ActivationMap.Resize(golden["in.map"], like, Upsampling.Bilinear));
        golden.Compare("bilinear_align_corners", ActivationMap.Resize(golden["in.map"], like, Upsampling.BilinearAlignedCorners));
    }

    /// <summary>What pytorch-grad-cam shows: each map stretched to 0..1.</summary>
    private static Tensor MinMax(Tensor maps)
    {
        var above = maps - maps.amin([1L, 2L], keepdim: true);
        return above / (above.amax([1L, 2L], keepdim: true) + 1e-7);
    }

    private static TheoryData<string> Ids(string part) =>
        [.. GoldenFiles.Manifest.GetProperty("cases").EnumerateArray().Select(c => c.GetProperty("id").GetString()!).Where(id => id.Contains(part))];
}
