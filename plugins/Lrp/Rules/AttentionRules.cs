using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>The rules for transformers: products of two activations, softmax and normalisation over features (AttnLRP, Achtibat et al. 2024).</summary>
internal static class AttentionRules
{
    /// <summary>The rule for an operator of a transformer; null where there is none.</summary>
    public static Rule? For(Node node, Graph graph, Ledger ledger, Gates gates) => node.Kind switch
    {
        "softmax" or "_softmax" => RefuseLastSoftmax(node, graph) ?? ((n, outputs) => Taylor(n, outputs, ledger)),
        "layer_norm" or "native_layer_norm" or "group_norm" or "instance_norm" => (n, outputs) => Normalised(n, outputs, ledger),
        "scaled_dot_product_attention" or "_scaled_dot_product_attention" => (n, outputs) => Attended(n, outputs, ledger, gates),
        _ when OperatorRules.IsProduct(node) && node.Inputs.Count(i => i.IsActive) == 2 =>
            gates == Gates.Constant && Gate.Of(node) is { } gate ? (n, outputs) => LetThrough(n, gate, outputs, ledger) : (n, outputs) => Uniform(n, outputs, ledger),
        _ => null,
    };

    /// <summary>Fails where a softmax makes the model's output.</summary>
    public static Rule? RefuseLastSoftmax(Node node, Graph graph) => node.Output != graph.Output ? null : throw new GlassboxException(
        $"{graph.ModelName} ends in a softmax{(node.Path.Length > 0 ? $", \"{node.Path}\"" : "")}: relevance propagation explains the scores before it, so give the network without it.");

    /// <summary><c>R_i = x_i sum_j (ds_j / dx_i) R_j / s_j</c>: the first-order Taylor expansion at x (AttnLRP, proposition 3.1); what its constant term holds is absorbed.</summary>
    private static Tensor?[] Taylor(Node node, Tensor?[] outputs, Ledger ledger)
    {
        var relevance = outputs[0]!;
        var gradient = node.VectorJacobianProduct([relevance / Denominator.Stabilised(node.Output.Tensor, 1e-12)]);
        var passed = gradient.Select((g, i) => g is null ? null : g * node.Inputs[i].Tensor).ToArray();
        ledger.Absorb(node, relevance - passed.OfType<Tensor>().Single());
        return passed;
    }

    /// <summary>Each factor of a product gets half of each product's share (AttnLRP, proposition 3.3).</summary>
    public static Tensor?[] Uniform(Node node, Tensor?[] outputs, Ledger ledger)
    {
        var s = Denominator.Share(outputs[0]!, node.Output.Tensor, Denominator.Small, new Absorption(ledger, node));
        var gradients = node.VectorJacobianProduct([s / 2]);
        return [.. gradients.Select((g, i) => g is null ? null : g * node.Inputs[i].Tensor)];
    }

    /// <summary>With the gate held constant the product is linear in what it lets through (Ali et al. 2022, equation 8), which gets its share of each sum.</summary>
    private static Tensor?[] LetThrough(Node node, Value gate, Tensor?[] outputs, Ledger ledger)
    {
        var s = Denominator.Share(outputs[0]!, node.Output.Tensor, Denominator.Small, new Absorption(ledger, node));
        var gradients = node.VectorJacobianProduct([s]);
        return [.. gradients.Select((g, i) => g is null || node.Inputs[i] == gate ? null : g * node.Inputs[i].Tensor)];
    }

    /// <summary>
    /// Normalisation with its deviation held constant is affine in x: the epsilon rule shares, the shift is absorbed (AttnLRP, proposition 3.4).
    /// </summary>
    private static Tensor?[] Normalised(Node node, Tensor?[] outputs, Ledger ledger)
    {
        var x = node.InputNamed("input")!;
        var (y, relevance) = (node.Output.Tensor, outputs[0]!);
        var scale = node.InputNamed("weight")?.Tensor.detach();
        var shift = node.InputNamed("bias")?.Tensor.detach();
        var (grouped, dimensions) = Groups(node, x.Tensor);
        var deviation = (grouped.var(dimensions, unbiased: false, keepdim: true) + (double)node.Argument("eps")!).sqrt();
        var absorption = new Absorption(ledger, node);
        var s = Denominator.Share(relevance, y, Denominator.Small, absorption);
        if (shift is not null) absorption.Take(s * PerFeature(shift, node, y));
        var weighted = (scale is null ? s : s * PerFeature(scale, node, y)).reshape(grouped.shape) / deviation;
        var passed = (grouped * (weighted - weighted.mean(dimensions, keepdim: true))).reshape(x.Tensor.shape);
        return [.. node.Inputs.Select((v, i) => i == Array.IndexOf(node.Inputs, x) ? passed : null)];
    }

    /// <summary>The input with the elements that are normalised together in dimensions of their own.</summary>
    private static (Tensor Grouped, long[] Dimensions) Groups(Node node, Tensor x)
    {
        switch (node.Kind)
        {
            case "group_norm":
                return (x.reshape(x.shape[0], (long)node.Argument("num_groups")!, -1), [2]);
            case "instance_norm":
                if (node.Argument("use_input_stats") is false)
                    throw new GlassboxException($"There is no rule for an instance norm with running statistics, which ran in \"{node.Path}\".");
                return (x.reshape(x.shape[0], x.shape[1], -1), [2]);
            default:
                var count = ((long[])node.Argument("normalized_shape")!).Length;
                return (x, [.. Enumerable.Range(0, count).Select(i => x.dim() - count + i)]);
        }
    }

    private static Tensor PerFeature(Tensor parameter, Node node, Tensor y) =>
        node.Kind is "group_norm" or "instance_norm" ? parameter.view([-1, .. Enumerable.Repeat(1L, (int)y.dim() - 2)]) : parameter;

    /// <summary>Attention in one operator: the products and the softmax that it is made of, one after the other.</summary>
    private static Tensor?[] Attended(Node node, Tensor?[] outputs, Ledger ledger, Gates gates)
    {
        if (node.InputNamed("attn_mask") is { IsActive: true })
            throw new GlassboxException($"There is no rule for attention whose mask depends on the input, which ran in \"{node.Path}\".");
        var (q, k, v) = (node.InputNamed("query") ?? node.Inputs[0], node.InputNamed("key") ?? node.Inputs[1], node.InputNamed("value") ?? node.Inputs[2]);
        var (Q, K, V) = (q.Tensor.detach(), k.Tensor.detach(), v.Tensor.detach());
        var factor = node.Has("scale") && node.Argument("scale") is double given ? given : 1 / Math.Sqrt(Q.shape[^1]);
        var scores = Q.matmul(K.transpose(-2, -1)) * factor;
        if (node.Argument("is_causal") is true)
            scores = scores.masked_fill(ones(scores.size(-2), scores.size(-1), dtype: ScalarType.Bool, device: scores.device).tril().logical_not(), double.NegativeInfinity);
        if (node.InputNamed("attn_mask")?.Tensor is { } mask) scores = mask.dtype == ScalarType.Bool ? scores.masked_fill(mask.logical_not(), double.NegativeInfinity) : scores + mask;
        var weights = scores.softmax(-1);
        var z = weights.matmul(V);
        var s = outputs[0]! / Denominator.Stabilised(z);
        if (gates == Gates.Constant)
        {
            var all = V * weights.transpose(-2, -1).matmul(s);
            ledger.Absorb(node, outputs[0]! - s * z);
            return [.. node.Inputs.Select((input, i) => input == v && Array.IndexOf(node.Inputs, input) == i ? all : null)];
        }
        var ofWeights = weights * (s / 2).matmul(V.transpose(-2, -1));
        var ofValues = V * weights.transpose(-2, -1).matmul(s / 2);
        // The softmax's Taylor expansion, in closed form; masked scores get nothing.
        var ofScores = where(weights == 0, zeros_like(weights), scores) * (ofWeights - weights * ofWeights.sum(-1, keepdim: true));
        var shared = (ofScores / 2) / Denominator.Stabilised(scores);
        shared = where(weights == 0, zeros_like(weights), shared);
        var ofQueries = Q * shared.matmul(K) * factor;
        var ofKeys = K * shared.transpose(-2, -1).matmul(Q) * factor;
        ledger.Absorb(node, Sums(outputs[0]!) - Sums(ofQueries) - Sums(ofKeys) - Sums(ofValues));
        var passed = new Dictionary<Value, Tensor>();
        foreach (var (value, relevance) in new[] { (q, ofQueries), (k, ofKeys), (v, ofValues) })
            passed[value] = passed.TryGetValue(value, out var before) ? before + relevance : relevance;
        return [.. node.Inputs.Select((input, i) => input.IsActive && Array.IndexOf(node.Inputs, input) == i ? passed.GetValueOrDefault(input) : null)];

        static Tensor Sums(Tensor t) => t.flatten(1).sum(1, type: ScalarType.Float64);
    }
}
