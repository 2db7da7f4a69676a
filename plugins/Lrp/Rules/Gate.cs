namespace Glassbox.Plugins;

/// <summary>The factor of a product that says how much of the other passes: attention weights, or a sigmoid.</summary>
internal static class Gate
{
    private static readonly HashSet<string> Makers = ["softmax", "_softmax", "sigmoid", "hardsigmoid"];

    /// <summary>The one input of a product that is a gate; null where none is, or both are.</summary>
    public static Value? Of(Node node) => node.Inputs.Where(i => i.IsActive && Is(i)).Distinct().ToList() is [var gate] ? gate : null;

    private static bool Is(Value value)
    {
        while (value.Producer is { } node)
        {
            if (Makers.Contains(node.Kind)) return true;
            if (!OperatorRules.Keeps(node) || node.Inputs.Count(i => i.IsActive) != 1) return false;
            value = node.Inputs.First(i => i.IsActive);
        }
        return false;
    }
}
