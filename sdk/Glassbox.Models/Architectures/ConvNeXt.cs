using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace Glassbox.Architectures;

/// <summary>ConvNeXt (Liu et al. 2022), as in torchvision. Input <c>[N, 3, 224, 224]</c>.</summary>
public sealed class ConvNeXt : Module<Tensor, Tensor>
{
    private readonly Sequential features;
    private readonly AdaptiveAvgPool2d avgpool;
    private readonly Sequential classifier;

    /// <param name="name">The network's name.</param>
    /// <param name="channels">The channels of the four stages.</param>
    /// <param name="blocks">The blocks of the four stages.</param>
    /// <param name="drop">The largest share of residuals that training drops.</param>
    /// <param name="classes">How many classes.</param>
    public ConvNeXt(string name, long[] channels, int[] blocks, double drop, long classes) : base(name)
    {
        var layers = new List<Module<Tensor, Tensor>> { Sequential(Conv2d(3, channels[0], 4, stride: 4), new ChannelNorm(channels[0])) };
        var (total, block) = (blocks.Sum(), 0);
        for (var stage = 0; stage < 4; stage++)
        {
            var width = channels[stage];
            layers.Add(Sequential(Enumerable.Range(0, blocks[stage]).Select(_ => (Module<Tensor, Tensor>)new Block(width, drop * block++ / (total - 1.0))).ToList()));
            if (stage < 3) layers.Add(Sequential(new ChannelNorm(width), Conv2d(width, channels[stage + 1], 2, stride: 2)));
        }
        features = Sequential(layers);
        avgpool = AdaptiveAvgPool2d(1);
        classifier = Sequential(new ChannelNorm(channels[3]), Flatten(1), Linear(channels[3], classes));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => classifier.call(avgpool.call(features.call(x)));

    private sealed class Block : Module<Tensor, Tensor>
    {
        private readonly Sequential block;
        private readonly Parameter layer_scale;
        private readonly StochasticDepth stochastic_depth;

        public Block(long channels, double drop) : base("CNBlock")
        {
            block = Sequential(
                Conv2d(channels, channels, 7, padding: 3, groups: channels),
                new Permute(0, 2, 3, 1),
                LayerNorm(channels, 1e-6),
                Linear(channels, 4 * channels),
                GELU(),
                Linear(4 * channels, channels),
                new Permute(0, 3, 1, 2));
            layer_scale = new Parameter(full([channels, 1, 1], 1e-6));
            stochastic_depth = new StochasticDepth(drop);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => stochastic_depth.call(layer_scale * block.call(x)) + x;
    }

    /// <summary>Layer norm over the channels of each pixel.</summary>
    private sealed class ChannelNorm : Module<Tensor, Tensor>
    {
        private readonly Parameter weight, bias;

        public ChannelNorm(long channels) : base("LayerNorm2d")
        {
            weight = new Parameter(ones(channels));
            bias = new Parameter(zeros(channels));
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => F.layer_norm(x.permute(0, 2, 3, 1), [weight.shape[0]], weight, bias, 1e-6).permute(0, 3, 1, 2);
    }
}

/// <summary>Dimensions in another order, as a layer.</summary>
internal sealed class Permute(params long[] order) : Module<Tensor, Tensor>("Permute")
{
    public override Tensor forward(Tensor x) => x.permute(order);
}
