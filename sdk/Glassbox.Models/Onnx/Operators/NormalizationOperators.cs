using TorchSharp;
using TorchSharp.Interop;
using static TorchSharp.torch;

namespace Glassbox.Onnx;

internal static class NormalizationOperators
{
    public static Dictionary<string, OnnxOperator> All => new()
    {
        ["BatchNormalization"] = BatchNormalization,
        ["InstanceNormalization"] = (node, inputs) =>
            [Dispatcher.Call("aten::instance_norm", inputs[0], inputs[1], inputs[2], Argument.None, Argument.None, true, 0.1, node.Float("epsilon", 1e-5), false)],
        ["LayerNormalization"] = LayerNormalization,
        ["GroupNormalization"] = GroupNormalization,
        ["LRN"] = LocalResponseNormalization,
        ["LpNormalization"] = LpNormalization,
        ["MeanVarianceNormalization"] = MeanVarianceNormalization,
    };

    private static Tensor[] BatchNormalization(OnnxNode node, OnnxInputs inputs)
    {
        if (node.Flag("training_mode")) throw node.Unsupported("is in training mode: export the network in evaluation mode");
        if (node.Opset < 9 && !node.Flag("spatial", true)) throw node.Unsupported("normalises each pixel by itself (spatial=0)");
        return [nn.functional.batch_norm(inputs[0], inputs[3], inputs[4], inputs[1], inputs[2], false, 0.1, node.Float("epsilon", 1e-5))];
    }

    private static Tensor[] LayerNormalization(OnnxNode node, OnnxInputs inputs)
    {
        var x = inputs[0];
        var first = (int)node.Axis(node.Int("axis", -1), x.dim());
        var shape = x.shape[first..];
        var epsilon = node.Float("epsilon", 1e-5);
        var (scale, bias) = (inputs[1], inputs.Optional(2));
        if (node.Outputs.Length == 1 && scale.shape.AsSpan().SequenceEqual(shape) && (bias is null || bias.shape.AsSpan().SequenceEqual(shape)))
            return [Dispatcher.Call("aten::layer_norm", x, shape, scale, bias, epsilon, false)];
        // Also the mean, and one over the deviation.
        var parts = Dispatcher.CallMany("aten::native_layer_norm", x, shape, Argument.None, Argument.None, epsilon);
        var scaled = parts[0].mul(scale);
        return [bias is null ? scaled : scaled.add(bias), parts[1], parts[2]];
    }

    private static Tensor[] GroupNormalization(OnnxNode node, OnnxInputs inputs)
    {
        var x = inputs[0];
        var groups = node.Int("num_groups", 1);
        var (scale, bias) = (inputs[1], inputs[2]);
        // Up to opset 20 there is one scale a group.
        if (scale.numel() == groups && groups != x.shape[1])
            (scale, bias) = (scale.repeat_interleave(x.shape[1] / groups), bias.repeat_interleave(x.shape[1] / groups));
        return [Dispatcher.Call("aten::group_norm", x, groups, scale, bias, node.Float("epsilon", 1e-5), false)];
    }

    private static Tensor[] LocalResponseNormalization(OnnxNode node, OnnxInputs inputs)
    {
        var x = inputs[0];
        var size = node.Int("size", 1);
        // The window over channels, as an average pool over an inserted dimension.
        var squares = x.square().flatten(2).unsqueeze(1);
        var padded = Dispatcher.Call("aten::constant_pad_nd", squares, new long[] { 0, 0, (size - 1) / 2, size / 2 }, 0L);
        var mean = Dispatcher.Call("aten::avg_pool2d", padded, new long[] { size, 1 }, new long[] { 1, 1 }).squeeze(1).reshape(x.shape);
        return [x.div(mean.mul(node.Float("alpha", 1e-4)).add(node.Float("bias", 1)).pow(node.Float("beta", 0.75)))];
    }

    private static Tensor[] LpNormalization(OnnxNode node, OnnxInputs inputs)
    {
        var x = inputs[0];
        long[] axis = [node.Axis(node.Int("axis", -1), x.dim())];
        var norm = node.Int("p", 2) switch
        {
            1 => x.abs().sum(axis, true),
            2 => x.square().sum(axis, true).sqrt(),
            var p => throw node.Unsupported($"has p={p}"),
        };
        return [x.div(norm)];
    }

    private static Tensor[] MeanVarianceNormalization(OnnxNode node, OnnxInputs inputs)
    {
        var x = inputs[0];
        var axes = node.Axes(node.Ints("axes") ?? [0, 2, 3], x.dim());
        var centred = x.sub(x.mean(axes, true));
        return [centred.div(centred.square().mean(axes, true).sqrt().add(1e-9))];
    }
}
