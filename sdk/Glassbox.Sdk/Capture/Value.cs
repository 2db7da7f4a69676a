using static TorchSharp.torch;

namespace Glassbox;

/// <summary>What a value is in a captured graph.</summary>
public enum ValueKind
{
    /// <summary>What the model was given.</summary>
    Input,

    /// <summary>A parameter or buffer of the model.</summary>
    Parameter,

    /// <summary>A tensor made outside the model.</summary>
    Constant,

    /// <summary>The result of an operator.</summary>
    Computed,
}

/// <summary>A tensor in a captured graph, in single-assignment form: changing a tensor in place makes a new value, and the value before keeps what it held.</summary>
public sealed class Value
{
    private readonly List<Node> users = [];

    internal Value(ValueKind kind, Tensor tensor, string name, Node? producer = null, int outputIndex = 0)
    {
        Kind = kind;
        Tensor = tensor;
        Name = name;
        Producer = producer;
        OutputIndex = outputIndex;
    }

    /// <summary>What the value is.</summary>
    public ValueKind Kind { get; }

    /// <summary>What it held when the model ran; connected for <c>autograd.grad</c> where the graph was captured with gradients.</summary>
    public Tensor Tensor { get; internal set; }

    /// <summary>The parameter's name, or that of the node that made it.</summary>
    public string Name { get; }

    /// <summary>The node that made it; null for inputs, parameters and constants.</summary>
    public Node? Producer { get; }

    /// <summary>Which of the node's results it is, from 0.</summary>
    public int OutputIndex { get; }

    /// <summary>The nodes that read it, in the order they ran; a node that reads it twice stands here once.</summary>
    public IReadOnlyList<Node> Users => users;

    /// <summary>Whether it depends on the model's input.</summary>
    public bool IsActive { get; internal set; }

    internal void AddUser(Node node)
    {
        if (users.Count == 0 || users[^1] != node) users.Add(node);
    }

    /// <inheritdoc/>
    public override string ToString() => $"%{Name} {Tensor.dtype}[{string.Join(", ", Tensor.shape)}]";
}
