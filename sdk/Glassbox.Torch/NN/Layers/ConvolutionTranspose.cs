using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What transposed convolutions share: weight [C, O / groups, K..] and bias [O].</summary>
public abstract class ConvolutionTranspose : Convolution
{
    private protected ConvolutionTranspose(string name, long in_channels, long out_channels, long[] kernel_size, long[] stride, long[] padding, long[] dilation, long[] output_padding, PaddingModes padding_mode, long groups, bool bias, Device? device, ScalarType? dtype)
        : base(name, in_channels, out_channels, kernel_size, stride, padding, null, dilation, true, output_padding, padding_mode, groups, bias, device, dtype)
    {
        if (padding_mode != PaddingModes.Zeros) throw new ArgumentException($"{name} pads with zeros only.");
    }

    public override Tensor forward(Tensor input) => Transposed(input, output_padding);

    /// <summary>The output of one of the sizes that a convolution would have made this input from.</summary>
    /// <exception cref="ArgumentException">No output has that size.</exception>
    public Tensor forward(Tensor input, long[]? output_size)
    {
        if (output_size is null) return forward(input);
        var wanted = output_size.AsSpan()[^kernel_size.Length..];
        var given = input.shape.AsSpan()[^kernel_size.Length..];
        var extra = new long[kernel_size.Length];
        for (var d = 0; d < extra.Length; d++)
        {
            var least = (given[d] - 1) * stride[d] - 2 * padding[d] + dilation[d] * (kernel_size[d] - 1) + 1;
            extra[d] = wanted[d] - least;
            if (extra[d] < 0 || extra[d] >= stride[d]) throw new ArgumentException($"{GetName()}: an output size of {wanted[d]} cannot be had; dimension {d} can be {least} to {least + stride[d] - 1}.");
        }
        return Transposed(input, extra);
    }

    private protected abstract Tensor Transposed(Tensor input, long[] output_padding);
    private protected sealed override Tensor Convolve(Tensor input, long[] padding) => Transposed(input, output_padding);
    private protected sealed override Tensor ConvolveSame(Tensor input) => Transposed(input, output_padding);
}
