using TorchSharp;
using TorchSharp.Interop;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Glassbox.Onnx;

internal static class ActivationOperators
{
    public static Dictionary<string, OnnxOperator> All => new()
    {
        ["Relu"] = (_, x) => [F.relu(x[0])],
        ["LeakyRelu"] = (node, x) => [Dispatcher.Call("aten::leaky_relu", x[0], node.Float("alpha", 0.01))],
        ["PRelu"] = PRelu,
        ["Clip"] = Clip,
        ["Sigmoid"] = (_, x) => [x[0].sigmoid()],
        ["Tanh"] = (_, x) => [x[0].tanh()],
        ["Elu"] = (node, x) => [Dispatcher.Call("aten::elu", x[0], node.Float("alpha", 1))],
        ["Selu"] = (node, x) => [Dispatcher.Call("aten::elu", x[0], node.Float("alpha", 1.67326319217681884765625), node.Float("gamma", 1.05070102214813232421875))],
        ["Celu"] = (node, x) => [Dispatcher.Call("aten::celu", x[0], node.Float("alpha", 1))],
        ["Gelu"] = (node, x) => [Dispatcher.Call("aten::gelu", x[0], node.Text("approximate", "none"))],
        ["HardSigmoid"] = HardSigmoid,
        ["HardSwish"] = (_, x) => [Dispatcher.Call("aten::hardswish", x[0])],
        ["Mish"] = (_, x) => [Dispatcher.Call("aten::mish", x[0])],
        ["Softplus"] = (_, x) => [Dispatcher.Call("aten::softplus", x[0])],
        ["Softsign"] = (_, x) => [x[0].div(x[0].abs().add(1))],
        ["ThresholdedRelu"] = (node, x) => [Dispatcher.Call("aten::threshold", x[0], node.Float("alpha", 1), 0.0)],
        ["Softmax"] = (node, x) => [Softmax(node, x[0], "aten::softmax.int")],
        ["LogSoftmax"] = (node, x) => [Softmax(node, x[0], "aten::log_softmax.int")],
    };

    private static Tensor[] PRelu(OnnxNode node, OnnxInputs inputs)
    {
        var (x, slope) = (inputs[0], inputs[1]);
        // ONNX lines the slope's dimensions up from the right, torch's operator has one slope a channel.
        var channel = slope.dim() - x.dim() + 1;
        var byChannel = slope.numel() == 1 || channel >= 0 && slope.numel() == slope.shape[channel] && slope.numel() == x.shape[1];
        return [byChannel ? Dispatcher.Call("aten::prelu", x, slope.flatten()) : where(x > 0, x, x.mul(slope))];
    }

    private static Tensor[] Clip(OnnxNode node, OnnxInputs inputs)
    {
        var x = inputs[0];
        double? Bound(string attribute, int index) => node.Opset < 11
            ? node.Attributes.ContainsKey(attribute) ? node.Float(attribute, 0) : null
            : inputs.Doubles(index) is [var bound] ? bound : null;
        var (min, max) = (Bound("min", 1), Bound("max", 2));
        if (min is null && max is null) return [x];
        var whole = !x.is_floating_point();
        Scalar? Of(double? bound) => bound is not { } b ? null : whole ? (Scalar)(long)b : b;
        return [x.clamp(Of(min), Of(max))];
    }

    private static Tensor[] HardSigmoid(OnnxNode node, OnnxInputs inputs)
    {
        var (alpha, beta) = (node.Float("alpha", 0.2f), node.Float("beta", 0.5));
        // torch's own has the slope 1/6, which is what it exports.
        return [(float)alpha == 1f / 6 && beta == 0.5 ? Dispatcher.Call("aten::hardsigmoid", inputs[0]) : inputs[0].mul(alpha).add(beta).clamp(0, 1)];
    }

    private static Tensor Softmax(OnnxNode node, Tensor x, string op)
    {
        var axis = node.Axis(node.Int("axis", node.Opset < 13 ? 1 : -1), x.dim());
        if (node.Opset >= 13 || axis == x.dim() - 1) return Dispatcher.Call(op, x, axis);
        // Before opset 13 it ran over all dimensions from the axis on.
        return Dispatcher.Call(op, x.flatten(axis), axis).reshape(x.shape);
    }
}
