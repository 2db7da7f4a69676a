using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>The gradient with another backward pass through ReLU: one walk over what ran, exact everywhere else.</summary>
internal static class ReluBackward
{
    /// <summary>Walks back from the target's score.</summary>
    /// <param name="model">The model.</param>
    /// <param name="inputs">Its inputs: <c>[N, ...]</c>.</param>
    /// <param name="target">The score.</param>
    /// <param name="layer">The layer to stop at; the input where null.</param>
    /// <param name="throughRelu">From a ReLU and the signal at its output to the signal at its input.</param>
    /// <param name="run">The run.</param>
    public static Attribution Explain(Model model, Tensor inputs, Target target, string? layer, Func<Node, Tensor, Tensor?> throughRelu, Run run)
    {
        if (layer is null) Tokens.Refuse(model, inputs, "A signal runs back to inputs of floating point");
        using var off = no_grad();
        var score = target.For(model, inputs);
        using var scope = NewDisposeScope();
        // Batch norms folded are the same function, and one operator less each.
        var graph = model.Prepare().Capture(inputs, layers: [layer, score.Layer]);
        var from = score.Layer is { } scored ? graph.Layer(scored) : graph.Output;
        var wanted = layer is null ? graph.Input : graph.Layer(layer);
        var relus = 0;
        var signal = Walk.Back(graph, new Dictionary<Value, Tensor> { [from] = score.Start(from.Tensor).Gradient }, RuleOf, run, [wanted])[wanted];
        return new Attribution(model, inputs, score, signal.MoveToOuterDisposeScope())
        {
            Slopes = true,
            Notes = relus == 0 ? ["No ReLU lies between the score and the input: this is the plain gradient."] : [],
        };

        Rule RuleOf(Node node)
        {
            if (!IsRelu(node)) return (n, outputs) => n.VectorJacobianProduct(outputs);
            relus++;
            return (n, outputs) => [.. n.Inputs.Select(i => i.IsActive ? throughRelu(n, outputs[0]!) : null)];
        }
    }

    /// <summary>ReLU, and what cuts off at zero and somewhere above.</summary>
    private static bool IsRelu(Node node) => node.Kind switch
    {
        "relu" or "relu6" => true,
        "hardtanh" => node.Argument("min_val") is 0L or 0.0,
        "clamp" or "clamp_min" or "clip" => node.Argument("min") is 0L or 0.0,
        _ => false,
    };
}
