using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>The rules for transformers: products of two activations, softmax and normalisation over features (AttnLRP, Achtibat et al. 2024).</summary>
internal static class AttentionRules
{
    /// <summary>The rule for an operator of a transformer; null where there is none.</summary>
    public static Rule? For(Node node, Graph graph, Account account, Gates gates) => node.Kind switch
    {
        "softmax" or "_softmax" => RefuseLastSoftmax(node, graph) ?? ((n, outputs) => Taylor(n, outputs, account)),
        _ when NormOperator.Of(node) is { } norm => (n, outputs) => Normalised(n, norm, outputs[0]!, account),
        _ when AttentionOperator.Of(node) is { } attention => (n, outputs) => Attended(n, attention, outputs[0]!, account, gates),
        _ when OperatorRules.IsProduct(node) && node.Inputs.Count(i => i.IsActive) == 2 =>
            gates == Gates.Constant && Gate.Of(node) is { } gate ? (n, outputs) => LetThrough(n, gate, outputs, account) : (n, outputs) => Uniform(n, outputs, account),
        _ => null,
    };

    /// <summary>Fails where a softmax makes the model's output.</summary>
    public static Rule? RefuseLastSoftmax(Node node, Graph graph) => node.Output != graph.Output ? null : throw new GlassboxException(
        $"{graph.ModelName} ends in a softmax{(node.Path.Length > 0 ? $", \"{node.Path}\"" : "")}: relevance propagation explains the scores before it, so give the network without it.");

    /// <summary><c>R_i = x_i sum_j (ds_j / dx_i) R_j / s_j</c>: the first-order Taylor expansion at x (AttnLRP, proposition 3.1); what its constant term holds is absorbed.</summary>
    private static Tensor?[] Taylor(Node node, Tensor?[] outputs, Account account)
    {
        var relevance = outputs[0]!;
        var gradient = node.VectorJacobianProduct([relevance / Denominator.Stabilised(node.Output.Tensor, 1e-12)]);
        var passed = gradient.Select((g, i) => g is null ? null : g * node.Inputs[i].Tensor).ToArray();
        account.Ledger.Absorb(node, relevance - passed.OfType<Tensor>().Single());
        return passed;
    }

    /// <summary>Each factor of a product gets half of each product's share (AttnLRP, proposition 3.3).</summary>
    public static Tensor?[] Uniform(Node node, Tensor?[] outputs, Account account)
    {
        var s = Denominator.Share(outputs[0]!, node.Output.Tensor, account.Stabiliser, new Absorption(account, node));
        var gradients = node.VectorJacobianProduct([s / 2]);
        return [.. gradients.Select((g, i) => g is null ? null : g * node.Inputs[i].Tensor)];
    }

    /// <summary>With the gate held constant the product is linear in what it lets through (Ali et al. 2022, equation 8), which gets its share of each sum.</summary>
    private static Tensor?[] LetThrough(Node node, Value gate, Tensor?[] outputs, Account account)
    {
        var s = Denominator.Share(outputs[0]!, node.Output.Tensor, account.Stabiliser, new Absorption(account, node));
        var gradients = node.VectorJacobianProduct([s]);
        return [.. gradients.Select((g, i) => g is null || node.Inputs[i] == gate ? null : g * node.Inputs[i].Tensor)];
    }

    /// <summary>
    /// Normalisation with its deviation held constant is affine in x: the epsilon rule shares, the shift is absorbed (AttnLRP, proposition 3.4).
    /// </summary>
    private static Tensor?[] Normalised(Node node, NormOperator norm, Tensor relevance, Account account)
    {
        var groups = norm.Groups();
        var deviation = (groups.var(norm.Axes, unbiased: false, keepdim: true) + norm.Epsilon).sqrt();
        var absorption = new Absorption(account, node);
        var s = Denominator.Share(relevance, node.Output.Tensor, account.Stabiliser, absorption);
        if (norm.Shift is { } shift) absorption.Take(s * shift);
        var weighted = (norm.Scale is { } scale ? s * scale : s).reshape(groups.shape) / deviation;
        return norm.ToInputs(groups * (weighted - weighted.mean(norm.Axes, keepdim: true)));
    }

    /// <summary>Attention in one operator: the products and the softmax that it is made of, one after the other.</summary>
    private static Tensor?[] Attended(Node node, AttentionOperator attention, Tensor relevance, Account account, Gates gates)
    {
        var (Q, K, V) = (attention.Query.Tensor.detach(), attention.Key.Tensor.detach(), attention.Value.Tensor.detach());
        var scores = attention.Scores();
        var weights = scores.softmax(-1);
        var z = weights.matmul(V);
        var s = relevance / Denominator.Stabilised(z, account.Stabiliser);
        if (gates == Gates.Constant)
        {
            var all = V * weights.transpose(-2, -1).matmul(s);
            account.Ledger.Absorb(node, relevance - s * z);
            return [.. node.Inputs.Select((input, i) => input == attention.Value && Array.IndexOf(node.Inputs, input) == i ? all : null)];
        }
        var ofWeights = weights * (s / 2).matmul(V.transpose(-2, -1));
        var ofValues = V * weights.transpose(-2, -1).matmul(s / 2);
        // The softmax's Taylor expansion, in closed form; masked scores get nothing.
        var ofScores = where(weights == 0, zeros_like(weights), scores) * (ofWeights - weights * ofWeights.sum(-1, keepdim: true));
        var shared = (ofScores / 2) / Denominator.Stabilised(scores, account.Stabiliser);
        shared = where(weights == 0, zeros_like(weights), shared);
        var ofQueries = Q * shared.matmul(K) * attention.Factor;
        var ofKeys = K * shared.transpose(-2, -1).matmul(Q) * attention.Factor;
        account.Ledger.Absorb(node, Sums(relevance) - Sums(ofQueries) - Sums(ofKeys) - Sums(ofValues));
        return attention.ToInputs(ofQueries, ofKeys, ofValues);

        static Tensor Sums(Tensor t) => t.flatten(1).sum(1, type: ScalarType.Float64);
    }
}
