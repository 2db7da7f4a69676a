using TorchSharp;
using TorchSharp.Interop;
using static TorchSharp.torch;

namespace Glassbox.Onnx;

/// <summary>Recurrent networks, with the gates in PyTorch's order: LSTM and GRU as PyTorch has them, and Elman's with tanh or ReLU.</summary>
internal static class RecurrentOperators
{
    public static readonly Dictionary<string, OnnxOperator> All = new()
    {
        // ONNX stacks input, output, forget, cell; PyTorch input, forget, cell, output.
        ["LSTM"] = (node, inputs) => Run(node, inputs, "aten::lstm.input", [0, 2, 3, 1], states: 2),
        // ONNX stacks update, reset, new; PyTorch reset, update, new.
        ["GRU"] = (node, inputs) => node.Flag("linear_before_reset")
            ? Run(node, inputs, "aten::gru.input", [1, 0, 2], states: 1)
            : throw node.Unsupported("resets the state before its weights (linear_before_reset 0), which PyTorch's GRU does not: export it from PyTorch, or with linear_before_reset 1"),
        ["RNN"] = (node, inputs) => Run(node, inputs, node.Texts("activations") is ["Relu", ..] ? "aten::rnn_relu.input" : "aten::rnn_tanh.input", [0], states: 1),
    };

    private static Tensor[] Run(OnnxNode node, OnnxInputs inputs, string op, long[] order, int states)
    {
        if (inputs.Optional(4) is not null) throw node.Unsupported("has the lengths of its sequences: give texts of one length");
        if (states == 2 && inputs.Optional(7) is not null) throw node.Unsupported("has peepholes");
        if (node.Flag("layout") || node.Attributes.ContainsKey("clip") || node.Flag("input_forget")) throw node.Unsupported("has a layout, clip or input_forget that is not supported");
        string[] usual = op switch { "aten::lstm.input" => ["Sigmoid", "Tanh", "Tanh"], "aten::gru.input" => ["Sigmoid", "Tanh"], "aten::rnn_relu.input" => ["Relu"], _ => ["Tanh"] };
        var activations = node.Texts("activations");
        if (activations.Chunk(usual.Length).Any(a => !a.SequenceEqual(usual))) throw node.Unsupported($"has the activations {string.Join(", ", activations)}: only {string.Join(", ", usual)} are supported");

        var (x, weights, recurrent) = (inputs[0], inputs[1], inputs[2]);
        var (directions, hidden) = (weights.size(0), recurrent.size(2));
        var backwards = node.Text("direction", "forward") == "reverse";
        if (backwards) x = x.flip(0);
        var parameters = new List<Tensor>();
        for (var d = 0; d < directions; d++)
        {
            parameters.AddRange([Reordered(weights[d]), Reordered(recurrent[d])]);
            if (inputs.Optional(3) is { } bias) parameters.AddRange(bias[d].chunk(2, 0).Select(Reordered));
        }
        Tensor[] start = [.. Enumerable.Range(5, states).Select(i => inputs.Optional(i) is { } given ? given.expand(directions, x.size(1), hidden) : x.new_zeros(directions, x.size(1), hidden))];
        Argument first = states == 2 ? start : start[0];
        var results = Dispatcher.CallMany(op, x, first, Argument.Tensors(parameters), inputs.Optional(3) is not null, 1L, 0.0, false, directions == 2, false);
        // [L, N, directions * hidden] as [L, directions, N, hidden].
        var y = results[0].unflatten(2, directions, hidden).transpose(1, 2);
        return [backwards ? y.flip(0) : y, .. results.Skip(1)];

        Tensor Reordered(Tensor stacked)
        {
            var gates = stacked.chunk(order.Length, 0);
            return order.Length == 1 ? stacked : cat([.. order.Select(g => gates[g])], 0);
        }
    }
}
