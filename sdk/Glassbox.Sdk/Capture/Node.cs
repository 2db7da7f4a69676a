using TorchSharp.Interop;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>An operator that ran, with what it was given and what it gave.</summary>
public sealed class Node
{
    private readonly OperatorSchema schema;
    private readonly object?[] arguments;
    private Value[]? inputs;
    private string? kind;

    internal Node(int index, string fullName, string name, string path, object?[] arguments)
    {
        Index = index;
        FullName = fullName;
        Name = name;
        Path = path;
        this.arguments = arguments;
        schema = OperatorSchema.Of(fullName);
    }

    /// <summary>The node's place in the order of execution, from 0.</summary>
    public int Index { get; }

    /// <summary>The operator without its overload: <c>aten::add_</c>.</summary>
    public string Operator => FullName.Split('.')[0];

    /// <summary>The operator with its overload: <c>aten::add_.Tensor</c>.</summary>
    public string FullName { get; }

    /// <summary>
    /// The operator's bare name, the same whether it works in place or not: <c>add</c>. Convolutions of any rank in one operator, as traced TorchScript files have them, are named
    /// as those that say their rank: <c>conv2d</c>, <c>conv_transpose2d</c>.
    /// </summary>
    public string Kind => kind ??= Bare() is not ("convolution" or "_convolution" or "_convolution_mode") ? Bare() : $"{(Has("transposed") && Argument("transposed") is true ? "conv_transpose" : "conv")}{InputNamed("weight")!.Tensor.dim() - 2}d";

    /// <summary>The node's own name: the module path and the operator.</summary>
    public string Name { get; }

    /// <summary>The path of the module it ran under: <c>layer1.0.conv1</c>; empty at the top.</summary>
    public string Path { get; }

    /// <summary>The arguments in the schema's order: a <see cref="Value"/>, an array of values (or nulls), a number, a text, a list, or null.</summary>
    public IReadOnlyList<object?> Arguments => arguments;

    /// <summary>The tensors it gave, in order; null where the operator gave none.</summary>
    public Value?[] Outputs { get; internal set; } = [];

    /// <summary>The only or first tensor it gave.</summary>
    public Value Output => Outputs[0]!;

    /// <summary>Every value among the arguments, in order, those in lists too.</summary>
    public Value[] Inputs => inputs ??= [.. arguments.SelectMany(a => a switch { Value v => [v], Value?[] list => list.OfType<Value>(), _ => Enumerable.Empty<Value>() })];

    /// <summary>Whether the operator changed one of its arguments. Its value before is an input, its value after an output.</summary>
    public bool InPlace => schema.InPlace;

    /// <summary>Whether any of its inputs depends on the model's input.</summary>
    public bool IsActive => Inputs.Any(i => i.IsActive);

    /// <summary>An argument by its name in the schema: <c>stride</c>; null where it was not given.</summary>
    /// <exception cref="ArgumentException">The operator has no such parameter.</exception>
    public object? Argument(string parameter)
    {
        var index = schema.IndexOf(parameter);
        if (index < 0) throw new ArgumentException($"{Operator} has no parameter \"{parameter}\": it has {string.Join(", ", schema.Parameters)}.", nameof(parameter));
        return index < arguments.Length ? arguments[index] : null;
    }

    /// <summary>A tensor argument by its name; null where it was not given.</summary>
    public Value? InputNamed(string parameter) => Argument(parameter) as Value;

    private string Bare()
    {
        var name = Operator[(Operator.IndexOf(':') + 2)..];
        return name.EndsWith('_') && !name.EndsWith("__") ? name[..^1] : name;
    }

    /// <summary>Whether the operator has a parameter of this name.</summary>
    public bool Has(string parameter) => schema.IndexOf(parameter) >= 0;

    /// <summary>Whether what the operator gives may share memory with what it was given, without its being changed.</summary>
    internal bool IsView => schema.IsView;

    /// <summary>Runs the operator again with other tensors; the model's own are never changed.</summary>
    /// <param name="replace">The tensor to use for a value; null for the recorded one.</param>
    /// <returns>The results in the order of <see cref="Outputs"/>.</returns>
    public Tensor?[] Run(Func<Value, Tensor?> replace) => Run(replace, inPlace: false);

    /// <summary>As <see cref="Run(Func{Value, Tensor?})"/>, with leave to change an argument.</summary>
    /// <param name="replace">The tensor to use for a value; null for the recorded one.</param>
    /// <param name="inPlace">Whether the operator may change its argument as it did when the model ran, because nobody else reads it.</param>
    internal Tensor?[] Run(Func<Value, Tensor?> replace, bool inPlace)
    {
        var given = new Argument[arguments.Length];
        List<Tensor>? copies = null;
        // Without a copy where there is the same operator that changes nothing. Changed in place, a tensor keeps its type, whatever the others' are.
        var functional = inPlace ? null : schema.Functional;
        if (functional is not null && Inputs.Select(v => (replace(v) ?? v.Tensor).dtype).Distinct().Count() > 1) functional = null;
        for (var i = 0; i < arguments.Length; i++)
        {
            given[i] = arguments[i] switch
            {
                Value v when schema.Changes[i] && !inPlace && functional is null => Copy(replace(v) ?? v.Tensor),
                Value v => replace(v) ?? v.Tensor,
                Value?[] list => TorchSharp.Interop.Argument.OptionalTensors([.. list.Select(v => v is null ? null : replace(v) ?? v.Tensor)]),
                var constant => ToArgument(constant),
            };
        }
        var results = Dispatcher.CallAny(functional ?? FullName, given);
        copies?.ForEach(c => c.Dispose());
        return [.. results.SelectMany(r => r switch { Tensor t => [t], Tensor[] list => list, _ => Enumerable.Empty<Tensor?>().Append(null) })];

        Tensor Copy(Tensor original)
        {
            var copy = Dispatcher.Call("aten::clone", original);
            (copies ??= []).Add(copy);
            return copy;
        }
    }

    /// <summary>
    /// The exact vector-Jacobian product of this operator at the recorded values: for each of <see cref="Inputs"/> that depends on the model's
    /// input, the gradient of the outputs weighted by <paramref name="outputs"/>; null for the others.
    /// </summary>
    /// <param name="outputs">A weight for each of <see cref="Outputs"/>; null for zero.</param>
    public Tensor?[] VectorJacobianProduct(Tensor?[] outputs)
    {
        // The transpose of a layer with weights needs no forward pass.
        if (outputs is [{ } weight] && LinearOperator.Of(this) is { } layer && Inputs.Count(i => i.IsActive) == 1)
        {
            var gradient = layer.Transpose(weight, layer.Weight);
            return [.. Inputs.Select(i => i.IsActive ? gradient : null)];
        }
        return VectorJacobianProduct(outputs, v => v.Tensor);
    }

    /// <summary>The vector-Jacobian product at other values than the recorded ones.</summary>
    /// <param name="outputs">A weight for each of <see cref="Outputs"/>; null for zero.</param>
    /// <param name="at">The tensor to use for each input.</param>
    public Tensor?[] VectorJacobianProduct(Tensor?[] outputs, Func<Value, Tensor> at)
    {
        using var on = enable_grad();
        var leaves = new Dictionary<Value, Tensor>();
        foreach (var input in Inputs)
            if (input.IsActive && input.Tensor.is_floating_point() && !leaves.ContainsKey(input)) leaves[input] = at(input).detach().requires_grad_();
        var results = Run(v => leaves.TryGetValue(v, out var leaf) ? leaf : v.Kind == ValueKind.Parameter ? at(v).detach() : at(v));
        var (given, weights) = (new List<Tensor>(), new List<Tensor>());
        for (var i = 0; i < results.Length && i < outputs.Length; i++)
        {
            if (outputs[i] is not { } weight || results[i] is not { requires_grad: true } result) continue;
            given.Add(result);
            weights.Add(weight);
        }
        var gradients = given.Count == 0
            ? new Tensor?[leaves.Count]
            : [.. autograd.grad(given, [.. leaves.Values], weights, allow_unused: true)];
        foreach (var result in results) result?.Dispose();
        var byValue = leaves.Keys.Zip(gradients).ToDictionary(p => p.First, p => p.Second);
        foreach (var leaf in leaves.Values) leaf.Dispose();
        return [.. Inputs.Select((v, i) => Array.IndexOf(Inputs, v) == i && byValue.TryGetValue(v, out var g) ? g : null)];
    }

    internal void RegisterUses()
    {
        foreach (var input in Inputs) input.AddUser(this);
    }

    private static Argument ToArgument(object? constant) => constant switch
    {
        null => TorchSharp.Interop.Argument.None,
        long l => l,
        double d => d,
        bool b => b,
        string s => s,
        long[] ls => ls,
        double[] ds => ds,
        bool[] bs => bs,
        Device device => device,
        System.Numerics.Complex c => new TorchSharp.Scalar(c),
        _ => throw new InvalidOperationException($"A recorded argument of type {constant.GetType().Name} cannot be given again."),
    };

    /// <inheritdoc/>
    public override string ToString() =>
        $"{string.Join(", ", Outputs.Select(o => o?.ToString() ?? "-"))} = {FullName}({string.Join(", ", arguments.Select(Show))})";

    private static string Show(object? argument) => argument switch
    {
        null => "none",
        Value v => "%" + v.Name,
        Value?[] list => $"[{string.Join(", ", list.Select(v => v is null ? "none" : "%" + v.Name))}]",
        long[] l => $"[{string.Join(", ", l)}]",
        double[] d => $"[{string.Join(", ", d)}]",
        bool[] b => $"[{string.Join(", ", b)}]",
        string s => $"\"{s}\"",
        _ => argument.ToString()!,
    };
}
