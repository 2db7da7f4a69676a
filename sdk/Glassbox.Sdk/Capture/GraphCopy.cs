namespace Glassbox;

/// <summary>A changed copy of a graph in the making: nodes are added in their order, and each reads what stands for the values that the original reads.</summary>
internal sealed class GraphCopy
{
    private readonly Dictionary<Value, Value> values = [];
    private readonly List<Node> nodes = [];

    /// <summary>What stands for a value of the original; an input or a constant of it is copied when it is first read.</summary>
    public Value Of(Value value) => values.TryGetValue(value, out var copy) ? copy : values[value] = value.Producer is null
        ? new Value(value.Kind, value.Tensor, value.Name) { IsActive = value.IsActive }
        : throw new InvalidOperationException($"{value} is read before it is made.");

    /// <summary>Lets a value of the copy stand for one more value.</summary>
    public void Stand(Value value, Value copy) => values[value] = copy;

    /// <summary>A node's arguments, with what stands for its values.</summary>
    public object?[] ArgumentsOf(Node node) => [.. node.Arguments.Select(a => a switch
    {
        Value v => Of(v),
        Value?[] list => list.Select(v => v is null ? null : Of(v)).ToArray(),
        _ => a,
    })];

    /// <summary>Adds a node.</summary>
    /// <param name="node">The node; its outputs stand for those of the original.</param>
    /// <param name="outputs">The outputs of the original.</param>
    /// <param name="isActive">Whether an output depends on the model's input.</param>
    public void Add(Node node, IReadOnlyList<Value?> outputs, Func<Value, bool> isActive)
    {
        node.Outputs = [.. outputs.Select((o, i) => o is null ? null : values[o] = new Value(o.Kind, o.Tensor, o.Name, node, i) { IsActive = isActive(o) })];
        node.RegisterUses();
        nodes.Add(node);
    }

    /// <summary>The number of the next node.</summary>
    public int Next => nodes.Count;

    /// <summary>The copy.</summary>
    /// <param name="original">What it was made from.</param>
    public Graph Finished(Graph original) =>
        new(Of(original.Input), Of(original.Output), nodes, original.LayersOf(values), original.ModelName) { ValuesDecide = original.ValuesDecide };
}
