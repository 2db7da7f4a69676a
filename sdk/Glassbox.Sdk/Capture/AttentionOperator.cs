using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>Attention in one operator, <c>softmax(Q K^T factor + mask) V</c>, read into the steps that it is made of.</summary>
public sealed class AttentionOperator
{
    private readonly Node node;

    private AttentionOperator(Node node)
    {
        this.node = node;
        (Query, Key, Value) = (node.InputNamed("query")!, node.InputNamed("key")!, node.InputNamed("value")!);
        Factor = node.Has("scale") && node.Argument("scale") is double given ? given : 1 / Math.Sqrt(Query.Tensor.shape[^1]);
    }

    /// <summary>Q: <c>[..., queries, width]</c>.</summary>
    public Value Query { get; }

    /// <summary>K: <c>[..., keys, width]</c>.</summary>
    public Value Key { get; }

    /// <summary>V: <c>[..., keys, out]</c>.</summary>
    public Value Value { get; }

    /// <summary>What products of queries and keys are multiplied by; unless given, one over the root of the width.</summary>
    public double Factor { get; }

    /// <summary>Reads a node as attention; null where it is none.</summary>
    /// <exception cref="GlassboxException">Its mask depends on the model's input.</exception>
    public static AttentionOperator? Of(Node node)
    {
        if (node.Kind is not ("scaled_dot_product_attention" or "_scaled_dot_product_attention")) return null;
        if (node.InputNamed("attn_mask") is { IsActive: true })
            throw new GlassboxException($"There is no rule for attention whose mask depends on the input, which ran in \"{node.Path}\".");
        return new AttentionOperator(node);
    }

    /// <summary>What the softmax is given, <c>[..., queries, keys]</c>: minus infinity where a mask hides a key.</summary>
    public Tensor Scores()
    {
        var scores = Query.Tensor.detach().matmul(Key.Tensor.detach().transpose(-2, -1)) * Factor;
        if (node.Argument("is_causal") is true)
            scores = scores.masked_fill(ones(scores.size(-2), scores.size(-1), dtype: ScalarType.Bool, device: scores.device).tril().logical_not(), double.NegativeInfinity);
        if (node.InputNamed("attn_mask")?.Tensor is not { } mask) return scores;
        return mask.dtype == ScalarType.Bool ? scores.masked_fill(mask.logical_not(), double.NegativeInfinity) : scores + mask;
    }

    /// <summary>What a rule gives to queries, keys and values, as what it gives to <see cref="Node.Inputs"/>: a tensor that is several of them gets the sum.</summary>
    public Tensor?[] ToInputs(Tensor ofQuery, Tensor ofKey, Tensor ofValue)
    {
        var passed = new Dictionary<Value, Tensor>();
        foreach (var (value, part) in new[] { (Query, ofQuery), (Key, ofKey), (Value, ofValue) })
            passed[value] = passed.TryGetValue(value, out var before) ? before + part : part;
        return [.. node.Inputs.Select((input, i) => input.IsActive && Array.IndexOf(node.Inputs, input) == i ? passed.GetValueOrDefault(input) : null)];
    }
}
