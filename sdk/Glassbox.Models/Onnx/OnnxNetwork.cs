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
    private readonly (string Name, long[]? Shape)[] inputs;
    private readonly string[] outputs;
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
        inputs = [.. proto.Graph.Inputs.Where(i => !constants.ContainsKey(i.Name)).Select(i => (i.Name, (long[]?)i.Shape))];
        outputs = [.. proto.Graph.Outputs.Select(o => o.Name)];
        Classes = proto.Graph.Outputs[0].Shape is [_, > 0 and var classes] ? classes : null;
        batchOfOne = inputs is [(_, [1, ..]), ..];

        var known = new HashSet<string>([.. constants.Keys, .. inputs.Select(i => i.Name)]);
        foreach (var node in Needed(proto.Graph.Nodes, outputs))
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
        foreach (var output in outputs)
            if (!known.Contains(output)) throw new GlassboxException($"{file} is damaged: nothing makes its output \"{output}\".");
        if (steps.Count == 0) throw new GlassboxException($"The output of {file} does not depend on its input.");
        JoinGelus();
        DropUnused();
        foreach (var (name, value) in constants)
            if (value.is_floating_point()) constants[name] = value.to(device).DetachFromDisposeScope();
        var later = outputs.ToHashSet();
        for (var i = steps.Count - 1; i >= 0; i--)
            steps[i] = steps[i] with { Last = [.. steps[i].Node.Inputs.Where(n => !constants.ContainsKey(n) && later.Add(n))] };
    }

    /// <summary>The names of the inputs.</summary>
    public IReadOnlyList<string> InputNames => [.. inputs.Select(i => i.Name)];

    /// <summary>The names of the outputs.</summary>
    public IReadOnlyList<string> OutputNames => outputs;

    /// <summary>How many classes the output has, where the file says it.</summary>
    public long? Classes { get; }

    /// <summary>The weights that the nodes use, by the file's names (of what is computed from constants, the name of the value).</summary>
    public IReadOnlyDictionary<string, Tensor> Parameters => constants.Where(c => c.Value.is_floating_point()).ToDictionary();

    /// <summary>Runs the nodes on a batch.</summary>
    /// <param name="given">The inputs in the file's order, of any batch size: <c>[N, ...]</c>.</param>
    /// <returns>The outputs in the file's order.</returns>
    public Tensor[] Forward(params Tensor[] given)
    {
        if (given.Length != inputs.Length) throw new GlassboxException($"{file} takes {inputs.Length} inputs ({string.Join(", ", InputNames)}), not {given.Length}.");
        for (var i = 0; i < given.Length; i++) CheckShape(given[i], inputs[i].Shape);
        long? batch = batchOfOne ? given[0].shape[0] : null;
        var values = inputs.Zip(given).ToDictionary(p => p.First.Name, p => p.Second);
        foreach (var step in steps)
        {
            var taken = new Tensor?[step.Node.Inputs.Length];
            for (var i = 0; i < taken.Length; i++)
                if (step.Node.Inputs[i] is { Length: > 0 } name) taken[i] = values.TryGetValue(name, out var value) ? value : constants[name];
            Tensor[] results;
            using (CaptureScope.Enter(step.Node.Label)) results = Run(step.Node, step.Operator, taken, batch);
            for (var i = 0; i < step.Node.Outputs.Length && i < results.Length; i++) values[step.Node.Outputs[i]] = results[i];
            foreach (var name in step.Last) values.Remove(name);
        }
        return [.. outputs.Select(name => Checked(values.TryGetValue(name, out var value) ? value : constants[name], batch))];
    }

    /// <summary>Sizes that were written down for one sample may have run several together.</summary>
    private Tensor Checked(Tensor y, long? batch) =>
        batch > 1 && (y.dim() == 0 || y.shape[0] != batch) ? throw new GlassboxException($"{file} gives [{string.Join(", ", y.shape)}] for {batch} samples.{OneAtATime(batch)}") : y;

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
        var used = steps.SelectMany(s => s.Node.Inputs).Concat(outputs).ToHashSet();
        foreach (var (name, value) in constants.ToArray())
            if (!used.Contains(name))
            {
                constants.Remove(name);
                value.Dispose();
            }
    }

    private void CheckShape(Tensor x, long[]? wanted)
    {
        if (wanted is null || wanted.Length == 0) return;
        var fits = x.dim() == wanted.Length && wanted.Select((size, d) => d == 0 || size <= 0 || x.shape[d] == size).All(f => f);
        if (!fits)
            throw new GlassboxException($"{file} takes inputs of shape [{string.Join(", ", wanted.Select((size, d) => d == 0 ? "N" : size <= 0 ? "any" : size.ToString()))}], not [{string.Join(", ", x.shape)}].");
    }

    /// <summary>
    /// The exact GELU, <c>x / 2 (1 + erf(x / sqrt 2))</c>, which files of opset 19 and before have in five nodes, becomes the one operator that methods know.
    /// </summary>
    private void JoinGelus()
    {
        foreach (var erf in steps.Where(s => s.Node.Operator == "Erf").ToArray())
        {
            if (Producer(erf.Node.Inputs[0]) is not { } scaled || Scaled(scaled.Node, Math.Sqrt(0.5)) is not { } x) continue;
            if (OnlyUser(erf) is not { Node.Operator: "Add" } plus || !plus.Node.Inputs.Any(n => Is(n, 1)) || OnlyUser(plus) is not { Node.Operator: "Mul" } times) continue;
            var other = times.Node.Inputs[0] == plus.Node.Outputs[0] ? times.Node.Inputs[1] : times.Node.Inputs[0];
            // The half stands after the product, or before it on x.
            var half = other == x ? OnlyUser(times) : Producer(other) is { } before && OnlyUser(before) == times ? before : null;
            if (half is null || Scaled(half.Node, 0.5) != (other == x ? times.Node.Outputs[0] : x) || OnlyUser(scaled) != erf) continue;
            var last = other == x ? half : times;
            var gelu = last.Node with { Operator = "Gelu", Inputs = [x], Attributes = new Dictionary<string, OnnxAttribute>() };
            steps[steps.IndexOf(last)] = new Step(gelu, OnnxOperators.Of(gelu, file), []);
            steps.RemoveAll(s => s == scaled || s == erf || s == plus || s == times && s != last || s == half && s != last);
        }

        Step? Producer(string name) => steps.FirstOrDefault(s => s.Node.Outputs.Contains(name));
        Step? OnlyUser(Step step) => !outputs.Contains(step.Node.Outputs[0]) && steps.Where(s => s.Node.Inputs.Contains(step.Node.Outputs[0])).ToArray() is [var only] ? only : null;
        bool Is(string name, double number) => Constant(name) is { } c && c.numel() == 1 && Math.Abs(c.to(ScalarType.Float64).ToDouble() - number) < 1e-6;
        string? Scaled(OnnxNode node, double factor) => node switch
        {
            { Operator: "Div", Inputs: [var a, var b] } when Is(b, 1 / factor) => a,
            { Operator: "Mul", Inputs: [var a, var b] } when Is(b, factor) => a,
            { Operator: "Mul", Inputs: [var a, var b] } when Is(a, factor) => b,
            _ => null,
        };
    }

    /// <summary>The nodes that the outputs depend on, in the file's order.</summary>
    private static IEnumerable<OnnxNode> Needed(IReadOnlyList<OnnxNode> nodes, IEnumerable<string> outputs)
    {
        var wanted = outputs.ToHashSet();
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
