using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace Glassbox.Architectures;

/// <summary>SqueezeNet 1.0 and 1.1 (Iandola et al. 2016), as in torchvision. Input <c>[N, 3, 224, 224]</c>.</summary>
public sealed class SqueezeNet : Module<Tensor, Tensor>
{
    private readonly Sequential features;
    private readonly Sequential classifier;

    private SqueezeNet(string name, Sequential features, long classes) : base(name)
    {
        this.features = features;
        classifier = Sequential(Dropout(0.5), Conv2d(512, classes, 1), ReLU(), AdaptiveAvgPool2d(1));
        RegisterComponents();
    }

    public static SqueezeNet Version10(long classes) => new("squeezenet1_0", Sequential(
        Conv2d(3, 96, 7, stride: 2), ReLU(), Pool(),
        new Fire(96, 16, 64), new Fire(128, 16, 64), new Fire(128, 32, 128), Pool(),
        new Fire(256, 32, 128), new Fire(256, 48, 192), new Fire(384, 48, 192), new Fire(384, 64, 256), Pool(),
        new Fire(512, 64, 256)), classes);

    public static SqueezeNet Version11(long classes) => new("squeezenet1_1", Sequential(
        Conv2d(3, 64, 3, stride: 2), ReLU(), Pool(),
        new Fire(64, 16, 64), new Fire(128, 16, 64), Pool(),
        new Fire(128, 32, 128), new Fire(256, 32, 128), Pool(),
        new Fire(256, 48, 192), new Fire(384, 48, 192), new Fire(384, 64, 256), new Fire(512, 64, 256)), classes);

    public override Tensor forward(Tensor x) => classifier.call(features.call(x)).flatten(1);

    private static MaxPool2d Pool() => MaxPool2d(3, stride: 2, ceil_mode: true);

    /// <summary>A 1x1 convolution to few channels, then 1x1 and 3x3 convolutions side by side.</summary>
    private sealed class Fire : Module<Tensor, Tensor>
    {
        private readonly Conv2d squeeze, expand1x1, expand3x3;

        public Fire(long inputs, long squeezed, long expanded) : base("Fire")
        {
            squeeze = Conv2d(inputs, squeezed, 1);
            expand1x1 = Conv2d(squeezed, expanded, 1);
            expand3x3 = Conv2d(squeezed, expanded, 3, padding: 1);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            x = F.relu(squeeze.call(x));
            return cat([F.relu(expand1x1.call(x)), F.relu(expand3x3.call(x))], 1);
        }
    }
}
