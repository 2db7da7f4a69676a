using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Onnx;

/// <summary>
/// An ONNX graph (opset 7 to 20) as a function of ATen operators, so that capture sees what it sees in any other network. What depends on constants alone is
/// computed once, when the network is read; each node runs under its own name.
/// </summary>
internal sealed class OnnxNetwork
{
    private readonly List<Step> steps = [];
    private readonly Dictionary<string, Tensor> constants = [];
    private readonly Dictionary<string, string> transposed = [];
    private readonly HashSet<string> taken;
    private readonly string file;
    private readonly string input;
    private readonly string output;
    private readonly bool batchOfOne;

    /// <summary>Reads a network.</summary>
    /// <param name="bytes">The file's bytes.</param>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="folder">The folder it lies in, for weights kept in a file beside it; null where there is none.</param>
    /// <param name="device">Where the weights go; sizes and axes stay on the CPU, where they are read.</param>
    /// <exception cref="GlassboxException">The file is damaged, or needs an operator or a form of one that is not supported; the message names the node.</exception>
    public OnnxNetwork(ReadOnlyMemory<byte> bytes, string file, string? folder, Device device)
    {
        this.file = file;
        var proto = OnnxFile.Parse(bytes, file);
        var opset = proto.Opsets.GetValueOrDefault("", 1);
        if (opset is < 7 or > 20) throw new GlassboxException($"{file} is written in ONNX opset {opset}; 7 to 20 are supported: convert it with onnx.version_converter.");
        using var grad = no_grad();
        using var scope = NewDisposeScope();

        taken = [.. proto.Graph.Initializers.Select(i => i.Name), .. proto.Graph.Inputs.Select(i => i.Name), .. proto.Graph.Nodes.SelectMany(n => n.Outputs)];
        foreach (var initializer in proto.Graph.Initializers) Keep(initializer.Name, initializer.Read(folder));
        var inputs = proto.Graph.Inputs.Where(i => !constants.ContainsKey(i.Name)).ToArray();
        var outputs = proto.Graph.Outputs.Select(o => o.Name).ToArray();
        input = inputs is [var only] ? only.Name : throw new GlassboxException($"{file} takes {inputs.Length} inputs ({string.Join(", ", inputs.Select(i => i.Name))}); one is supported.");
        output = outputs is [var single] ? single : throw new GlassboxException($"{file} gives {outputs.Length} outputs ({string.Join(", ", outputs)}); one is supported: export the network with one.");
        InputShape = inputs[0].Shape;
        Classes = proto.Graph.Outputs[0].Shape is [_, > 0 and var classes] ? classes : null;
        batchOfOne = InputShape is [1, ..];

        var known = new HashSet<string>(constants.Keys) { input };
        foreach (var node in Needed(proto.Graph.Nodes, output))
        {
            var op = OnnxOperators.Of(node, file);
            foreach (var name in node.Inputs)
                if (name.Length > 0 && !known.Contains(name)) throw new GlassboxException($"{file} is damaged: node \"{node.Label}\" ({node.Operator}) needs \"{name}\", which nothing before it makes.");
            known.UnionWith(node.Outputs);
            var versioned = node with { Opset = opset };
            if (node.Inputs.All(i => i.Length == 0 || constants.ContainsKey(i)))
            {
                var values = Run(versioned, op, [.. node.Inputs.Select(Constant)], null);
                for (var i = 0; i < node.Outputs.Length && i < values.Length; i++) Keep(node.Outputs[i], values[i]);
            }
            else
            {
                steps.Add(Settle(versioned, op));
            }
        }
        if (!known.Contains(output)) throw new GlassboxException($"{file} is damaged: nothing makes its output \"{output}\".");
        if (steps.Count == 0) throw new GlassboxException($"The output of {file} does not depend on its input.");
        DropUnused();
        foreach (var (name, value) in constants)
            if (value.is_floating_point()) constants[name] = value.to(device).DetachFromDisposeScope();
        var later = new HashSet<string> { output };
        for (var i = steps.Count - 1; i >= 0; i--)
            steps[i] = steps[i] with { Last = [.. steps[i].Node.Inputs.Where(n => !constants.ContainsKey(n) && later.Add(n))] };
    }

    /// <summary>The input's shape as the file says it, with -1 for a dimension without a number; null where it says none.</summary>
    public long[]? InputShape { get; }

    /// <summary>How many classes the output has, where the file says it.</summary>
    public long? Classes { get; }

    /// <summary>The weights that the nodes use, by the file's names (of what is computed from constants, the name of the value).</summary>
    public IReadOnlyDictionary<string, Tensor> Parameters => constants.Where(c => c.Value.is_floating_point()).ToDictionary();

    /// <summary>Runs the nodes on a batch.</summary>
    /// <param name="x">The input, of any batch size: <c>[N, ...]</c>.</param>
    public Tensor Forward(Tensor x)
    {
        CheckShape(x);
        long? batch = batchOfOne ? x.shape[0] : null;
        var values = new Dictionary<string, Tensor> { [input] = x };
        foreach (var step in steps)
        {
            var inputs = new Tensor?[step.Node.Inputs.Length];
            for (var i = 0; i < inputs.Length; i++)
                if (step.Node.Inputs[i] is { Length: > 0 } name) inputs[i] = values.TryGetValue(name, out var value) ? value : constants[name];
            Tensor[] results;
            using (CaptureScope.Enter(step.Node.Label)) results = Run(step.Node, step.Operator, inputs, batch);
            for (var i = 0; i < step.Node.Outputs.Length && i < results.Length; i++) values[step.Node.Outputs[i]] = results[i];
            foreach (var name in step.Last) values.Remove(name);
        }
        var y = values[output];
        // Sizes that were written down for one sample may have run several together.
        return batch > 1 && (y.dim() == 0 || y.shape[0] != batch) ? throw new GlassboxException($"{file} gives [{string.Join(", ", y.shape)}] for {batch} samples.{OneAtATime(batch)}") : y;
    }

    private static string OneAtATime(long? batch) =>
        batch > 1 ? $" It was exported for one sample at a time, and {batch} were given: export it with a batch of any size (dynamic_axes)." : "";

    private Tensor[] Run(OnnxNode node, OnnxOperator op, Tensor?[] inputs, long? batch)
    {
        try { return op(node, new OnnxInputs(node, inputs, batch)); }
        catch (TorchException e) { throw new GlassboxException($"{file}: node \"{node.Label}\" ({node.Operator}) cannot run: {e.Message}{OneAtATime(batch)}", e); }
        catch (Exception e) when (e is OverflowException or IndexOutOfRangeException or ArgumentException)
        {
            throw new GlassboxException($"{file}: node \"{node.Label}\" ({node.Operator}) cannot run on inputs of these shapes: {string.Join(", ", inputs.Select(i => i is null ? "none" : $"[{string.Join(", ", i.shape)}]"))}.", e);
        }
    }

    /// <summary>A product with a constant matrix becomes a linear layer, whose weight is <c>[out, in]</c> as everywhere.</summary>
    private Step Settle(OnnxNode node, OnnxOperator op)
    {
        var gemm = node.Operator == "Gemm" && !node.Flag("transA") && node.Float("alpha", 1) == 1 && node.Float("beta", 1) == 1;
        if (!gemm && node.Operator != "MatMul" || node.Inputs.Length < 2 || Constant(node.Inputs[1]) is not { } matrix || matrix.dim() != 2) return new Step(node, op, []);
        if (node.Inputs.Length > 2 && Constant(node.Inputs[2]) is { } bias && bias.dim() > 1) return new Step(node, op, []);
        var name = node.Inputs[1];
        if (!node.Flag("transB"))
        {
            // The matrix may be used elsewhere as it is, and the name be taken.
            if (!transposed.TryGetValue(name, out var turned))
            {
                turned = name + ".T";
                while (taken.Contains(turned)) turned += "T";
                transposed[name] = turned;
                Keep(turned, matrix.t().contiguous());
            }
            name = turned;
        }
        var linear = node with { Operator = LinearOperators.Linear, Inputs = [node.Inputs[0], name, .. node.Inputs.Skip(2)] };
        return new Step(linear, OnnxOperators.Of(linear, file), []);
    }

    private void Keep(string name, Tensor value) => constants[name] = value.DetachFromDisposeScope();

    private Tensor? Constant(string name) => name.Length > 0 ? constants.GetValueOrDefault(name) : null;

    private void DropUnused()
    {
        var used = steps.SelectMany(s => s.Node.Inputs).Append(output).ToHashSet();
        foreach (var (name, value) in constants.ToArray())
            if (!used.Contains(name))
            {
                constants.Remove(name);
                value.Dispose();
            }
    }

    private void CheckShape(Tensor x)
    {
        if (InputShape is not { } wanted || wanted.Length == 0) return;
        var fits = x.dim() == wanted.Length && wanted.Select((size, d) => d == 0 || size <= 0 || x.shape[d] == size).All(f => f);
        if (!fits)
            throw new GlassboxException($"{file} takes inputs of shape [{string.Join(", ", wanted.Select((size, d) => d == 0 ? "N" : size <= 0 ? "any" : size.ToString()))}], not [{string.Join(", ", x.shape)}].");
    }

    /// <summary>The nodes that the output depends on, in the file's order.</summary>
    private static IEnumerable<OnnxNode> Needed(IReadOnlyList<OnnxNode> nodes, string output)
    {
        var wanted = new HashSet<string> { output };
        var needed = new List<OnnxNode>();
        for (var i = nodes.Count - 1; i >= 0; i--)
            if (nodes[i].Outputs.Any(o => o.Length > 0 && wanted.Contains(o)))
            {
                wanted.UnionWith(nodes[i].Inputs);
                needed.Add(nodes[i]);
            }
        needed.Reverse();
        return needed;
    }

    /// <summary>A node that runs with every batch.</summary>
    /// <param name="Node">The node.</param>
    /// <param name="Operator">What it does.</param>
    /// <param name="Last">The values that nothing needs after it.</param>
    private sealed record Step(OnnxNode Node, OnnxOperator Operator, string[] Last);
}
