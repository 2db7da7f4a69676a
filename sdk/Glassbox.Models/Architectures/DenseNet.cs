using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace Glassbox.Architectures;

/// <summary>DenseNet (Huang et al. 2017), as in torchvision. Input <c>[N, 3, 224, 224]</c>.</summary>
public sealed class DenseNet : Module<Tensor, Tensor>
{
    private readonly Sequential features;
    private readonly Linear classifier;

    /// <param name="name">The network's name.</param>
    /// <param name="growth">How many channels each layer adds.</param>
    /// <param name="blocks">How many layers each of the four dense blocks has.</param>
    /// <param name="stem">The channels after the first convolution.</param>
    /// <param name="classes">How many classes.</param>
    public DenseNet(string name, long growth, int[] blocks, long stem, long classes) : base(name)
    {
        var layers = new List<(string, Module<Tensor, Tensor>)>
        {
            ("conv0", Conv2d(3, stem, 7, stride: 2, padding: 3, bias: false)),
            ("norm0", BatchNorm2d(stem)),
            ("relu0", ReLU()),
            ("pool0", MaxPool2d(3, stride: 2, padding: 1)),
        };
        var channels = stem;
        for (var i = 0; i < blocks.Length; i++)
        {
            layers.Add(($"denseblock{i + 1}", new DenseBlock(blocks[i], channels, growth)));
            channels += blocks[i] * growth;
            if (i == blocks.Length - 1) break;
            layers.Add(($"transition{i + 1}", Sequential(
                ("norm", BatchNorm2d(channels)), ("relu", ReLU()), ("conv", Conv2d(channels, channels / 2, 1, bias: false)), ("pool", AvgPool2d(2, stride: 2)))));
            channels /= 2;
        }
        layers.Add(("norm5", BatchNorm2d(channels)));
        features = Sequential(layers.ToArray());
        classifier = Linear(channels, classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => classifier.call(F.adaptive_avg_pool2d(F.relu(features.call(x)), 1).flatten(1));

    /// <summary>Layers each of which sees the block's input and what every layer before it gave.</summary>
    private sealed class DenseBlock : Module<Tensor, Tensor>
    {
        private readonly List<DenseLayer> layers = [];

        public DenseBlock(int count, long inputs, long growth) : base("DenseBlock")
        {
            for (var i = 0; i < count; i++)
            {
                layers.Add(new DenseLayer(inputs + i * growth, growth));
                register_module($"denselayer{i + 1}", layers[^1]);
            }
        }

        public override Tensor forward(Tensor x)
        {
            var all = new List<Tensor> { x };
            foreach (var layer in layers) all.Add(layer.call(all.Count == 1 ? x : cat(all.ToArray(), 1)));
            return cat(all.ToArray(), 1);
        }
    }

    private sealed class DenseLayer : Module<Tensor, Tensor>
    {
        private readonly BatchNorm2d norm1, norm2;
        private readonly ReLU relu1, relu2;
        private readonly Conv2d conv1, conv2;

        public DenseLayer(long inputs, long growth) : base("DenseLayer")
        {
            norm1 = BatchNorm2d(inputs);
            relu1 = ReLU();
            conv1 = Conv2d(inputs, 4 * growth, 1, bias: false);
            norm2 = BatchNorm2d(4 * growth);
            relu2 = ReLU();
            conv2 = Conv2d(4 * growth, growth, 3, padding: 1, bias: false);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => conv2.call(relu2.call(norm2.call(conv1.call(relu1.call(norm1.call(x))))));
    }
}
