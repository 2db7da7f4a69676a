using TorchSharp.Interop;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Glassbox.Onnx;

internal static class LinearOperators
{
    /// <summary>What <see cref="OnnxNetwork"/> makes of a Gemm or MatMul whose right operand is a constant: weight <c>[out, in]</c>, the layer everybody knows.</summary>
    public const string Linear = "glassbox.Linear";

    public static Dictionary<string, OnnxOperator> All => new()
    {
        ["Gemm"] = Gemm,
        ["MatMul"] = (_, inputs) => [inputs[0].matmul(inputs[1])],
        ["Einsum"] = (node, inputs) => [Dispatcher.Call("aten::einsum", node.Text("equation", ""), inputs.All())],
        [Linear] = (_, inputs) => [F.linear(inputs[0], inputs[1], inputs.Optional(2))],
    };

    private static Tensor[] Gemm(OnnxNode node, OnnxInputs inputs)
    {
        var a = node.Flag("transA") ? inputs[0].t() : inputs[0];
        var b = node.Flag("transB") ? inputs[1].t() : inputs[1];
        var product = a.matmul(b);
        if (node.Float("alpha", 1) is var alpha && alpha != 1) product = product.mul(alpha);
        if (inputs.Optional(2) is not { } c) return [product];
        return [product.add(node.Float("beta", 1) is var beta && beta != 1 ? c.mul(beta) : c)];
    }
}
