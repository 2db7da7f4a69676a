using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>The factor of a product that says how much of the other passes: attention weights, or a sigmoid.</summary>
internal static class Gate
{
    private static readonly HashSet<string> Makers = ["softmax", "_softmax", "sigmoid", "hardsigmoid"];

    /// <summary>The one input of a product that is a gate; null where none is, or both are.</summary>
    public static Value? Of(Node node) => node.Inputs.Where(i => i.IsActive && Is(i)).Distinct().ToList() is [var gate] ? gate : null;

    /// <summary>Whether a product is a gate that lets through what the network computed from constants alone, as a recurrent network's does before it has read anything.</summary>
    public static bool LetsConstantThrough(Node node) =>
        OperatorRules.IsProduct(node) && node.Inputs.Length == 2 && node.Inputs.Any(i => i.IsActive && Is(i)) && node.Inputs.Any(i => !i.IsActive && i.Kind == ValueKind.Computed);

    /// <summary>A gate held constant that lets a constant through passes nothing on.</summary>
    public static Tensor?[] Absorb(Node node, Tensor?[] outputs, Account account)
    {
        account.Ledger.Absorb(node, outputs[0]!);
        return new Tensor?[node.Inputs.Length];
    }

    private static bool Is(Value value)
    {
        while (value.Producer is { } node)
        {
            if (Makers.Contains(node.Kind)) return true;
            // What one gate leaves for another, 1 - z.
            if (!(OperatorRules.Keeps(node) || IsRest(node)) || node.Inputs.Count(i => i.IsActive) != 1) return false;
            value = node.Inputs.First(i => i.IsActive);
        }
        return false;
    }

    private static bool IsRest(Node node) => node.Kind switch
    {
        "rsub" => node.Argument("other") is 1L or 1.0 && node.Argument("alpha") is 1L or 1.0,
        "sub" => node.InputNamed("self") is { IsActive: false } one && one.Tensor.eq(1).all().ToBoolean() && node.Argument("alpha") is 1L or 1.0,
        _ => false,
    };
}
