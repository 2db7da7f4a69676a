using static TorchSharp.torch;

namespace Glassbox;

/// <summary>How relevance passes backwards through one operator: the equation of Glassbox's reverse walk, <c>R_in = rule(node, R_out)</c>.</summary>
/// <param name="node">The operator, with its recorded inputs and outputs.</param>
/// <param name="outputs">The relevance of each of <see cref="Node.Outputs"/>; null where nothing arrived.</param>
/// <returns>The relevance of each of <see cref="Node.Inputs"/>; null for those that get none.</returns>
public delegate Tensor?[] Rule(Node node, Tensor?[] outputs);

/// <summary>One reverse walk over a captured graph, with a rule an operator.</summary>
public static class Walk
{
    /// <summary>Distributes relevance from some values back to others.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="seeds">Where the walk starts: the relevance of these values, in their shapes.</param>
    /// <param name="rules">The rule for an operator, or null where there is none.</param>
    /// <param name="wanted">The values whose relevance is asked for; the model's input unless said.</param>
    /// <param name="run">The run it belongs to; asked to stop between operators.</param>
    /// <param name="ledger">Keeps account of what each operator was given and passed on; null for no account.</param>
    /// <returns>The relevance of each wanted value; zeros where none arrived.</returns>
    /// <exception cref="GlassboxException">An operator on the way has no rule; the message names it and where it ran.</exception>
    public static IReadOnlyDictionary<Value, Tensor> Back(
        Graph graph, IReadOnlyDictionary<Value, Tensor> seeds, Func<Node, Rule?> rules, Run run,
        IReadOnlyCollection<Value>? wanted = null, Ledger? ledger = null)
    {
        wanted ??= [graph.Input];
        var needed = Between(graph, wanted);
        var pending = new Dictionary<Value, Tensor>();
        foreach (var (value, relevance) in seeds) pending[value] = relevance.alias();
        ledger?.Start(graph, pending);
        for (var i = graph.Nodes.Count - 1; i >= 0; i--)
        {
            var node = graph.Nodes[i];
            if (!needed.Contains(node)) continue;
            var arrived = node.Outputs.Select(o => o is null ? null : pending.GetValueOrDefault(o)).ToArray();
            if (arrived.All(r => r is null)) continue;
            run.Step(graph.Nodes.Count - i, graph.Nodes.Count, "operators");
            var rule = rules(node) ?? throw Missing(node, graph);
            using (var scope = NewDisposeScope())
            {
                var passed = rule(node, arrived);
                for (var k = 0; k < node.Inputs.Length; k++)
                {
                    var input = node.Inputs[k];
                    if (passed[k] is not { } relevance || !input.IsActive) continue;
                    if (!Enumerable.SequenceEqual(relevance.shape, input.Tensor.shape))
                        throw new InvalidOperationException($"The rule for {node} gave [{string.Join(", ", relevance.shape)}] for {input}.");
                    var sum = pending.Remove(input, out var before) ? before + relevance : relevance.alias();
                    before?.Dispose();
                    pending[input] = sum.MoveToOuterDisposeScope();
                }
                ledger?.Enter(node, arrived, passed);
            }
            foreach (var output in node.Outputs)
                if (output is not null && !wanted.Contains(output) && pending.Remove(output, out var done)) done.Dispose();
        }
        var results = new Dictionary<Value, Tensor>();
        foreach (var value in wanted)
            results[value] = pending.Remove(value, out var relevance) ? relevance : zeros_like(value.Tensor);
        foreach (var left in pending.Values) left.Dispose();
        return results;
    }

    /// <summary>The nodes that lie behind a wanted value: those that depend on it.</summary>
    private static HashSet<Node> Between(Graph graph, IReadOnlyCollection<Value> wanted)
    {
        var reached = new HashSet<Value>(wanted);
        var nodes = new HashSet<Node>();
        foreach (var node in graph.Nodes)
        {
            if (!node.Inputs.Any(reached.Contains)) continue;
            nodes.Add(node);
            foreach (var output in node.Outputs)
                if (output is not null) reached.Add(output);
        }
        return nodes;
    }

    private static GlassboxException Missing(Node node, Graph graph) =>
        new($"There is no rule for {node.FullName}, which ran in {(node.Path.Length > 0 ? $"\"{node.Path}\" of " : "")}{graph.ModelName}.{(node.Kind == "embedding" ? $" Tokens have nothing to share among: explain the layer after the embedding, layer: \"{Tokens.Embedding(graph)}\"." : "")}");
}
