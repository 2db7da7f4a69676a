using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace Glassbox.Architectures;

/// <summary>MobileNet v3, large and small (Howard et al. 2019), as in torchvision. Input <c>[N, 3, 224, 224]</c>.</summary>
public sealed class MobileNetV3 : Module<Tensor, Tensor>
{
    private const double Eps = 0.001, Momentum = 0.01;

    private readonly Sequential features;
    private readonly Sequential classifier;

    private MobileNetV3(string name, Block[] blocks, long hidden, long classes) : base(name)
    {
        var layers = new List<Module<Tensor, Tensor>> { ConvNorm.Act(3, 16, 3, stride: 2, activation: Hardswish(), eps: Eps, momentum: Momentum) };
        layers.AddRange(blocks.Select(b => new InvertedResidual(b)));
        var last = blocks[^1].Outputs;
        layers.Add(ConvNorm.Act(last, 6 * last, 1, activation: Hardswish(), eps: Eps, momentum: Momentum));
        features = Sequential(layers);
        classifier = Sequential(Linear(6 * last, hidden), Hardswish(), Dropout(0.2), Linear(hidden, classes));
        RegisterComponents();
    }

    public static MobileNetV3 Large(long classes) => new("mobilenet_v3_large",
    [
        new(16, 3, 16, 16, false, false, 1), new(16, 3, 64, 24, false, false, 2), new(24, 3, 72, 24, false, false, 1),
        new(24, 5, 72, 40, true, false, 2), new(40, 5, 120, 40, true, false, 1), new(40, 5, 120, 40, true, false, 1),
        new(40, 3, 240, 80, false, true, 2), new(80, 3, 200, 80, false, true, 1), new(80, 3, 184, 80, false, true, 1), new(80, 3, 184, 80, false, true, 1),
        new(80, 3, 480, 112, true, true, 1), new(112, 3, 672, 112, true, true, 1),
        new(112, 5, 672, 160, true, true, 2), new(160, 5, 960, 160, true, true, 1), new(160, 5, 960, 160, true, true, 1),
    ], 1280, classes);

    public static MobileNetV3 Small(long classes) => new("mobilenet_v3_small",
    [
        new(16, 3, 16, 16, true, false, 2), new(16, 3, 72, 24, false, false, 2), new(24, 3, 88, 24, false, false, 1),
        new(24, 5, 96, 40, true, true, 2), new(40, 5, 240, 40, true, true, 1), new(40, 5, 240, 40, true, true, 1),
        new(40, 5, 120, 48, true, true, 1), new(48, 5, 144, 48, true, true, 1),
        new(48, 5, 288, 96, true, true, 2), new(96, 5, 576, 96, true, true, 1), new(96, 5, 576, 96, true, true, 1),
    ], 1024, classes);

    public override Tensor forward(Tensor x) => classifier.call(F.adaptive_avg_pool2d(features.call(x), 1).flatten(1));

    /// <summary>A row of the paper's tables 1 and 2: channels in, kernel, channels within, channels out, squeeze-excitation, hard-swish instead of ReLU, stride.</summary>
    private sealed record Block(long Inputs, long Kernel, long Hidden, long Outputs, bool Squeeze, bool HardSwish, long Stride);

    private sealed class InvertedResidual : Module<Tensor, Tensor>
    {
        private readonly Sequential block;
        private readonly bool residual;

        public InvertedResidual(Block b) : base("InvertedResidual")
        {
            residual = b.Stride == 1 && b.Inputs == b.Outputs;
            var layers = new List<Module<Tensor, Tensor>>();
            if (b.Hidden != b.Inputs) layers.Add(ConvNorm.Act(b.Inputs, b.Hidden, 1, activation: Activation(), eps: Eps, momentum: Momentum));
            layers.Add(ConvNorm.Act(b.Hidden, b.Hidden, b.Kernel, b.Stride, groups: b.Hidden, activation: Activation(), eps: Eps, momentum: Momentum));
            if (b.Squeeze) layers.Add(new SqueezeExcitation(b.Hidden, ConvNorm.Divisible(b.Hidden / 4.0), ReLU(), Hardsigmoid()));
            layers.Add(ConvNorm.Act(b.Hidden, b.Outputs, 1, eps: Eps, momentum: Momentum));
            block = Sequential(layers);
            RegisterComponents();

            Module<Tensor, Tensor> Activation() => b.HardSwish ? Hardswish() : ReLU();
        }

        public override Tensor forward(Tensor x) => residual ? block.call(x) + x : block.call(x);
    }
}
