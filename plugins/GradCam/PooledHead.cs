using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>A network's end: an activation averaged over space, then a linear layer (or nothing, where the channels are the classes).</summary>
internal sealed class PooledHead
{
    private readonly Tensor activation;
    private readonly Tensor? weight, bias;

    private PooledHead(string layer, Tensor activation, Tensor? weight, Tensor? bias, Tensor logits)
    {
        (Layer, this.activation, Logits) = (layer, activation, logits);
        (this.weight, this.bias) = (weight, bias);
    }

    /// <summary>The name of the layer whose activation is averaged.</summary>
    public string Layer { get; }

    /// <summary>What the head gives: <c>[N, classes]</c>.</summary>
    public Tensor Logits { get; }

    /// <summary>Reads the end of a graph, or puts a fitted head on it.</summary>
    /// <exception cref="GlassboxException">There is no fitted head, and the graph ends in none of the two.</exception>
    public static PooledHead Of(Graph graph, FittedHead? fitted)
    {
        if (fitted is not null)
        {
            var layer = FeatureLayer.Of(graph, fitted.Layer).Activation;
            return new(fitted.Layer, layer, fitted.Weight, fitted.Bias, nn.functional.linear(layer.mean(Axes.OfSpace(layer)), fitted.Weight, fitted.Bias));
        }
        var (value, weight, bias) = Linear(Unreshaped(graph.Output));
        var pooled = Unreshaped(value);
        if (pooled.Producer is not { } pool || !IsGlobalMean(pool) || Channels(pool.Inputs[0]) != (weight?.size(1) ?? graph.Output.Tensor.size(1)))
            throw new GlassboxException($"{graph.ModelName} does not end in global average pooling and a linear layer, which CAM needs: use Grad-CAM, which needs neither, or give examples to fit such a head to.");
        var activation = pool.Inputs[0];
        return new(FeatureLayer.NameOf(graph, activation), activation.Tensor, weight, bias, graph.Output.Tensor);
    }

    /// <summary>The classes' maps: <c>[N, h, w]</c>.</summary>
    /// <param name="classes">A class for each input: <c>[N]</c>.</param>
    public Tensor Map(Tensor classes)
    {
        if (weight is null)
        {
            var at = classes.SpreadOver(activation).expand([activation.size(0), 1, .. activation.shape[2..]]);
            return activation.gather(1, at).squeeze(1);
        }
        return (activation * weight.index_select(0, classes).SpreadOver(activation)).sum(1);
    }

    /// <summary>The classes' biases: <c>[N]</c>.</summary>
    public Tensor BiasOf(Tensor classes) => bias is null ? zeros_like(classes).to(activation.dtype) : bias.index_select(0, classes);

    /// <summary>The input, weight <c>[classes, channels]</c> and bias of the linear layer that made a value; no weight where none did.</summary>
    private static (Value Input, Tensor? Weight, Tensor? Bias) Linear(Value value)
    {
        if (value.Producer is not { } node) return (value, null, null);
        switch (node.Kind)
        {
            case "linear":
                return (node.InputNamed("input")!, node.InputNamed("weight")!.Tensor, node.InputNamed("bias")?.Tensor);
            case "addmm" when node.InputNamed("mat2") is { } matrix:
                return (node.InputNamed("mat1")!, matrix.Tensor.t(), node.InputNamed("self")?.Tensor);
            case "matmul" or "mm" when node.Inputs.Length == 2:
                return (node.Inputs[0], node.Inputs[1].Tensor.t(), null);
            case "conv2d" when node.Inputs[0].Tensor.shape[2..].All(d => d == 1) && node.Inputs[1].Tensor.shape[2..].All(d => d == 1):
                return (node.Inputs[0], node.Inputs[1].Tensor.flatten(1), node.InputNamed("bias")?.Tensor);
            default:
                return (value, null, null);
        }
    }

    /// <summary>The value before reshapes that only drop or add axes of length one.</summary>
    private static Value Unreshaped(Value value)
    {
        while (value.Producer is { Kind: "flatten" or "view" or "reshape" or "squeeze" or "unsqueeze" or "_unsafe_view" or "contiguous" } node
               && node.Inputs[0].Tensor.shape.Where(d => d != 1).SequenceEqual(value.Tensor.shape.Where(d => d != 1)))
            value = node.Inputs[0];
        return value;
    }

    private static bool IsGlobalMean(Node node)
    {
        if (node.Inputs.Length != 1 || node.Inputs[0].Tensor.dim() < 3) return false;
        var (from, to) = (node.Inputs[0].Tensor, node.Output.Tensor);
        return node.Kind switch
        {
            "adaptive_avg_pool1d" or "adaptive_avg_pool2d" or "adaptive_avg_pool3d" or "_adaptive_avg_pool2d" or "_adaptive_avg_pool3d" => to.shape[2..].All(d => d == 1),
            "avg_pool1d" or "avg_pool2d" or "avg_pool3d" => to.shape[2..].All(d => d == 1)
                && ((long[])node.Argument("kernel_size")!).SequenceEqual(from.shape[2..]),
            "mean" => to.numel() == from.size(0) * from.size(1) && to.size(0) == from.size(0) && to.size(1) == from.size(1),
            _ => false,
        };
    }

    private static long Channels(Value value) => value.Tensor.size(1);
}
