using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>
/// What ran when a model was given a batch: operators in order, in single-assignment form. A graph belongs to the batch it was captured with;
/// its tensors are released with the dispose scope it was captured in, or by the garbage collector.
/// </summary>
public sealed class Graph
{
    private readonly Dictionary<string, List<Value>> layers;
    private BatchAxis? batchAxis;

    internal Graph(Value input, Value output, List<Node> nodes, Dictionary<string, List<Value>> layers, string model)
    {
        Input = input;
        Output = output;
        Nodes = nodes;
        this.layers = layers;
        ModelName = model;
    }

    /// <summary>Whether what ran may depend on what tensors hold: C# code or an operator's shape looked at a value that depends on the input.</summary>
    internal bool ValuesDecide { get; init; }

    /// <summary>The name of the model that ran.</summary>
    public string ModelName { get; }

    /// <summary>What the model was given.</summary>
    public Value Input { get; }

    /// <summary>What the model gave.</summary>
    public Value Output { get; }

    /// <summary>The operators in the order they ran.</summary>
    public IReadOnlyList<Node> Nodes { get; }

    /// <summary>
    /// The names that <see cref="Layer"/> takes, in the order they ran: module paths, and the operators that ran outside of any leaf module. A
    /// module that ran several times stands here once for each call: <c>relu#1</c>, <c>relu#2</c>.
    /// </summary>
    public IReadOnlyList<string> LayerNames => [.. layers.SelectMany(l => l.Value.Count == 1 ? [l.Key] : Enumerable.Range(1, l.Value.Count).Select(i => $"{l.Key}#{i}"))];

    /// <summary>The activation of a layer: what the module of this path gave back, or the result of the operator of this name.</summary>
    /// <param name="name">A module path, <c>layer4.1.conv2</c>, with <c>#2</c> for the second call of a module that ran several times; or any node's own name.</param>
    /// <exception cref="GlassboxException">There is no such layer, or it ran several times; the message names the nearest.</exception>
    public Value Layer(string name)
    {
        if (layers.TryGetValue(name, out var calls))
            return calls.Count == 1
                ? calls[0]
                : throw new GlassboxException($"Layer \"{name}\" of {ModelName} ran {calls.Count} times: name one call, \"{name}#1\" to \"{name}#{calls.Count}\".");
        var hash = name.LastIndexOf('#');
        if (hash > 0 && int.TryParse(name[(hash + 1)..], out var call) && layers.TryGetValue(name[..hash], out calls) && call >= 1 && call <= calls.Count)
            return calls[call - 1];
        if (Nodes.FirstOrDefault(n => n.Name == name) is { } node) return node.Output;
        throw new GlassboxException($"{ModelName} has no layer \"{name}\"." + Nearest.Hint(name, [.. LayerNames]));
    }

    /// <summary>The axis of a value that holds the batch, alone or outermost; null where it cannot be told.</summary>
    public int? BatchAxis(Value value) => (batchAxis ??= new BatchAxis(this)).Of(value);

    /// <summary>The graph as text, an operator a line.</summary>
    public override string ToString() => string.Join('\n', Nodes);

    /// <summary>
    /// A layer's activation and a value behind it, connected for <c>autograd.grad</c>, of a graph captured with gradients. Nothing before an embedding has a gradient, and where its weights are
    /// constants, as in an ONNX file, nothing behind it is connected: for tokens, what lies behind the activation is run again.
    /// </summary>
    /// <param name="activation">The layer's.</param>
    /// <param name="result">What is computed from it.</param>
    public (Tensor Activation, Tensor Result) Connected(Value activation, Value result)
    {
        if (Input.Tensor.is_floating_point()) return (activation.Tensor, result.Tensor);
        var leaf = activation.Tensor.detach().requires_grad_();
        return (leaf, Replay(new Dictionary<Value, Tensor> { [activation] = leaf }, result));
    }

    /// <summary>
    /// Runs the part of the graph again that depends on replaced values. Shapes must be those of the capture: sizes that the model computed from
    /// its batch are constants here.
    /// </summary>
    /// <param name="replaced">The values to replace, and with what.</param>
    /// <param name="wanted">The value to compute; the model's output unless said.</param>
    /// <returns>The wanted value; gradients flow to the replacements as the caller's grad mode says.</returns>
    public Tensor Replay(IReadOnlyDictionary<Value, Tensor> replaced, Value? wanted = null) => Replay(replaced, [wanted ?? Output])[0];

    /// <summary>Runs the part of the graph again that depends on replaced values, for several wanted values.</summary>
    /// <param name="replaced">The values to replace, and with what.</param>
    /// <param name="wanted">The values to compute.</param>
    public Tensor[] Replay(IReadOnlyDictionary<Value, Tensor> replaced, IReadOnlyList<Value> wanted)
    {
        var needed = Ancestors(wanted, replaced);
        var now = new Dictionary<Value, Tensor>(replaced);
        var uses = new Dictionary<Value, int>();
        foreach (var node in needed)
            foreach (var input in node.Inputs) uses[input] = uses.GetValueOrDefault(input) + 1;
        foreach (var want in wanted) uses[want] = uses.GetValueOrDefault(want) + 1;
        foreach (var node in Nodes)
        {
            if (!needed.Contains(node)) continue;
            if (node.Inputs.Any(now.ContainsKey))
            {
                var results = node.Run(v => now.GetValueOrDefault(v));
                for (var i = 0; i < results.Length; i++)
                {
                    if (results[i] is not { } result) continue;
                    if (node.Outputs[i] is { } value && uses.ContainsKey(value) && !replaced.ContainsKey(value)) now[value] = result;
                    else result.Dispose();
                }
            }
            foreach (var input in node.Inputs)
                if (--uses[input] == 0 && !replaced.ContainsKey(input) && now.Remove(input, out var done)) done.Dispose();
        }
        return [.. wanted.Select(w => now.TryGetValue(w, out var tensor) ? tensor : w.Tensor)];
    }

    /// <summary>The nodes that wanted values depend on, not looking behind replaced ones.</summary>
    internal static HashSet<Node> Ancestors(IEnumerable<Value> wanted, IReadOnlyDictionary<Value, Tensor> replaced)
    {
        var found = new HashSet<Node>();
        var open = new Stack<Value>(wanted);
        while (open.TryPop(out var value))
        {
            if (replaced.ContainsKey(value) || value.Producer is not { } node || !found.Add(node)) continue;
            foreach (var input in node.Inputs) open.Push(input);
        }
        return found;
    }

    /// <summary>The layers of a copy of this graph, whose values stand for this one's: those that are there still.</summary>
    internal Dictionary<string, List<Value>> LayersOf(IReadOnlyDictionary<Value, Value> copies)
    {
        var there = new Dictionary<string, List<Value>>();
        foreach (var (name, calls) in layers)
            if (calls.All(copies.ContainsKey)) there[name] = [.. calls.Select(c => copies[c])];
        return there;
    }

    /// <summary>The activation of a layer; null where there is none of this name.</summary>
    internal Value? Find(string name) => LayerNames.Contains(name) ? Layer(name) : null;

    /// <summary>A copy in which some nodes, together with the layer before each, are one layer with other weights.</summary>
    internal Graph Rewrite(Func<Node, BatchNormFolding.Folded?> fold)
    {
        var folded = new Dictionary<Node, BatchNormFolding.Folded>();
        foreach (var node in Nodes)
            if (fold(node) is { } f) folded[node] = f;
        var absorbed = folded.Values.Select(f => f.Layer).ToHashSet();
        var copy = new GraphCopy();
        foreach (var node in Nodes)
        {
            if (absorbed.Contains(node)) continue;
            var from = folded.TryGetValue(node, out var f) ? f.Layer : node;
            var arguments = copy.ArgumentsOf(from);
            if (f is not null)
            {
                arguments[1] = new Value(ValueKind.Parameter, f.Weight, $"{from.Path}.weight, folded");
                arguments[2] = new Value(ValueKind.Parameter, f.Bias, $"{from.Path}.bias, folded");
            }
            copy.Add(new Node(copy.Next, from.FullName, from.Name, from.Path, arguments), node.Outputs, o => o.IsActive);
        }
        return copy.Finished(this);
    }
}
