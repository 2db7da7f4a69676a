using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>An operator whose output at a place depends on its inputs at that place alone: activations, batch norm, sums, concatenations of channels.</summary>
internal sealed class PlacewiseOperator : RegionalOperator
{
    private static readonly HashSet<string> Kinds =
    [
        "relu", "relu6", "hardtanh", "leaky_relu", "prelu", "elu", "selu", "celu", "sigmoid", "tanh", "gelu", "silu", "mish", "hardswish", "hardsigmoid", "softplus", "softsign", "log_sigmoid",
        "threshold", "clamp", "clamp_min", "clamp_max", "clip", "neg", "abs", "exp", "log", "sqrt", "rsqrt", "reciprocal", "square", "pow", "sin", "cos", "erf", "rsub",
        "add", "sub", "mul", "div", "maximum", "minimum", "batch_norm", "clone", "cat", "concat",
    ];

    private readonly long height, width;

    private PlacewiseOperator(Node node) : base(node) => (height, width) = (node.Output.Tensor.size(2), node.Output.Tensor.size(3));

    public override bool MakesItsOwn => true;

    /// <summary>Whether it reads a single map, so that it changes in the very places that that does.</summary>
    public bool IsOfOneMap => Node.Inputs.Where(IsMap).Distinct().Count() == 1;

    public static new PlacewiseOperator? Of(Node node)
    {
        if (!Kinds.Contains(node.Kind) || node.Outputs.Length != 1 || node.Output.Tensor.dim() != 4) return null;
        if (node.Kind is "cat" or "concat" && node.Argument("dim") is not (1L or -3L)) return null;
        if (node.Kind == "batch_norm" && node.Argument("training") is true) return null;
        var operation = new PlacewiseOperator(node);
        return node.Inputs.All(i => operation.IsMap(i) || (!i.IsActive && IsSameEverywhere(i.Tensor, node.Kind))) ? operation : null;
    }

    public override Regions? Reached(IReadOnlyDictionary<Value, Regions> changed)
    {
        Regions? reached = null;
        foreach (var input in Node.Inputs)
            if (changed.TryGetValue(input, out var where)) reached = reached is null ? where : Regions.Union(reached, where, height, width);
        return reached;
    }

    public override Tensor Run(ReplayedValues values, Regions where)
    {
        var windows = new Dictionary<Value, Tensor>();
        foreach (var input in Node.Inputs)
            if (IsMap(input) && !windows.ContainsKey(input)) windows[input] = values.Window(input, where);
        return Node.Run(windows.GetValueOrDefault, inPlace: MayChange(values))[0]!;
    }

    public override Tensor?[] RunWhole(ReplayedValues values) => Node.Run(v => IsMap(v) ? values.Whole(v) : null, inPlace: MayChange(values));

    private bool MayChange(ReplayedValues values) => Node.InPlace && Node.Arguments[0] is Value changed && values.Spent(changed);

    private bool IsMap(Value value) => value.Tensor.dim() == 4 && value.Tensor.size(0) == 1 && value.Tensor.size(2) == height && value.Tensor.size(3) == width;

    /// <summary>Numbers, and values a channel.</summary>
    private static bool IsSameEverywhere(Tensor constant, string kind) =>
        constant.numel() == 1 || (constant.dim() == 1 ? kind is "batch_norm" or "prelu" : constant.size(-1) == 1 && constant.size(-2) == 1);
}
