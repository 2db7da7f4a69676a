namespace Glassbox;

/// <summary>ATen's operators by what they do, by <see cref="Node.Kind"/>, for methods whose rules treat those of a family alike. A new operator is added here, and every such method knows it.</summary>
public static class Aten
{
    /// <summary>Elementwise nonlinearities of one input.</summary>
    public static IReadOnlySet<string> Activations { get; } = new HashSet<string>
    {
        "relu", "relu6", "leaky_relu", "prelu", "rrelu", "elu", "selu", "celu", "gelu", "silu", "mish", "sigmoid", "log_sigmoid", "tanh", "softplus", "softsign",
        "hardtanh", "hardswish", "hardsigmoid", "hardshrink", "softshrink", "threshold", "clamp", "clamp_min", "clamp_max", "clip",
    };

    /// <summary>They give what they were given; dropout does so when a network is evaluated.</summary>
    public static IReadOnlySet<string> Copies { get; } = new HashSet<string>
    {
        "dropout", "feature_dropout", "alpha_dropout", "feature_alpha_dropout", "clone", "contiguous", "to", "_to_copy", "alias", "detach", "type_as", "lift_fresh", "copy",
    };

    /// <summary>They move elements, repeat or leave out some, and mix none: views, joins, selections, paddings.</summary>
    public static IReadOnlySet<string> Moves { get; } = new HashSet<string>
    {
        "view", "reshape", "view_as", "reshape_as", "_unsafe_view", "flatten", "unflatten", "squeeze", "unsqueeze", "permute", "transpose", "t", "numpy_T", "mT", "movedim", "swapaxes",
        "expand", "expand_as", "broadcast_to", "repeat", "tile", "cat", "concat", "stack", "hstack", "vstack", "split", "split_with_sizes", "chunk", "tensor_split", "unbind", "select",
        "slice", "narrow", "index", "index_select", "gather", "take_along_dim", "pad", "constant_pad_nd", "reflection_pad1d", "reflection_pad2d", "replication_pad2d", "flip", "roll",
        "pixel_shuffle", "pixel_unshuffle", "channel_shuffle", "as_strided", "as_strided_scatter", "slice_scatter", "select_scatter", "im2col", "unfold",
    };

    /// <summary>The largest of several elements of one input.</summary>
    public static IReadOnlySet<string> Maxima { get; } = new HashSet<string>
    {
        "max_pool1d", "max_pool2d", "max_pool3d", "max_pool1d_with_indices", "max_pool2d_with_indices", "max_pool3d_with_indices",
        "adaptive_max_pool1d", "adaptive_max_pool2d", "adaptive_max_pool3d", "amax",
    };

    /// <summary>Sums of elements with fixed factors of one sign an input.</summary>
    public static IReadOnlySet<string> Sums { get; } = new HashSet<string>
    {
        "add", "sub", "subtract", "rsub", "neg", "mean", "sum", "cumsum", "avg_pool1d", "avg_pool2d", "avg_pool3d", "adaptive_avg_pool1d", "adaptive_avg_pool2d", "adaptive_avg_pool3d",
        "_adaptive_avg_pool2d", "_adaptive_avg_pool3d", "upsample_nearest1d", "upsample_nearest2d", "upsample_nearest3d", "upsample_linear1d", "upsample_bilinear2d", "upsample_trilinear3d",
    };

    /// <summary>Products and quotients: linear in each factor, but for a divisor.</summary>
    public static IReadOnlySet<string> Products { get; } = new HashSet<string>
    {
        "mul", "multiply", "div", "divide", "true_divide", "matmul", "mm", "bmm", "baddbmm", "einsum", "mv", "dot",
    };
}
