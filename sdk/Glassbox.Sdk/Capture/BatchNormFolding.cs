using static TorchSharp.torch;

namespace Glassbox;

/// <summary>
/// A graph rewrite on a copy: each batch norm in evaluation mode that follows a convolution or linear layer, and is its only reader, becomes part
/// of that layer. The layer's scaled weights give the batch norm's recorded output, which is checked.
/// </summary>
public static class BatchNormFolding
{
    /// <summary>The graph with batch norms folded into the layers before them; batch norms that stand elsewhere are left.</summary>
    /// <exception cref="GlassboxException">A folded layer does not give the recorded output: it has other values than the batch norm's.</exception>
    public static Graph FoldBatchNorm(this Graph graph) => graph.FoldBatchNorm(check: true);

    /// <summary>As <see cref="FoldBatchNorm(Graph)"/>; without the check for those who compare the whole network's outputs themselves.</summary>
    internal static Graph FoldBatchNorm(this Graph graph, bool check) => graph.Rewrite(node =>
    {
        if (node.Kind != "batch_norm" || node.Argument("training") is true) return null;
        if (node.InputNamed("input") is not { Producer: { } layer } z || z.Users.Count != 1 || z == graph.Output) return null;
        if (LinearOperator.Of(layer) is not { } linear || layer.Kind != "linear" && !linear.IsConvolution) return null;
        var mean = node.InputNamed("running_mean")!.Tensor;
        var deviation = (node.InputNamed("running_var")!.Tensor + (double)node.Argument("eps")!).sqrt();
        var scale = node.InputNamed("weight") is { } gamma ? gamma.Tensor.detach() / deviation : deviation.reciprocal();
        var bias = ((linear.Bias is { } b ? b - mean : -mean) * scale + (node.InputNamed("bias")?.Tensor.detach() ?? zeros_like(mean))).detach();
        var weight = linear.Scaled(scale).detach();
        if (check) CheckOn(layer, linear, node.Output, weight, bias);
        return new Folded(layer, weight, bias);
    });

    /// <summary>The layer's new weights must give what the batch norm gave. One sample shows it: the weights are the same for all.</summary>
    private static void CheckOn(Node layer, LinearOperator linear, Value normalised, Tensor weight, Tensor bias)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var expected = normalised.Tensor.narrow(0, 0, 1);
        var error = (linear.Apply(linear.Input.Tensor.narrow(0, 0, 1), weight, bias) - expected).abs().max() / expected.abs().max().clamp_min(1e-12);
        if (error.ToDouble() is var measured && !(measured < 1e-3))
            throw new GlassboxException($"The batch norm after \"{layer.Path}\" cannot be folded: the folded layer differs by {measured:0.#e+0} of the largest output.");
    }

    /// <summary>A layer whose weights and bias take the place of another's, and of the batch norm behind it.</summary>
    internal sealed record Folded(Node Layer, Tensor Weight, Tensor Bias);
}
