using TorchSharp.Interop;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>
/// An operator that is linear in its input, with weights and perhaps a bias: convolutions of any rank, transposed or not, and linear layers.
/// It can be applied with other weights, and its transpose needs no forward pass.
/// </summary>
public sealed class LinearOperator
{
    private readonly Node node;
    private readonly bool transposedWeight;

    private LinearOperator(Node node, string input, string weight, string? bias, bool transposedWeight)
    {
        this.node = node;
        this.transposedWeight = transposedWeight;
        Input = node.InputNamed(input)!;
        Weight = node.InputNamed(weight)!.Tensor.detach();
        Bias = bias is null ? null : node.InputNamed(bias)?.Tensor.detach();
    }

    private LinearOperator(LinearOperator other) => (node, transposedWeight, Input, Weight) = (other.node, other.transposedWeight, other.Input, other.Weight);

    /// <summary>The value it is linear in.</summary>
    public Value Input { get; }

    /// <summary>Its weights, in the operator's layout.</summary>
    public Tensor Weight { get; }

    /// <summary>Its bias, <c>[out]</c>; null where it has none.</summary>
    public Tensor? Bias { get; }

    /// <summary>Whether it is a convolution of any rank.</summary>
    public bool IsConvolution => node.Kind.StartsWith("conv", StringComparison.Ordinal);

    /// <summary>Whether it is a transposed convolution, whose weights are <c>[in, out / groups, ...]</c>.</summary>
    private bool IsTransposed => node.Kind.StartsWith("conv_transpose", StringComparison.Ordinal);

    /// <summary>
    /// Whether several inputs, each with its weights, are given together at no more cost than one: libraries compute as many input channels at a time as a register holds. Inputs and weights are then
    /// joined along their channels.
    /// </summary>
    public bool JoinsInputs => node.Kind is "conv1d" or "conv2d" or "conv3d" && node.Argument("groups") is null or 1L && Weight.size(1) <= 8;

    /// <summary>Reads a node as a linear operator; null where it is none, or where its weights depend on the model's input.</summary>
    public static LinearOperator? Of(Node node)
    {
        var (input, weight, bias, transposed) = node.Kind switch
        {
            "linear" or "conv1d" or "conv2d" or "conv3d" or "conv_transpose1d" or "conv_transpose2d" or "conv_transpose3d" =>
                ("input", "weight", "bias", false),
            "addmm" => ("mat1", "mat2", "self", true),
            "mm" => ("self", "mat2", null, true),
            "matmul" => ("self", "other", (string?)null, true),
            _ => ("", "", null, false),
        };
        if (input.Length == 0 || node.InputNamed(input) is not { IsActive: true } x || node.InputNamed(weight) is not { IsActive: false } w) return null;
        if (bias is not null && node.InputNamed(bias) is { IsActive: true }) return null;
        // A matmul with a vector, or with a stack of matrices, is no linear layer.
        if (node.Kind == "matmul" && w.Tensor.dim() != 2) return null;
        return new LinearOperator(node, input, weight, bias, transposed);
    }

    /// <summary>The same operator with no bias.</summary>
    public LinearOperator WithoutBias() => new(this);

    /// <summary>The operator applied to another input, with other weights and bias.</summary>
    /// <param name="x">The input, in the recorded one's shape.</param>
    /// <param name="w">The weights, in the layout of <see cref="Weight"/>.</param>
    /// <param name="b">The bias, <c>[out]</c>; null for none.</param>
    public Tensor Apply(Tensor x, Tensor w, Tensor? b)
    {
        if (node.Kind is "addmm" or "mm" or "matmul")
        {
            var product = x.matmul(w);
            return b is null ? product : product.add_(b);
        }
        if (node.Kind == "linear") return nn.functional.linear(x, w, b);
        var given = new Argument[node.Arguments.Count];
        given[0] = x;
        given[1] = w;
        given[2] = b;
        for (var i = 3; i < given.Length; i++) given[i] = Constant(node.Arguments[i]);
        return Dispatcher.Call(node.FullName, given);
    }

    /// <summary>The weights of a dense layer or convolution with each output scaled.</summary>
    /// <param name="scale">One number an output channel.</param>
    internal Tensor Scaled(Tensor scale)
    {
        long[] ones = [.. Enumerable.Repeat(1L, (int)Weight.dim() - 2)];
        if (!IsTransposed) return Weight * scale.view([-1, 1, .. ones]);
        // Output channels of a group stand in the second axis of that group's input channels.
        var groups = (long)(node.Argument("groups") ?? 1L);
        return (Weight.view([groups, -1, .. Weight.shape[1..]]) * scale.view([groups, 1, -1, .. ones])).view(Weight.shape);
    }

    /// <summary>The transpose: the gradient of the input for given gradients of the output.</summary>
    /// <param name="s">The gradients, in the output's shape.</param>
    /// <param name="w">The weights, in the layout of <see cref="Weight"/>.</param>
    /// <param name="x">An input of the shape wanted; the recorded one's unless said.</param>
    public Tensor Transpose(Tensor s, Tensor w, Tensor? x = null)
    {
        if (transposedWeight) return s.matmul(w.t());
        if (node.Kind == "linear") return s.matmul(w);
        if (Geometry() is not { } g)
        {
            // Padding given in words: let autograd work it out.
            using var on = enable_grad();
            var leaf = zeros_like(x ?? Input.Tensor).requires_grad_();
            return autograd.grad([Apply(leaf, w, null)], [leaf], [s])[0];
        }
        return Dispatcher.CallMany(
            "aten::convolution_backward", s, x ?? Input.Tensor, w, Argument.None, g.Stride, g.Padding, g.Dilation, g.Transposed, g.OutputPadding, g.Groups,
            new[] { true, false, false })[0];
    }

    private (long[] Stride, long[] Padding, long[] Dilation, bool Transposed, long[] OutputPadding, long Groups)? Geometry()
    {
        var rank = Weight.dim() - 2;
        if (node.Argument("padding") is string) return null;
        return (Ints("stride", 1), Ints("padding", 0), Ints("dilation", 1), IsTransposed,
                node.Has("output_padding") ? Ints("output_padding", 0) : [.. Enumerable.Repeat(0L, (int)rank)], (long)(node.Argument("groups") ?? 1L));

        long[] Ints(string name, long otherwise) => node.Argument(name) switch
        {
            long[] { Length: 1 } one => [.. Enumerable.Repeat(one[0], (int)rank)],
            long[] { Length: > 0 } all => all,
            long one => [.. Enumerable.Repeat(one, (int)rank)],
            _ => [.. Enumerable.Repeat(otherwise, (int)rank)],
        };
    }

    private static Argument Constant(object? constant) => constant switch
    {
        long l => l,
        bool b => b,
        long[] l => l,
        string s => s,
        null => Argument.None,
        _ => throw new InvalidOperationException($"A convolution has no argument of type {constant.GetType().Name}."),
    };
}
