using static TorchSharp.torch;

namespace Glassbox;

/// <summary>
/// Which axis of each value in a graph holds the batch. It is the first until the network moves it (tokens first, or queries, keys and values first); it may hold other places
/// besides, the batch outermost, as windows and heads do.
/// </summary>
internal sealed class BatchAxis
{
    private const int Unknown = -1;

    private static readonly HashSet<string> Reshapes = ["view", "reshape", "_unsafe_view", "flatten", "unflatten", "view_as", "reshape_as"];
    private static readonly HashSet<string> Views = ["permute", "transpose", "swapaxes", "movedim", "t", "numpy_T", "mT", "select", "slice", "narrow", "unbind", "squeeze", "unsqueeze", "expand", "expand_as"];

    private readonly Dictionary<Value, int> axes = [];
    private readonly long samples;

    public BatchAxis(Graph graph)
    {
        samples = graph.Input.Tensor.size(0);
        axes[graph.Input] = 0;
        foreach (var node in graph.Nodes)
        {
            if (!node.IsActive) continue;
            foreach (var output in node.Outputs)
                if (output is not null) axes[output] = After(node, output);
        }
    }

    /// <summary>The axis; null where it cannot be told.</summary>
    public int? Of(Value value) => axes.GetValueOrDefault(value, Unknown) is var axis and not Unknown ? axis : null;

    private int After(Node node, Value output)
    {
        var source = node.Inputs.Where(i => axes.ContainsKey(i)).OrderByDescending(i => i.Tensor.dim() == output.Tensor.dim()).First();
        var (axis, from, to) = (axes[source], source.Tensor.shape, output.Tensor.shape);
        if (axis == Unknown || to.Length == 0) return Unknown;
        if (samples == 1) return 0;
        if (Reshapes.Contains(node.Kind))
        {
            var before = from[..axis].Aggregate(1L, (a, b) => a * b);
            return Array.FindIndex(Enumerable.Range(0, to.Length).ToArray(), p => to[p] % samples == 0 && to[..p].Aggregate(1L, (a, b) => a * b) == before);
        }
        if (Views.Contains(node.Kind)) return Viewed(node, source, output, axis);
        if (node.Kind is "mean" or "sum" && to.Length < from.Length && node.Has("dim") && node.Argument("dim") is long[] reduced)
        {
            var gone = reduced.Select(d => d < 0 ? d + from.Length : d).ToArray();
            return gone.Contains(axis) ? Unknown : axis - gone.Count(d => d < axis);
        }
        return to.Length == from.Length ? to[axis] == from[axis] ? axis : Unknown : axis == 0 && to[0] == from[0] ? 0 : Unknown;
    }

    /// <summary>A view of a tensor that has a stride along the batch alone has one along the batch alone.</summary>
    private static int Viewed(Node node, Value source, Value output, int axis)
    {
        using var scope = NewDisposeScope();
        var shape = source.Tensor.shape;
        var marked = zeros([.. shape.Select((s, i) => i == axis ? s : 1)], dtype: source.Tensor.dtype, device: source.Tensor.device).expand(shape);
        var strides = node.Run(v => v == source ? marked : null)[output.OutputIndex]!.stride();
        return Array.FindIndex(strides, s => s != 0);
    }
}
