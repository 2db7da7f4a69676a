using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Modules;

/// <summary>What convolutions share: their sizes, weight [O, C / groups, K..] and bias [O].</summary>
public abstract class Convolution : WeightedLayer
{
    private protected Convolution(string name, long in_channels, long out_channels, long[] kernel_size, long[] stride, long[] padding, Padding? padding_type, long[] dilation, bool transposed, long[] output_padding, PaddingModes padding_mode, long groups, bool bias, Device? device, ScalarType? dtype) : base(name)
    {
        if (groups < 1 || in_channels % groups != 0 || out_channels % groups != 0)
            throw new ArgumentException($"{name}: {in_channels} input and {out_channels} output channels do not divide into {groups} groups.");
        if (padding_type == Padding.Same && stride.Any(s => s != 1)) throw new ArgumentException($"{name}: padding \"same\" needs a stride of 1.");
        (this.in_channels, this.out_channels, this.kernel_size, this.stride, this.padding) = (in_channels, out_channels, kernel_size, stride, padding);
        (this.padding_type, this.dilation, this.output_padding, this.padding_mode, this.groups) = (padding_type, dilation, output_padding, padding_mode, groups);
        weight = Parameter.Empty(transposed ? [in_channels, out_channels / groups, .. kernel_size] : [out_channels, in_channels / groups, .. kernel_size], dtype, device);
        if (bias) this.bias = Parameter.Empty([out_channels], dtype, device);
        reset_parameters();
    }

    public long in_channels { get; }
    public long out_channels { get; }
    public long[] kernel_size { get; }
    public long[] stride { get; set; }
    public long[] padding { get; set; }
    public Padding? padding_type { get; set; }
    public long[] dilation { get; set; }
    public long[] output_padding { get; set; }
    public PaddingModes padding_mode { get; set; }
    public long groups { get; }

    /// <summary>Draws weight and bias anew, uniformly within one over the root of the fan-in.</summary>
    public void reset_parameters() => nn.init.Uniform(weight, bias);

    public override Tensor forward(Tensor input)
    {
        if (padding_mode is PaddingModes.Zeros or PaddingModes.Constant) return padding_type == Padding.Same ? ConvolveSame(input) : Convolve(input, padding);
        using var padded = F.pad(input, Borders(), padding_mode);
        return Convolve(padded, [.. padding.Select(_ => 0L)]);
    }

    // Before and after, from the last dimension on, as pad takes them.
    private long[] Borders() => [.. Enumerable.Range(0, kernel_size.Length).Reverse().SelectMany(d =>
    {
        var total = padding_type == Padding.Same ? dilation[d] * (kernel_size[d] - 1) : 2 * padding[d];
        return new[] { total / 2, total - total / 2 };
    })];

    private protected abstract Tensor Convolve(Tensor input, long[] padding);
    private protected abstract Tensor ConvolveSame(Tensor input);
}
