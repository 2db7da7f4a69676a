using TorchSharp;
using TorchSharp.Interop;
using static TorchSharp.torch;

namespace Glassbox.Onnx;

/// <summary>Functions of single elements and of two with broadcasting; comparison and logic.</summary>
internal static class ElementwiseOperators
{
    public static Dictionary<string, OnnxOperator> All
    {
        get
        {
            var all = new Dictionary<string, OnnxOperator>
            {
                ["Div"] = (_, x) => [x[0].is_floating_point() || x[1].is_floating_point() ? x[0].div(x[1]) : Dispatcher.Call("aten::div.Tensor_mode", x[0], x[1], "trunc")],
                ["Pow"] = Pow,
                ["Mod"] = (node, x) => [Dispatcher.Call(node.Flag("fmod") ? "aten::fmod.Tensor" : "aten::remainder.Tensor", x[0], x[1])],
                ["Sum"] = (_, x) => [x.All().Aggregate((a, b) => a.add(b))],
                ["Mean"] = (_, x) => [x.Count == 1 ? x[0] : x.All().Aggregate((a, b) => a.add(b)).div(x.Count)],
                ["Max"] = (_, x) => [x.All().Aggregate((a, b) => a.maximum(b))],
                ["Min"] = (_, x) => [x.All().Aggregate((a, b) => a.minimum(b))],
                ["Where"] = (_, x) => [where(x[0], x[1], x[2])],
                ["IsInf"] = (node, x) => [(node.Flag("detect_positive", true), node.Flag("detect_negative", true)) switch
                {
                    (true, true) => Dispatcher.Call("aten::isinf", x[0]),
                    (true, false) => Dispatcher.Call("aten::isposinf", x[0]),
                    (false, true) => Dispatcher.Call("aten::isneginf", x[0]),
                    _ => zeros_like(x[0], dtype: ScalarType.Bool),
                }],
            };
            foreach (var (onnx, aten) in new[]
            {
                ("Abs", "abs"), ("Neg", "neg"), ("Reciprocal", "reciprocal"), ("Sqrt", "sqrt"), ("Exp", "exp"), ("Log", "log"), ("Erf", "erf"), ("Sign", "sign"),
                ("Floor", "floor"), ("Ceil", "ceil"), ("Round", "round"), ("Sin", "sin"), ("Cos", "cos"), ("Tan", "tan"), ("Asin", "asin"), ("Acos", "acos"), ("Atan", "atan"),
                ("Sinh", "sinh"), ("Cosh", "cosh"), ("Asinh", "asinh"), ("Acosh", "acosh"), ("Atanh", "atanh"), ("Not", "logical_not"), ("IsNaN", "isnan"),
            })
                all.Add(onnx, (_, x) => [Dispatcher.Call($"aten::{aten}", x[0])]);
            foreach (var (onnx, aten) in new[]
            {
                ("Add", "add.Tensor"), ("Sub", "sub.Tensor"), ("Mul", "mul.Tensor"), ("Equal", "eq.Tensor"), ("Greater", "gt.Tensor"), ("GreaterOrEqual", "ge.Tensor"),
                ("Less", "lt.Tensor"), ("LessOrEqual", "le.Tensor"), ("And", "logical_and"), ("Or", "logical_or"), ("Xor", "logical_xor"),
                ("BitwiseAnd", "bitwise_and.Tensor"), ("BitwiseOr", "bitwise_or.Tensor"), ("BitwiseXor", "bitwise_xor.Tensor"),
            })
                all.Add(onnx, (_, x) => [Dispatcher.Call($"aten::{aten}", x[0], x[1])]);
            return all;
        }
    }

    private static Tensor[] Pow(OnnxNode node, OnnxInputs inputs)
    {
        var (x, exponent) = (inputs[0], inputs[1]);
        // A number as exponent has no gradient of its own, which would be NaN for a negative base.
        var power = exponent.numel() == 1 && exponent.dim() <= x.dim()
            ? x.pow(exponent.is_floating_point() ? (Scalar)inputs.Doubles(1)![0] : inputs.Longs(1)![0])
            : x.pow(exponent);
        return [power.dtype == x.dtype ? power : power.to(x.dtype)];
    }
}
