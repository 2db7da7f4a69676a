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
        var y = new OnnxNetwork(builder.Output("y").Bytes(), "net.onnx", null, CPU).Forward(x)[0];
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
    public void SplitsChangedTwice()
    {
        var x = Row(1, 2, 3, 4, 5);

        Run(Of(11).Node("Split", ["x"], ["a", "y"], Int("axis", 3), Ints("split", 2, 3)), x).ShouldBe([3, 4, 5]);
        Run(Of(13).Longs("sizes", 4, 1).Node("Split", ["x", "sizes"], ["a", "y"], Int("axis", 3)), x).ShouldBe([5]);
        // Into three from opset 18 on: 2, 2 and what is left.
        Run(Of(18).Node("Split", ["x"], ["a", "b", "y"], Int("axis", 3), Int("num_outputs", 3)), x).ShouldBe([5]);
        Run(Of(18).Node("Split", ["x"], ["y", "b", "c"], Int("axis", 3), Int("num_outputs", 3)), x).ShouldBe([1, 2]);
    }

    [Fact]
    public void UnsqueezePadClipAndTopKTakeInputsInLaterVersions()
    {
        var x = tensor(new float[] { 1, 3, 2 }).reshape(1, 3);

        Run(Of(11).Node("Unsqueeze", ["x"], ["y"], Ints("axes", 0, 3)), x, 1, 1, 3, 1);
        Run(Of(13).Longs("axes", -1, 0).Node("Unsqueeze", ["x", "axes"], ["y"]), x, 1, 1, 3, 1);
        Run(Of(10).Node("Pad", ["x"], ["y"], Ints("pads", 0, 1, 0, 0), Float("value", 9)), x).ShouldBe([9, 1, 3, 2]);
        Run(Of(11).Longs("pads", 0, 1, 0, 0).Floats("v", [], 9).Node("Pad", ["x", "pads", "v"], ["y"]), x).ShouldBe([9, 1, 3, 2]);
        Run(Of(18).Longs("pads", 1, 0).Longs("axes", -1).Node("Pad", ["x", "pads", "", "axes"], ["y"]), x).ShouldBe([0, 1, 3, 2]);
        Run(Of(10).Longs("pads", 0, 0).Node("Pad", ["x"], ["y"], Ints("pads", 0, -1, 0, 0)), x).ShouldBe([3, 2], "a negative pad cuts");
        Run(Of(11).Floats("max", [], 2.5f).Node("Clip", ["x", "", "max"], ["y"]), x).ShouldBe([1, 2.5f, 2]);
        Run(Of(9).Node("TopK", ["x"], ["y", "i"], Int("k", 2)), x).ShouldBe([3, 2]);
        Run(Of(11).Longs("k", 1).Node("TopK", ["x", "k"], ["v", "y"], Int("largest", 0)), x).ShouldBe([0]);
    }

    [Fact]
    public void DropoutDoesNothingInAnyVersion()
    {
        Run(Of(7).Node("Dropout", ["x"], ["y"], Float("ratio", 0.9f)), Row(1, 2)).ShouldBe([1, 2]);
        Run(Of(13).Floats("r", [], 0.9f).Node("Dropout", ["x", "r"], ["y"]), Row(1, 2)).ShouldBe([1, 2]);
        Run(Of(13).Node("Dropout", ["x"], ["other", "y"]), Row(1, 2)).ShouldBe([1, 1], "the mask keeps all");
    }

    [Fact]
    public void OldNamesAndFormsAreKnown()
    {
        Run(Of(7).Node("Upsample", ["x"], ["y"], Floats("scales", 1, 1, 1, 2)), Row(1, 2)).ShouldBe([1, 1, 2, 2]);
        Run(Of(10).Floats("s", [4], 1, 1, 1, 2).Node("Resize", ["x", "s"], ["y"]), Row(1, 2)).ShouldBe([1, 1, 2, 2]);
        Run(Of(9).Longs("i", 1).Floats("u", [1], 7).Node("Scatter", ["x", "i", "u"], ["y"]), tensor(new float[] { 1, 2 })).ShouldBe([1, 7]);
        Run(Of(11).Node("LogSoftmax", ["x"], ["y"], Int("axis", 1)), zeros(1, 2, 2)).ShouldAllBe(v => Math.Abs(v + Math.Log(4)) < 1e-6);
        Run(Of(9).Node("Slice", ["x"], ["y"], Ints("starts", 0, 1), Ints("ends", 1, -1)), tensor(new float[] { 1, 2, 3 }).reshape(1, 3)).ShouldBe([2]);
        Should.Throw<GlassboxException>(() => Run(Of(8).Floats("s", [2], 1, 1).Node("BatchNormalization", ["x", "s", "s", "s", "s"], ["y"], Int("spatial", 0)), zeros(1, 2, 1, 1))).Message.ShouldContain("node0");
    }

    [Fact]
    public void NormsWorkedByHand()
    {
        // Mean 3, variance 1.
        Run(Of(17).Floats("s", [2], 1, 2).Floats("b", [2], 10, 20).Node("LayerNormalization", ["x", "s", "b"], ["y"], Float("epsilon", 0)), tensor(new float[] { 2, 4 }).reshape(1, 2)).ShouldBe([9, 22]);
        Run(Of(17).Floats("s", [2], 1, 2).Node("LayerNormalization", ["x", "s"], ["a", "y"], Float("epsilon", 0)), tensor(new float[] { 2, 4 }).reshape(1, 2), 1, 1).ShouldBe([3]);
        Run(Of().Floats("s", [1], 2).Floats("b", [1], 10).Node("InstanceNormalization", ["x", "s", "b"], ["y"], Float("epsilon", 0)), Row(2, 4)).ShouldBe([8, 12]);
        Run(Of().Floats("s", [1], 3).Floats("b", [1], 1).Floats("m", [1], 2).Floats("v", [1], 4).Node("BatchNormalization", ["x", "s", "b", "m", "v"], ["y"], Float("epsilon", 0)), Row(2, 4)).ShouldBe([1, 4]);
        // One scale a group of two channels.
        Run(Of(18).Floats("s", [2], 1, 2).Floats("b", [2], 0, 10).Node("GroupNormalization", ["x", "s", "b"], ["y"], Int("num_groups", 2), Float("epsilon", 0)), tensor(new float[] { 2, 4, 6, 8 }).reshape(1, 4, 1, 1)).ShouldBe([-1, 1, 8, 12]);
    }

    [Fact]
    public void ActivationsWorkedByHand()
    {
        float[] Of1(string op, float x, long opset = 13, params byte[][] attributes) => Run(Of(opset).Node(op, ["x"], ["y"], attributes), tensor(new[] { x }));

        Of1("LeakyRelu", -2).ShouldBe([-0.02f]);
        Of1("LeakyRelu", -2, 13, Float("alpha", 0.5f)).ShouldBe([-1]);
        Of1("Elu", -1, 13, Float("alpha", 2))[0].ShouldBe((float)(2 * (Math.Exp(-1) - 1)), 1e-6f);
        Of1("Selu", -1)[0].ShouldBe((float)(1.0507009873554805 * 1.6732632423543772 * (Math.Exp(-1) - 1)), 1e-6f);
        Of1("Celu", -1, 13, Float("alpha", 2))[0].ShouldBe((float)(2 * (Math.Exp(-0.5) - 1)), 1e-6f);
        Of1("HardSwish", 1, 14)[0].ShouldBe(4 / 6f, 1e-6f);
        Of1("HardSigmoid", 1, 13, Float("alpha", 1 / 6f))[0].ShouldBe(4 / 6f, 1e-6f);
        // 1 x the normal distribution up to 1, and its approximation by tanh.
        Of1("Gelu", 1, 20)[0].ShouldBe(0.8413447f, 1e-6f);
        Of1("Gelu", 1, 20, String("approximate", "tanh"))[0].ShouldBe((float)(0.5 * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * 1.044715))), 1e-6f);
        Of1("Erf", 1)[0].ShouldBe(0.8427008f, 1e-6f);
        Of1("ThresholdedRelu", 1).ShouldBe([0], "the threshold itself is below it");
    }

    [Fact]
    public void ShapesAreNumbersToReckonWith()
    {
        var x = zeros(2, 3, 5);

        Run(Of(15).Node("Shape", ["x"], ["y"], Int("start", -2)), x).ShouldBe([3, 5]);
        Run(Of(15).Node("Shape", ["x"], ["y"], Int("start", 1), Int("end", -1)), x).ShouldBe([3]);
        Run(Of().Node("Size", ["x"], ["y"]), x).ShouldBe([30]);
        Run(Of().Longs("s", 0, -1).Node("Reshape", ["x", "s"], ["y"]), x, 2, 15);
        Run(Of(14).Longs("s", 0, 30).Node("Reshape", ["x", "s"], ["y"], Int("allowzero", 1)), zeros(0, 30), 0, 30);
        Run(Of().Node("Flatten", ["x"], ["y"], Int("axis", -1)), x, 6, 5);
        Run(Of().Node("Flatten", ["x"], ["y"], Int("axis", 0)), x, 1, 30);
        Run(Of().Node("Transpose", ["x"], ["y"]), x, 5, 3, 2);
        Run(Of().Longs("s", 4, 1, 1, 5).Node("Expand", ["x", "s"], ["y"]), x, 4, 2, 3, 5);
    }

    [Fact]
    public void WhereEinsumAndPowersMeanWhatTheyMeanInNumPy()
    {
        var x = tensor(new float[] { 1, -2, 3, -4 }).reshape(2, 2);

        Run(Of().Floats("zero", [], 0).Node("Greater", ["x", "zero"], ["c"]).Node("Where", ["c", "x", "zero"], ["y"]), x).ShouldBe([1, 0, 3, 0]);
        Run(Of().Floats("m", [2, 2], 1, 2, 3, 4).Node("Einsum", ["x", "m"], ["y"], String("equation", "ij,kj->ik")), x).ShouldBe([-3, -5, -5, -7]);
        Run(Of().Longs("two", 2).Node("Pow", ["x", "two"], ["y"]), x).ShouldBe([1, 4, 9, 16]);
        Run(Of().Floats("e", [2], 1, 3).Node("Pow", ["x", "e"], ["y"]), x).ShouldBe([1, -8, 3, -64]);
        Run(Of().Floats("m", [2], 3, 3).Node("Mod", ["x", "m"], ["y"], Int("fmod", 1)), x).ShouldBe([1, -2, 0, -1], "the sign of what is divided");
        Run(Of().Floats("m", [2], 3, 3).Node("Mod", ["x", "m"], ["y"]), x).ShouldBe([1, 1, 0, 2], "the sign of the divisor");
        Run(Of().Longs("axis", 1).Node("CumSum", ["x", "axis"], ["y"], Int("exclusive", 1), Int("reverse", 1)), x).ShouldBe([-2, 0, -4, 0]);
        Run(Of().Node("ReduceL2", ["x"], ["y"], Ints("axes", 1), Int("keepdims", 0)), tensor(new float[] { 3, 4 }).reshape(1, 2)).ShouldBe([5]);
        Run(Of().Node("ArgMax", ["x"], ["y"], Int("axis", 1), Int("select_last_index", 1)), tensor(new float[] { 7, 7, 1 }).reshape(1, 3)).ShouldBe([1]);
    }

    /// <summary>Halved with the triangle twice as wide: (3a + 3b + c) / 7, as PIL does and the pictures' tests work out by hand.</summary>
    [Fact]
    public void ResizeIsAntialiasedFromOpset18() => Run(
        Of(18).Floats("s", [1], 0.5f).Node("Resize", ["x", "", "s"], ["y"], String("mode", "linear"), Int("antialias", 1), Ints("axes", -1), Int("exclude_outside", 1)),
        Row(7, 14, 21, 28)).ShouldBe([(21 + 42 + 21) / 7f, (14 + 63 + 84) / 7f]);

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
