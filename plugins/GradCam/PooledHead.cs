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
        var activation = BeforeMeans(pooled);
        if (activation is null || activation.Tensor.size(1) != (weight?.size(1) ?? graph.Output.Tensor.size(1)))
            throw new GlassboxException($"{graph.ModelName} does not end in global average pooling and a linear layer, which CAM needs: use Grad-CAM, which needs neither, or give examples to fit such a head to.");
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
            case "add" when node.Inputs is [var product, { IsActive: false } shift] && shift.Tensor.dim() == 1 && node.Argument("alpha") is null or 1L or 1.0 && Linear(product) is (var input, { } matrix, null):
                return (input, matrix, shift.Tensor);
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

    /// <summary>The activation <c>[N, C, h, w]</c> whose mean over space a value is, taken along all axes at once, one after the other, or over places in a row; null where it is no such mean.</summary>
    private static Value? BeforeMeans(Value pooled)
    {
        var activation = pooled;
        while (activation.Producer is { } node && (IsMeanOverSpace(node) || JoinsPlaces(node))) activation = node.Inputs[0];
        var from = activation.Tensor;
        return from.dim() > 2 && from.numel() > pooled.Tensor.numel() && pooled.Tensor.numel() == from.size(0) * from.size(1) ? activation : null;
    }

    private static bool JoinsPlaces(Node node) =>
        node.Kind is "flatten" or "view" or "reshape" && node.Output.Tensor.dim() > 2 && node.Output.Tensor.dim() < node.Inputs[0].Tensor.dim()
        && node.Output.Tensor.shape[..2].SequenceEqual(node.Inputs[0].Tensor.shape[..2]);

    private static bool IsMeanOverSpace(Node node)
    {
        if (node.Inputs.Length != 1 || node.Inputs[0].Tensor.dim() < 3) return false;
        var (from, to) = (node.Inputs[0].Tensor, node.Output.Tensor);
        return node.Kind switch
        {
            "adaptive_avg_pool1d" or "adaptive_avg_pool2d" or "adaptive_avg_pool3d" or "_adaptive_avg_pool2d" or "_adaptive_avg_pool3d" => to.shape[2..].All(d => d == 1),
            "avg_pool1d" or "avg_pool2d" or "avg_pool3d" => to.shape[2..].All(d => d == 1)
                && ((long[])node.Argument("kernel_size")!).SequenceEqual(from.shape[2..]),
            "mean" => node.Argument("dim") is long[] { Length: > 0 } axes && axes.All(axis => (axis < 0 ? axis + from.dim() : axis) >= 2),
            _ => false,
        };
    }
}
