using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>The layer whose activation a class activation map weighs.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Value">Its activation as the network has it.</param>
/// <param name="Layout">Where channels and places are in it.</param>
internal sealed record FeatureLayer(string Name, Value Value, FeatureLayout Layout)
{
    private static readonly string[] convolutions = ["conv1d", "conv2d", "conv3d"];

    /// <summary>Its activation, channels first: <c>[N, C, h, w]</c>.</summary>
    public Tensor Activation => Layout.ChannelsFirst(Value.Tensor);

    /// <summary>
    /// The layer of this name; or the last convolutional activation with a spatial extent: what the last convolution gives, after the batch norm, sums and nonlinearities that follow it.
    /// Where attention comes after the last convolution it is the norm before the last attention: behind it, a network that reads a class token has no gradient at the other tokens.
    /// </summary>
    /// <exception cref="GlassboxException">There is no such layer, or it has no spatial extent.</exception>
    public static FeatureLayer Of(Graph graph, string? name)
    {
        if (name is null)
            return Last(graph) ?? throw new GlassboxException($"{graph.ModelName} has no convolution whose output has a spatial extent: name the layer to map.");
        var value = graph.Layer(name);
        return LayoutOf(graph, value) is { } layout
            ? new(name, value, layout)
            : throw new GlassboxException($"Layer \"{name}\" of {graph.ModelName} gives [{string.Join(", ", value.Tensor.shape)}], which has no spatial extent to map: name a convolutional layer." +
                (Last(graph) is { } last ? $" The last one is \"{last.Name}\"." : ""));
    }

    /// <summary>The shortest of a layer's names: <c>layer4</c> before <c>layer4.1.relu#2</c>.</summary>
    public static string NameOf(Graph graph, Value value) =>
        graph.LayerNames.Where(n => graph.Layer(n) == value).MinBy(n => n.Length) ?? value.Name;

    private static FeatureLayer? Last(Graph graph)
    {
        var convolution = graph.Nodes.LastOrDefault(n => n.IsActive && convolutions.Contains(n.Kind) && FeatureLayout.HasExtent(n.Output.Tensor));
        var attention = graph.Nodes.LastOrDefault(n => n.IsActive && n.Index > (convolution?.Index ?? -1) && IsAttention(n));
        if (attention is not null)
        {
            var norm = graph.Nodes.LastOrDefault(n => n.Index < attention.Index && n.Kind is "layer_norm" or "native_layer_norm");
            return norm is not null && LayoutOf(graph, norm.Output) is { } tokens
                ? new(NameOf(graph, norm.Output), norm.Output, tokens)
                : throw new GlassboxException($"{graph.ModelName} has attention after its last convolution, and no layer norm before it to map: name the layer.");
        }
        if (convolution is null) return null;
        var (value, layout) = (convolution.Output, FeatureLayout.First);
        while (Next(value, layout) is var (next, nextLayout)) (value, layout) = (next, nextLayout);
        return new(NameOf(graph, value), value, layout);
    }

    /// <summary>What follows at the same places: an operator that keeps the spatial axes and looks at no neighbours, or puts the channels last or first.</summary>
    private static (Value Value, FeatureLayout Layout)? Next(Value value, FeatureLayout layout)
    {
        foreach (var user in value.Users.Where(u => !u.Kind.Contains("pool") && !convolutions.Contains(u.Kind)))
        {
            var next = user.Output;
            if (next.Tensor.dim() != value.Tensor.dim()) continue;
            if (user.Kind == "permute" && user.Argument("dims") is long[] dims)
            {
                if (layout == FeatureLayout.First && dims is [0, 2, 3, 1]) return (next, FeatureLayout.Last);
                if (layout == FeatureLayout.Last && dims is [0, 3, 1, 2]) return (next, FeatureLayout.First);
                continue;
            }
            if (Places(next, layout).SequenceEqual(Places(value, layout))) return (next, layout);
        }
        return null;
    }

    private static long[] Places(Value value, FeatureLayout layout) => layout == FeatureLayout.Last ? value.Tensor.shape[1..^1] : value.Tensor.shape[2..];

    private static bool IsAttention(Node node)
    {
        if (node.Kind.Contains("attention")) return true;
        var shape = node.Output.Tensor.shape;
        return node.Kind is "softmax" or "_softmax" && shape.Length >= 3 && shape[^1] == shape[^2];
    }

    private static FeatureLayout? LayoutOf(Graph graph, Value value)
    {
        var tensor = value.Tensor;
        if (tensor.dim() == 4 && value.Producer is { Kind: "layer_norm" or "native_layer_norm" } norm && norm.Argument("normalized_shape") is long[] { Length: 1 }) return FeatureLayout.Last;
        if (tensor.dim() == 3 && graph.Input.Tensor.dim() == 4)
        {
            // A picture's tokens are the places of its patches, after none or more that are no place, such as the class token.
            var patches = graph.Nodes.FirstOrDefault(n => convolutions.Contains(n.Kind) && n.Output.Tensor.dim() == 4)?.Output.Tensor.shape;
            var places = patches is null ? 0 : patches[2] * patches[3];
            return places > 1 && tensor.size(1) >= places && tensor.size(1) <= places + 2 ? FeatureLayout.Tokens(tensor.size(1) - places, patches![2], patches[3]) : null;
        }
        return FeatureLayout.HasExtent(tensor) ? FeatureLayout.First : null;
    }
}
