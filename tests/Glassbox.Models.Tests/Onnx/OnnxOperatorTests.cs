using Glassbox.Onnx;
using TorchSharp;
using static TorchSharp.torch;
using static Glassbox.ModelTests.Onnx.OnnxBuilder;

namespace Glassbox.ModelTests.Onnx;

/// <summary>Single operators, with results worked by hand where ONNX and torch differ, or one version of ONNX from another.</summary>
public class OnnxOperatorTests
{
    private static float[] Run(OnnxBuilder builder, Tensor x, params long[] shape)
    {
        using var off = no_grad();
        var y = new OnnxNetwork(builder.Output("y").Bytes(), "net.onnx", null, CPU).Forward(x);
        if (shape.Length > 0) y.shape.ShouldBe(shape);
        return y.to(ScalarType.Float32).contiguous().flatten().data<float>().ToArray();
    }

    private static OnnxBuilder Of(long opset = 13) => new OnnxBuilder(opset).Input("x");

    private static Tensor Row(params float[] values) => tensor(values).reshape(1, 1, 1, -1);

    [Theory]
    [InlineData("SAME_UPPER", new float[] { 3, 7, 5 })] // (1+2) (3+4) (5+0)
    [InlineData("SAME_LOWER", new float[] { 1, 5, 9 })] // (0+1) (2+3) (4+5)
    [InlineData("VALID", new float[] { 3, 7 })]
    public void ConvolutionsPadTheirOddPixelAsTold(string autoPad, float[] wanted) => Run(
        Of().Floats("w", [1, 1, 1, 2], 1, 1).Node("Conv", ["x", "w"], ["y"], String("auto_pad", autoPad), Ints("strides", 1, 2)), Row(1, 2, 3, 4, 5)).ShouldBe(wanted);

    [Fact]
    public void ConvolutionsTakePadsThatDiffer() => Run(
        Of().Floats("w", [1, 1, 1, 2], 1, 10).Node("Conv", ["x", "w"], ["y"], Ints("pads", 0, 2, 0, 0)), Row(1, 2)).ShouldBe([0, 10, 21]);

    [Fact]
    public void TransposedConvolutionsTakeAnOutputShape() => Run(
        // Each input is spread over two outputs; the extra column stands at the end.
        Of().Floats("w", [1, 1, 1, 2], 1, 10).Node("ConvTranspose", ["x", "w"], ["y"], Ints("strides", 1, 2), Ints("output_shape", 1, 5)), Row(1, 2)).ShouldBe([1, 10, 2, 20, 0]);

    [Fact]
    public void PoolsPadBeyondHalfAWindow()
    {
        Run(Of().Node("MaxPool", ["x"], ["y"], Ints("kernel_shape", 1, 2), Ints("pads", 0, 0, 0, 1)), Row(-1, -2)).ShouldBe([-1, -2]);
        // Two of three, then one of three values lie within.
        Run(Of().Node("AveragePool", ["x"], ["y"], Ints("kernel_shape", 1, 3), Ints("pads", 0, 0, 0, 2)), Row(3, 6, 9)).ShouldBe([6, 7.5f, 9]);
        Run(Of().Node("AveragePool", ["x"], ["y"], Ints("kernel_shape", 1, 3), Ints("pads", 0, 0, 0, 2), Int("count_include_pad", 1)), Row(3, 6, 9)).ShouldBe([6, 5, 3]);
    }

    [Fact]
    public void PoolsRoundUpWhereTold() => Run(
        Of().Node("MaxPool", ["x"], ["y"], Ints("kernel_shape", 1, 2), Ints("strides", 1, 2), Int("ceil_mode", 1)), Row(1, 2, 3, 4, 5)).ShouldBe([2, 4, 5]);

    [Fact]
    public void SoftmaxRanOverAllLaterDimensionsBeforeOpset13()
    {
        var x = zeros(1, 2, 2);

        Run(Of(11).Node("Softmax", ["x"], ["y"]), x).ShouldBe([0.25f, 0.25f, 0.25f, 0.25f]);
        Run(Of(13).Node("Softmax", ["x"], ["y"]), x).ShouldBe([0.5f, 0.5f, 0.5f, 0.5f]);
    }

    [Fact]
    public void AxesMovedFromAttributesToInputs()
    {
        var x = tensor(new float[] { 1, 2, 3, 4 }).reshape(1, 2, 2);

        Run(Of(11).Node("ReduceSum", ["x"], ["y"], Ints("axes", 2)), x, 1, 2, 1).ShouldBe([3, 7]);
        Run(Of(13).Longs("axes", -1).Node("ReduceSum", ["x", "axes"], ["y"], Int("keepdims", 0)), x, 1, 2).ShouldBe([3, 7]);
        Run(Of(13).Node("ReduceMean", ["x"], ["y"], Ints("axes", 1), Int("keepdims", 0)), x, 1, 2).ShouldBe([2, 3]);
        Run(Of(18).Longs("axes", 1).Node("ReduceMean", ["x", "axes"], ["y"], Int("keepdims", 0)), x, 1, 2).ShouldBe([2, 3]);
        Run(Of(18).Node("ReduceMax", ["x"], ["y"]), x, 1, 1, 1).ShouldBe([4]);
        Run(Of(18).Node("ReduceMax", ["x"], ["y"], Int("noop_with_empty_axes", 1)), x, 1, 2, 2).ShouldBe([1, 2, 3, 4]);
        Run(Of(11).Node("Squeeze", ["x"], ["y"], Ints("axes", 0)), x, 2, 2);
        Run(Of(13).Longs("axes", 0).Node("Squeeze", ["x", "axes"], ["y"]), x, 2, 2);
        Run(Of(10).Node("Clip", ["x"], ["y"], Float("min", 2), Float("max", 3)), x).ShouldBe([2, 2, 3, 3]);
        Run(Of(9).Node("Slice", ["x"], ["y"], Ints("starts", 1), Ints("ends", 9), Ints("axes", 2)), x, 1, 2, 1).ShouldBe([2, 4]);
    }

    [Fact]
    public void SlicesRunBackwards()
    {
        var slice = Of().Longs("starts", -1).Longs("ends", -9).Longs("axes", 1).Longs("steps", -2).Node("Slice", ["x", "starts", "ends", "axes", "steps"], ["y"]);

        Run(slice, tensor(new float[] { 0, 1, 2, 3, 4 }).reshape(1, 5)).ShouldBe([4, 2, 0]);
    }

    [Fact]
    public void IndicesCountFromTheBack() => Run(
        Of().Longs("i", -1, 0).Node("Gather", ["x", "i"], ["y"], Int("axis", 1)), tensor(new float[] { 5, 6, 7 }).reshape(1, 3)).ShouldBe([7, 5]);

    [Theory]
    [InlineData("reflect", new float[] { 3, 2, 1, 2, 3, 2 })]
    [InlineData("edge", new float[] { 1, 1, 1, 2, 3, 3 })]
    [InlineData("constant", new float[] { 0, 0, 1, 2, 3, 0 })]
    public void PadsAsItsModeSays(string mode, float[] wanted) => Run(
        Of().Longs("pads", 0, 2, 0, 1).Node("Pad", ["x", "pads"], ["y"], String("mode", mode)), tensor(new float[] { 1, 2, 3 }).reshape(1, 3)).ShouldBe(wanted);

    [Fact]
    public void ResizesAsItsCoordinatesSay()
    {
        OnnxBuilder Twice(string mode, string transform, params byte[][] more) => Of().Floats("s", [4], 1, 1, 1, 2).Floats("roi", [0])
            .Node("Resize", ["x", "roi", "s"], ["y"], [String("mode", mode), String("coordinate_transformation_mode", transform), .. more]);

        Run(Twice("nearest", "asymmetric", String("nearest_mode", "floor")), Row(1, 2)).ShouldBe([1, 1, 2, 2]);
        Run(Twice("nearest", "asymmetric", String("nearest_mode", "ceil")), Row(1, 2)).ShouldBe([1, 2, 2, 2]);
        Run(Twice("linear", "half_pixel"), Row(1, 2)).ShouldBe([1, 1.25f, 1.75f, 2]);
        Run(Twice("linear", "asymmetric"), Row(1, 2)).ShouldBe([1, 1.5f, 2, 2]);
        Run(Twice("linear", "align_corners"), Row(1, 4)).ShouldBe([1, 2, 3, 4]);
        Run(new OnnxBuilder(9).Input("x").Floats("s", [4], 1, 1, 1, 2).Node("Upsample", ["x", "s"], ["y"]), Row(1, 2)).ShouldBe([1, 1, 2, 2]);
    }

    [Fact]
    public void GemmScalesAndTransposes() => Run(
        Of().Floats("b", [2, 2], 1, 2, 3, 4).Floats("c", [2], 10, 20).Node("Gemm", ["x", "b", "c"], ["y"], Float("alpha", 2), Float("beta", 0.5f)),
        tensor(new float[] { 1, 1 }).reshape(1, 2)).ShouldBe([13, 22]);

    [Fact]
    public void PReluHasASlopeAChannel() => Run(
        Of().Floats("slope", [2, 1, 1], 0.5f, 0.1f).Node("PRelu", ["x", "slope"], ["y"]), tensor(new float[] { -2, 4, -10, 3 }).reshape(1, 2, 1, 2)).ShouldBe([-1, 4, -1, 3]);

    [Fact]
    public void TheSlopeOfHardSigmoidIsOneFifthUnlessSaid() => Run(Of().Node("HardSigmoid", ["x"], ["y"]), Row(-3, 0, 1, 3)).ShouldBe([0, 0.5f, 0.7f, 1]);

    [Fact]
    public void WholeNumbersDivideTowardsZero() => Run(
        Of().Longs("two", 2).Node("Cast", ["x"], ["i"], Int("to", 7)).Node("Div", ["i", "two"], ["y"]), Row(-3, 3)).ShouldBe([-1, 1]);

    [Fact]
    public void SplitsUnevenlyWhereTold() => Run(
        Of().Longs("sizes", 1, 3).Node("Split", ["x", "sizes"], ["a", "y"], Int("axis", 3)), Row(1, 2, 3, 4)).ShouldBe([2, 3, 4]);

    [Theory]
    [InlineData("DCR", new float[] { 1, 3, 2, 4, 5, 7, 6, 8 })]
    [InlineData("CRD", new float[] { 1, 2, 3, 4, 5, 6, 7, 8 })]
    public void DepthBecomesSpace(string mode, float[] wanted)
    {
        // Eight channels of one pixel become two channels of 2 x 2: blocks before channels, or after.
        var channels = mode == "DCR" ? new float[] { 1, 5, 3, 7, 2, 6, 4, 8 } : [1, 2, 3, 4, 5, 6, 7, 8];

        Run(Of().Node("DepthToSpace", ["x"], ["y"], Int("blocksize", 2), String("mode", mode)), tensor(channels).reshape(1, 8, 1, 1), 1, 2, 2, 2).ShouldBe(wanted);
    }

    [Fact]
    public void ADropoutOfNothingMayStayOn() => Run(
        Of().Floats("r", [], 0).Node("Constant", [], ["t"], Int("value_int", 1)).Node("Dropout", ["x", "r", "t"], ["y"]), Row(1, -2)).ShouldBe([1, -2]);

    [Fact]
    public void TrainingModesAreRefused() => Should.Throw<GlassboxException>(() => Run(
        Of().Floats("r", [], 0.5f).Node("Constant", [], ["t"], Int("value_int", 1)).Node("Dropout", ["x", "r", "t"], ["y"]), Row(1))).Message.ShouldContain("training mode");
}
