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
        var copy = new GraphCopy();
        foreach (var node in graph.Nodes)
        {
            if (RecurrentOperator.Of(node, v => copy.Of(v).IsActive) is not { } recurrent)
            {
                Add(node, node.Name, node.Path);
                continue;
            }
            var steps = recurrent.Unroll(out var results);
            copy.Stand(steps.Input, copy.Of(recurrent.Input));
            foreach (var step in steps.Nodes) Add(step, $"{node.Name}/{step.Name}", node.Path);
            for (var i = 0; i < results.Length; i++)
                if (node.Outputs[i] is { } output) copy.Stand(output, copy.Of(results[i]));
        }
        return copy.Finished(graph);

        void Add(Node node, string name, string path)
        {
            var added = new Node(copy.Next, node.FullName, name, path, copy.ArgumentsOf(node));
            var active = added.IsActive && !Blank.Contains(node.Kind);
            copy.Add(added, node.Outputs, _ => active);
        }
    }
}
