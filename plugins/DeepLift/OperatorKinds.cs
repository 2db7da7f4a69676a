namespace Glassbox.Plugins;

/// <summary>Operators by how differences pass through them. Kinds are ATen's names without the underscore of the in-place forms.</summary>
internal static class OperatorKinds
{
    /// <summary>Elementwise functions of one input.</summary>
    public static readonly HashSet<string> Elementwise =
    [
        "relu", "relu6", "leaky_relu", "prelu", "rrelu", "elu", "selu", "celu", "gelu", "silu", "mish", "sigmoid", "log_sigmoid", "tanh", "softplus", "softsign",
        "hardtanh", "hardswish", "hardsigmoid", "hardshrink", "softshrink", "threshold", "clamp", "clamp_min", "clamp_max", "clip",
        "exp", "log", "sqrt", "rsqrt", "reciprocal", "square", "abs", "pow", "erf", "sin", "cos",
    ];

    public static readonly HashSet<string> Maxima =
    [
        "max_pool1d", "max_pool2d", "max_pool3d", "max_pool1d_with_indices", "max_pool2d_with_indices", "max_pool3d_with_indices",
        "adaptive_max_pool1d", "adaptive_max_pool2d", "adaptive_max_pool3d", "amax",
    ];

    /// <summary>They move elements and copy them, and mix none.</summary>
    public static readonly HashSet<string> Moving =
    [
        "view", "reshape", "view_as", "reshape_as", "_unsafe_view", "flatten", "unflatten", "squeeze", "unsqueeze", "permute", "transpose", "t", "numpy_T", "mT", "movedim", "swapaxes",
        "expand", "expand_as", "broadcast_to", "repeat", "tile", "cat", "concat", "stack", "hstack", "vstack", "split", "split_with_sizes", "chunk", "tensor_split", "unbind", "select",
        "slice", "narrow", "index", "index_select", "gather", "take_along_dim", "pad", "constant_pad_nd", "reflection_pad1d", "reflection_pad2d", "replication_pad2d", "flip", "roll",
        "pixel_shuffle", "pixel_unshuffle", "channel_shuffle", "as_strided", "as_strided_scatter", "slice_scatter", "select_scatter", "im2col", "unfold", "copy",
        "dropout", "feature_dropout", "alpha_dropout", "feature_alpha_dropout", "clone", "contiguous", "to", "_to_copy", "alias", "detach", "type_as", "lift_fresh",
    ];

    /// <summary>They sum elements with factors of one sign: see <see cref="SignOf"/>.</summary>
    public static readonly HashSet<string> Summing =
    [
        "add", "sub", "subtract", "rsub", "neg", "mean", "sum", "cumsum", "avg_pool1d", "avg_pool2d", "avg_pool3d", "adaptive_avg_pool1d", "adaptive_avg_pool2d", "adaptive_avg_pool3d",
        "_adaptive_avg_pool2d", "_adaptive_avg_pool3d", "upsample_nearest1d", "upsample_nearest2d", "upsample_nearest3d", "upsample_linear1d", "upsample_bilinear2d", "upsample_trilinear3d",
    ];

    /// <summary>They are affine in an input that stands in them alone.</summary>
    public static readonly HashSet<string> Affine = ["batch_norm", "masked_fill", "where", "index_put", "upsample_bicubic2d"];

    /// <summary>They are linear in each factor.</summary>
    public static readonly HashSet<string> Products =
        ["mul", "multiply", "div", "divide", "true_divide", "matmul", "mm", "bmm", "baddbmm", "addmm", "addcmul", "mv", "dot", "einsum", "linear", "conv1d", "conv2d", "conv3d"];

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
