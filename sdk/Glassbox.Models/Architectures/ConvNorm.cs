using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Glassbox.Architectures;

/// <summary>Blocks that several of torchvision's networks share, with the names it gives them.</summary>
internal static class ConvNorm
{
    /// <summary>A convolution that keeps the size (but for its stride), batch norm, and an activation where there is one.</summary>
    public static Sequential Act(
        long inputs, long outputs, long kernel, long stride = 1, long groups = 1, Module<Tensor, Tensor>? activation = null, double eps = 1e-5, double momentum = 0.1)
    {
        var layers = new List<Module<Tensor, Tensor>>
        {
            Conv2d(inputs, outputs, kernel, stride: stride, padding: (kernel - 1) / 2, groups: groups, bias: false),
            BatchNorm2d(outputs, eps, momentum),
        };
        if (activation is not null) layers.Add(activation);
        return Sequential(layers);
    }

    /// <summary>The nearest multiple of eight, but never less than nine tenths of the value.</summary>
    public static long Divisible(double value)
    {
        var rounded = Math.Max(8, (long)(value + 4) / 8 * 8);
        return rounded < 0.9 * value ? rounded + 8 : rounded;
    }
}

/// <summary>A convolution without bias and batch norm, named <c>conv</c> and <c>bn</c>, then ReLU: what the Inception networks are made of.</summary>
internal sealed class ConvNormRelu : Module<Tensor, Tensor>
{
    private readonly Conv2d conv;
    private readonly BatchNorm2d bn;

    public ConvNormRelu(long inputs, long outputs, (long, long) kernel, long stride = 1, (long, long)? padding = null) : base("BasicConv2d")
    {
        conv = Conv2d(inputs, outputs, kernel, stride: (stride, stride), padding: padding ?? (0, 0), bias: false);
        bn = BatchNorm2d(outputs, 0.001);
        RegisterComponents();
    }

    public ConvNormRelu(long inputs, long outputs, long kernel, long stride = 1, long padding = 0) : this(inputs, outputs, (kernel, kernel), stride, (padding, padding)) { }

    public override Tensor forward(Tensor x) => functional.relu(bn.call(conv.call(x)));
}

/// <summary>Squeeze and excitation (Hu et al. 2018): each channel scaled by a gate that sees the means of all.</summary>
internal sealed class SqueezeExcitation : Module<Tensor, Tensor>
{
    private readonly AdaptiveAvgPool2d avgpool;
    private readonly Conv2d fc1, fc2;
    private readonly Module<Tensor, Tensor> activation, scale_activation;

    public SqueezeExcitation(long channels, long squeezed, Module<Tensor, Tensor> activation, Module<Tensor, Tensor> scale) : base("SqueezeExcitation")
    {
        avgpool = AdaptiveAvgPool2d(1);
        fc1 = Conv2d(channels, squeezed, 1);
        fc2 = Conv2d(squeezed, channels, 1);
        (this.activation, scale_activation) = (activation, scale);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => scale_activation.call(fc2.call(activation.call(fc1.call(avgpool.call(x))))) * x;
}

/// <summary>Stochastic depth (Huang et al. 2016): while training, drops the residual of a random part of the samples and scales up the rest.</summary>
internal sealed class StochasticDepth(double probability) : Module<Tensor, Tensor>("StochasticDepth")
{
    public override Tensor forward(Tensor x)
    {
        if (!training || probability == 0) return x;
        var shape = new long[x.dim()];
        Array.Fill(shape, 1);
        shape[0] = x.shape[0];
        var kept = rand(shape, dtype: x.dtype, device: x.device).ge(probability).to(x.dtype);
        return x * (kept / (1 - probability));
    }
}
