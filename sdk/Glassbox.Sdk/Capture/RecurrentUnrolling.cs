using static TorchSharp.torch;

namespace Glassbox;

/// <summary>A graph rewrite on a copy: each recurrent network that ran as one operator becomes the steps that it is made of, so that a walk has operators with rules to go through.</summary>
public static class RecurrentUnrolling
{
    /// <summary>They take a tensor for its type, device and shape, not for what it holds.</summary>
    private static readonly HashSet<string> Blank =
        ["new_zeros", "new_ones", "new_full", "new_empty", "zeros_like", "ones_like", "full_like", "empty_like"];

    /// <summary>The graph with recurrent networks unrolled, and fresh states that depend on no input; itself where it has neither. An LSTM or GRU whose first state depends on the input stays one operator.</summary>
    public static Graph UnrollRecurrent(this Graph graph)
    {
        if (!graph.Nodes.Any(n => n.IsActive && (Blank.Contains(n.Kind) || RecurrentOperator.Of(n, v => v == n.Inputs[0]) is not null))) return graph;
        using var off = no_grad();
        var values = new Dictionary<Value, Value>();
        var nodes = new List<Node>();
        foreach (var node in graph.Nodes)
        {
            if (RecurrentOperator.Of(node, v => Map(v).IsActive) is not { } recurrent)
            {
                Add(node, node.Name, node.Path);
                continue;
            }
            var steps = recurrent.Unroll(out var results);
            values[steps.Input] = Map(recurrent.Input);
            foreach (var step in steps.Nodes) Add(step, $"{node.Name}/{step.Name}", node.Path);
            for (var i = 0; i < results.Length; i++)
                if (node.Outputs[i] is { } output) values[output] = Map(results[i]);
        }
        return new Graph(Map(graph.Input), Map(graph.Output), nodes, graph.LayersOf(values), graph.ModelName) { ValuesDecide = graph.ValuesDecide };

        void Add(Node node, string name, string path)
        {
            object?[] arguments = [.. node.Arguments.Select(a => a switch
            {
                Value v => Map(v),
                Value?[] list => list.Select(v => v is null ? null : Map(v)).ToArray(),
                _ => a,
            })];
            var copy = new Node(nodes.Count, node.FullName, name, path, arguments);
            var active = copy.IsActive && !Blank.Contains(node.Kind);
            copy.Outputs = [.. node.Outputs.Select((o, i) => o is null ? null : values[o] = new Value(o.Kind, o.Tensor, o.Name, copy, i) { IsActive = active })];
            copy.RegisterUses();
            nodes.Add(copy);
        }

        Value Map(Value v) => values.TryGetValue(v, out var mapped) ? mapped : values[v] = v.Producer is null
            ? new Value(v.Kind, v.Tensor, v.Name) { IsActive = v.IsActive }
            : throw new InvalidOperationException($"{v} is read before it is made.");
    }
}
