namespace Glassbox.Plugins;

/// <summary>Operators by how differences pass through them, by <see cref="Node.Kind"/>.</summary>
internal static class OperatorKinds
{
    /// <summary>Elementwise functions of one input.</summary>
    public static readonly HashSet<string> Elementwise =
        [.. Aten.Activations, "exp", "log", "log1p", "expm1", "sqrt", "rsqrt", "reciprocal", "square", "abs", "pow", "erf", "sin", "cos"];

    /// <summary>They move elements and copy them, and mix none.</summary>
    public static readonly HashSet<string> Moving = [.. Aten.Moves, .. Aten.Copies];

    /// <summary>They are affine in an input that stands in them alone.</summary>
    public static readonly HashSet<string> Affine = ["batch_norm", "masked_fill", "where", "index_put", "upsample_bicubic2d"];

    /// <summary>They are linear in each factor.</summary>
    public static readonly HashSet<string> Products = [.. Aten.Products, "addmm", "addcmul", "linear", "conv1d", "conv2d", "conv3d"];

    /// <summary>Whether an operator's output falls as this input of it rises.</summary>
    public static int SignOf(Node node, Value input) => node.Kind switch
    {
        "neg" => -1,
        "sub" or "subtract" when node.InputNamed("other") == input => -Scale(node),
        "rsub" when node.InputNamed("self") == input => -Scale(node),
        "add" when node.InputNamed("other") == input => Scale(node),
        _ => 1,
    };

    private static int Scale(Node node) => node.Has("alpha") && Convert.ToDouble(node.Argument("alpha") ?? 1.0, System.Globalization.CultureInfo.InvariantCulture) < 0 ? -1 : 1;
}
