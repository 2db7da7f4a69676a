using TorchSharp;
using TorchSharp.Interop;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>
/// A model's operators for samples of one shape, ready to run again for any number of samples: batch norms are folded, what does not depend on the input is computed once, the weights of convolutions
/// lie as the library runs them fastest, and what nobody else reads is changed in place. It is made of two captures, of 2 and 3 samples, and holds none of their activations.
/// </summary>
internal sealed class CompiledGraph
{
    // What these give is memory of their own, which an operator may change when nobody else reads it.
    private static readonly HashSet<string> fresh =
        ["conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d", "conv_transpose3d", "linear", "addmm", "batch_norm", "layer_norm", "add", "sub", "mul", "cat", "relu", "silu", "gelu", "hardtanh"];

    private readonly Graph template;
    private readonly Dictionary<Node, Func<long, object?>[]> arguments;
    private readonly (Tensor Source, long Version)[] sources;
    private readonly Step[] steps;
    private readonly Lock latest = new();
    private (long Samples, Node[] Nodes) last = (-1, []);

    private CompiledGraph(Graph template, Dictionary<Node, Func<long, object?>[]> arguments, (Tensor, long)[] sources)
    {
        (this.template, this.arguments, this.sources) = (template, arguments, sources);
        steps = [.. Order()];
    }

    /// <summary>Prepares a model for samples like the first of these; null where what it runs cannot be told from its samples' shape alone.</summary>
    public static CompiledGraph? Of(Model model, Tensor inputs)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var one = inputs.narrow(0, 0, 1).detach();
        var (two, three) = (Captured(2), Captured(3));
        if (two.ValuesDecide || three.ValuesDecide || two.Nodes.Count != three.Nodes.Count) return null;

        var sources = two.Nodes.SelectMany(n => n.Inputs).Where(v => v.Kind is ValueKind.Parameter or ValueKind.Constant).Select(v => v.Tensor).DistinctBy(t => t.Handle).ToArray();
        var (a, b) = (two.FoldBatchNorm(), three.FoldBatchNorm());
        var varying = new HashSet<Value> { a.Input };
        var arguments = new Dictionary<Node, Func<long, object?>[]>();
        foreach (var (node, other) in a.Nodes.Zip(b.Nodes))
        {
            if (node.FullName != other.FullName || node.Arguments.Count != other.Arguments.Count || !Layouts.Runs(node)) return null;
            var lines = new Func<long, object?>[node.Arguments.Count];
            var varies = node.Inputs.Any(varying.Contains);
            for (var i = 0; i < lines.Length; i++)
            {
                if (node.Arguments[i] is Value or Value?[])
                {
                    if (!SameShapes(node.Arguments[i], other.Arguments[i], varying)) return null;
                    var fixedArgument = node.Arguments[i];
                    lines[i] = _ => fixedArgument;
                    continue;
                }
                if (BatchConstants.Line(node.Arguments[i], other.Arguments[i], out var follows) is not { } line) return null;
                lines[i] = line;
                varies |= follows;
            }
            if (!varies) continue;
            arguments[node] = lines;
            foreach (var output in node.Outputs)
                if (output is not null) varying.Add(output);
        }
        if (!varying.Contains(a.Output)) return null;

        var nothing = zeros(0).DetachFromDisposeScope();
        foreach (var value in a.Nodes.SelectMany(n => n.Inputs.Concat(n.Outputs.OfType<Value>())).Append(a.Input).Distinct())
            value.Tensor = varying.Contains(value) ? nothing : value.Tensor.detach().DetachFromDisposeScope();
        foreach (var node in arguments.Keys) Layouts.Prepare(node);
        return new CompiledGraph(a, arguments, [.. sources.Select(s => (s.alias().DetachFromDisposeScope(), VersionOf(s)))]);

        Graph Captured(long n) => model.Capture(one.expand([n, .. one.shape[1..]]));
    }

    /// <summary>Whether the model itself gave the same when it was asked.</summary>
    public bool HasShown { get; set; }

    /// <summary>Whether the parameters and constants are those that it was made of, unchanged.</summary>
    public bool IsCurrent => sources.All(s => VersionOf(s.Source) == s.Version);

    /// <summary>Whether every one of these layers is one of its own: a layer whose batch norm was folded into it has no activation before that.</summary>
    public bool Has(IEnumerable<string?> layers) => layers.All(l => l is null || template.Find(l) is not null);

    /// <summary>The model's output for other inputs; gradients flow to them as the caller's grad mode says, and to nothing else.</summary>
    public Tensor Run(Tensor inputs)
    {
        var nodes = NodesFor(inputs.size(0));
        var now = new Dictionary<Value, Tensor> { [template.Input] = inputs };
        foreach (var step in steps)
        {
            var results = nodes[step.Node].Run(now.GetValueOrDefault, step.InPlace);
            for (var i = 0; i < results.Length; i++)
            {
                if (results[i] is not { } result) continue;
                if (step.Kept[i] is { } value) now[value] = result;
                else result.Dispose();
            }
            foreach (var done in step.Done)
                if (now.Remove(done, out var tensor)) tensor.Dispose();
        }
        return now[template.Output];
    }

    /// <summary>The graph for other inputs, with every value: what <see cref="Model.Capture"/> gives, batch norms folded.</summary>
    /// <param name="inputs">The batch: <c>[N, ...]</c>.</param>
    /// <param name="gradients">Whether the values are connected for <c>autograd.grad</c>.</param>
    public Graph Record(Tensor inputs, bool gradients)
    {
        using var mode = set_grad_enabled(gradients);
        var given = inputs.detach();
        var input = new Value(ValueKind.Input, gradients && given.is_floating_point() ? given.requires_grad_() : given, "input") { IsActive = true };
        var copies = new Dictionary<Value, Value> { [template.Input] = input };
        var nodes = new List<Node>();
        foreach (var (original, resolved) in template.Nodes.Zip(NodesFor(inputs.size(0))))
        {
            var node = new Node(nodes.Count, resolved.FullName, original.Name, original.Path, [.. resolved.Arguments.Select(a => a switch
            {
                Value v => CopyOf(v),
                Value?[] list => list.Select(v => v is null ? null : CopyOf(v)).ToArray(),
                _ => a,
            })]);
            var results = arguments.ContainsKey(original) ? node.Run(_ => null) : null;
            node.Outputs = [.. original.Outputs.Select((o, i) => o is null ? null : copies[o] = new Value(o.Kind, results is null ? o.Tensor : results[i]!, o.Name, node, i) { IsActive = o.IsActive })];
            node.RegisterUses();
            nodes.Add(node);
        }
        return new Graph(input, copies[template.Output], nodes, template.LayersOf(copies), template.ModelName);

        Value CopyOf(Value v) => copies.TryGetValue(v, out var copy) ? copy : copies[v] = new Value(v.Kind, v.Tensor, v.Name) { IsActive = v.IsActive };
    }

    /// <summary>The nodes with the numbers that follow the batch's size.</summary>
    private Node[] NodesFor(long samples)
    {
        lock (latest)
        {
            if (last.Samples == samples) return last.Nodes;
            Node[] nodes = [.. template.Nodes.Select(n => arguments.TryGetValue(n, out var lines) ? new Node(n.Index, Layouts.NameOf(n), n.Name, n.Path, [.. lines.Select(l => l(samples))]) : n)];
            last = (samples, nodes);
            return nodes;
        }
    }

    /// <summary>Values that do not follow the batch must be the same in both captures.</summary>
    private static bool SameShapes(object? two, object? three, HashSet<Value> varying) => (two, three) switch
    {
        (Value a, Value b) => varying.Contains(a) || a.Tensor.shape.SequenceEqual(b.Tensor.shape),
        (Value?[] a, Value?[] b) => a.Length == b.Length && a.Zip(b).All(p => p.First is null ? p.Second is null : SameShapes(p.First, p.Second, varying)),
        _ => false,
    };

    private static long VersionOf(Tensor tensor) => Dispatcher.CallInt("aten::_version", tensor);

    /// <summary>The operators that the output needs, each with what it may change and what nobody reads after it.</summary>
    private IEnumerable<Step> Order()
    {
        var needed = new HashSet<Node>();
        var open = new Stack<Value>([template.Output]);
        while (open.TryPop(out var value))
        {
            if (value.Producer is not { } node || !arguments.ContainsKey(node) || !needed.Add(node)) continue;
            foreach (var input in node.Inputs) open.Push(input);
        }
        var lastUse = new Dictionary<Value, int>();
        foreach (var node in template.Nodes.Where(needed.Contains))
            foreach (var input in node.Inputs) lastUse[input] = node.Index;
        lastUse[template.Output] = int.MaxValue;
        foreach (var node in template.Nodes.Where(needed.Contains))
            yield return new Step(
                node.Index, MayChange(node),
                [.. node.Outputs.Select(o => o is not null && lastUse.ContainsKey(o) ? o : null)],
                [.. node.Inputs.Distinct().Where(i => i.Kind == ValueKind.Computed && lastUse[i] == node.Index)]);

        bool MayChange(Node node) => node.InPlace && node.Operator.EndsWith('_') && node.Arguments[0] is Value { Producer: { } producer } changed
            && needed.Contains(producer) && fresh.Contains(producer.Kind) && lastUse[changed] == node.Index
            && node.Inputs.Count(i => i == changed) == 1 && !changed.Users.Any(u => needed.Contains(u) && u.IsView);
    }

    /// <param name="Node">The operator's index.</param>
    /// <param name="InPlace">Whether it may change its argument.</param>
    /// <param name="Kept">What it gives that is read later; null for what is not.</param>
    /// <param name="Done">The values that nobody reads after it.</param>
    private sealed record Step(int Node, bool InPlace, Value?[] Kept, Value[] Done);
}
