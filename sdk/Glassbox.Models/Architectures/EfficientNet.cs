using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace Glassbox.Architectures;

/// <summary>EfficientNet b0 to b7 (Tan and Le 2019), as in torchvision. Input <c>[N, 3, 224, 224]</c> for b0, larger for the others.</summary>
public sealed class EfficientNet : Module<Tensor, Tensor>
{
    private readonly Sequential features;
    private readonly Sequential classifier;

    /// <param name="size">0 to 7.</param>
    /// <param name="classes">How many classes.</param>
    public EfficientNet(int size, long classes) : base($"efficientnet_b{size}")
    {
        var (width, depth, dropout) = size switch
        {
            0 => (1.0, 1.0, 0.2), 1 => (1.0, 1.1, 0.2), 2 => (1.1, 1.2, 0.3), 3 => (1.2, 1.4, 0.3),
            4 => (1.4, 1.8, 0.4), 5 => (1.6, 2.2, 0.4), 6 => (1.8, 2.6, 0.5), 7 => (2.0, 3.1, 0.5),
            _ => throw new GlassboxException($"There is no EfficientNet b{size}: there are b0 to b7."),
        };
        var (eps, momentum) = size < 5 ? (1e-5, 0.1) : (0.001, 0.01);
        (int Expansion, int Kernel, int Stride, long Channels, int Count)[] stages =
            [(1, 3, 1, 16, 1), (6, 3, 2, 24, 2), (6, 5, 2, 40, 2), (6, 3, 2, 80, 3), (6, 5, 1, 112, 3), (6, 5, 2, 192, 4), (6, 3, 1, 320, 1)];
        var blocks = stages.Sum(s => Deep(s.Count));
        var inputs = Wide(32);
        var layers = new List<Module<Tensor, Tensor>> { ConvNorm.Act(3, inputs, 3, stride: 2, activation: SiLU(), eps: eps, momentum: momentum) };
        var block = 0;
        foreach (var stage in stages)
        {
            var outputs = Wide(stage.Channels);
            var stack = new List<Module<Tensor, Tensor>>();
            for (var i = 0; i < Deep(stage.Count); i++, block++)
            {
                stack.Add(new MobileBlock(inputs, outputs, stage.Kernel, i == 0 ? stage.Stride : 1, stage.Expansion, 0.2 * block / blocks, eps, momentum));
                inputs = outputs;
            }
            layers.Add(Sequential(stack));
        }
        layers.Add(ConvNorm.Act(inputs, 4 * inputs, 1, activation: SiLU(), eps: eps, momentum: momentum));
        features = Sequential(layers);
        classifier = Sequential(Dropout(dropout), Linear(4 * inputs, classes));
        RegisterComponents();

        long Wide(long channels) => ConvNorm.Divisible(channels * width);
        int Deep(int count) => (int)Math.Ceiling(count * depth);
    }

    public override Tensor forward(Tensor x) => classifier.call(F.adaptive_avg_pool2d(features.call(x), 1).flatten(1));

    private sealed class MobileBlock : Module<Tensor, Tensor>
    {
        private readonly Sequential block;
        private readonly StochasticDepth stochastic_depth;
        private readonly bool residual;

        public MobileBlock(long inputs, long outputs, long kernel, long stride, long expansion, double drop, double eps, double momentum) : base("MBConv")
        {
            residual = stride == 1 && inputs == outputs;
            var hidden = ConvNorm.Divisible(inputs * expansion);
            var layers = new List<Module<Tensor, Tensor>>();
            if (hidden != inputs) layers.Add(ConvNorm.Act(inputs, hidden, 1, activation: SiLU(), eps: eps, momentum: momentum));
            layers.Add(ConvNorm.Act(hidden, hidden, kernel, stride, groups: hidden, activation: SiLU(), eps: eps, momentum: momentum));
            layers.Add(new SqueezeExcitation(hidden, Math.Max(1, inputs / 4), SiLU(), Sigmoid()));
            layers.Add(ConvNorm.Act(hidden, outputs, 1, eps: eps, momentum: momentum));
            block = Sequential(layers);
            stochastic_depth = new StochasticDepth(drop);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => residual ? stochastic_depth.call(block.call(x)) + x : block.call(x);
    }
}
