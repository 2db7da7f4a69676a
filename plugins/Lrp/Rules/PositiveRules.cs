using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Rules for operators without weights under which relevance that is not negative stays so: contributions above zero alone take part, gates and deviations are constants. They
/// serve decompositions whose values are evidence or probabilities.
/// </summary>
internal static class PositiveRules
{
    /// <summary>The rule for an operator without weights; null where there is none.</summary>
    public static Rule? For(Node node, Graph graph, Account account)
    {
        if (OperatorRules.Keeps(node)) return OperatorRules.For(node, account);
        if (OperatorRules.IsAffine(node)) return (n, outputs) => Sum(n, outputs, account);
        if (OperatorRules.IsProduct(node)) return (n, outputs) => Product(n, outputs, account);
        return node.Kind switch
        {
            "softmax" or "_softmax" => AttentionRules.RefuseLastSoftmax(node, graph) ?? OperatorRules.Pass,
            // Scaled, each output comes from one input before all others.
            "batch_norm" or "layer_norm" or "native_layer_norm" or "group_norm" or "instance_norm" or "div" or "divide" or "true_divide" => OperatorRules.Pass,
            "scaled_dot_product_attention" or "_scaled_dot_product_attention" => (n, outputs) => Attention(n, outputs, account),
            _ => null,
        };
    }

    /// <summary>Inputs above zero share; those that are subtracted share where they are below.</summary>
    private static Tensor?[] Sum(Node node, Tensor?[] outputs, Account account)
    {
        var parts = node.Inputs.Where(i => i.IsActive).Distinct().ToDictionary(i => i, i => IsSubtracted(node, i) ? i.Tensor.clamp(max: 0) : i.Tensor.clamp(min: 0));
        var z = node.Run(v => parts.TryGetValue(v, out var part) ? part : zeros_like(v.Tensor))[0]!;
        var s = Denominator.Share(outputs[0]!, z, account.Stabiliser, new Absorption(account, node));
        var gradients = node.VectorJacobianProduct([s], v => parts.GetValueOrDefault(v) ?? v.Tensor);
        return [.. gradients.Select((g, i) => g is null ? null : g * parts[node.Inputs[i]])];
    }

    /// <summary>Factors of one sign share; of two activations each gets half, or all of it where the other is a gate.</summary>
    private static Tensor?[] Product(Node node, Tensor?[] outputs, Account account)
    {
        var gate = Gate.Of(node);
        var sharing = node.Inputs.Count(i => i.IsActive && i != gate);
        Tensor Part(Value v, bool positive) => !v.Tensor.is_floating_point() ? v.Tensor : positive ? v.Tensor.clamp(min: 0) : v.Tensor.clamp(max: 0);
        var z = node.Run(v => Part(v, true))[0]! + node.Run(v => Part(v, false))[0]!;
        var s = Denominator.Share(outputs[0]!, z, account.Stabiliser, new Absorption(account, node));
        var shares = new Tensor?[node.Inputs.Length];
        foreach (var positive in new[] { true, false })
        {
            var gradients = node.VectorJacobianProduct([s / sharing], v => Part(v, positive));
            for (var i = 0; i < shares.Length; i++)
            {
                if (gradients[i] is not { } g || node.Inputs[i] == gate) continue;
                var share = g * Part(node.Inputs[i], positive);
                shares[i] = shares[i] is { } before ? before + share : share;
            }
        }
        return shares;
    }

    /// <summary>Attention in one operator lets its values through, weighted.</summary>
    private static Tensor?[] Attention(Node node, Tensor?[] outputs, Account account)
    {
        var value = node.InputNamed("value")!;
        var positive = value.Tensor.clamp(min: 0);
        Tensor? At(Value v) => v == value ? positive : null;
        var z = node.Run(At)[0]!;
        var s = Denominator.Share(outputs[0]!, z, account.Stabiliser, new Absorption(account, node));
        var gradients = node.VectorJacobianProduct([s], v => At(v) ?? v.Tensor);
        return [.. gradients.Select((g, i) => g is null || node.Inputs[i] != value ? null : g * positive)];
    }

    private static bool IsSubtracted(Node node, Value input) => node.Kind switch
    {
        "neg" => true,
        "sub" or "subtract" => node.InputNamed("other") == input,
        "rsub" => node.InputNamed("self") == input,
        _ => false,
    };
}
