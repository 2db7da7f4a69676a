using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>The layer whose activation a class activation map weighs.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Value">Its activation: <c>[N, C, ...]</c> with at least one spatial axis.</param>
internal sealed record FeatureLayer(string Name, Value Value)
{
    private static readonly string[] convolutions = ["conv1d", "conv2d", "conv3d", "convolution", "_convolution"];

    /// <summary>The layer of this name, or the last convolutional activation with a spatial extent: what the last convolution gives, after the batch norm, sums and nonlinearities that follow it.</summary>
    /// <exception cref="GlassboxException">There is no such layer, or it has no spatial extent.</exception>
    public static FeatureLayer Of(Graph graph, string? name)
    {
        if (name is not null)
        {
            var value = graph.Layer(name);
            return HasExtent(value)
                ? new(name, value)
                : throw new GlassboxException($"Layer \"{name}\" of {graph.ModelName} gives [{string.Join(", ", value.Tensor.shape)}], which has no spatial extent to map: name a convolutional layer." + Found(graph));
        }
        return Last(graph) ?? throw new GlassboxException($"{graph.ModelName} has no convolution whose output has a spatial extent: name the layer to map.");
    }

    private static string Found(Graph graph) => Last(graph) is { } last ? $" The last one is \"{last.Name}\"." : "";

    private static FeatureLayer? Last(Graph graph)
    {
        if (graph.Nodes.LastOrDefault(n => n.IsActive && convolutions.Contains(n.Kind) && HasExtent(n.Output)) is not { } convolution) return null;
        var value = convolution.Output;
        while (Next(value) is { } next) value = next;
        return new(NameOf(graph, value), value);
    }

    /// <summary>What follows at the same places: an operator that keeps the spatial axes and looks at no neighbours.</summary>
    private static Value? Next(Value value) => value.Users
        .Where(u => !u.Kind.Contains("pool") && !convolutions.Contains(u.Kind))
        .Select(u => u.Output)
        .FirstOrDefault(o => o.Tensor.dim() == value.Tensor.dim() && o.Tensor.shape[2..].SequenceEqual(value.Tensor.shape[2..]));

    /// <summary>The shortest of the layer's names: <c>layer4</c> before <c>layer4.1.relu#2</c>.</summary>
    public static string NameOf(Graph graph, Value value) =>
        graph.LayerNames.Where(n => graph.Layer(n) == value).MinBy(n => n.Length) ?? value.Name;

    private static bool HasExtent(Value value) => value.Tensor.dim() is >= 3 and <= 5 && value.Tensor.shape[2..].Aggregate(1L, (a, b) => a * b) > 1;
}
