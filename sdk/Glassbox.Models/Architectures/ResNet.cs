using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Glassbox.Architectures;

/// <summary>
/// The ImageNet ResNets (He et al. 2016), ResNeXts (Xie et al. 2017) and wide ResNets (Zagoruyko and Komodakis 2016), as in torchvision, with the stride in a bottleneck's
/// 3x3 convolution. Input <c>[N, 3, 224, 224]</c>.
/// </summary>
public sealed class ResNet : Module<Tensor, Tensor>
{
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly ReLU relu;
    private readonly MaxPool2d maxpool;
    private readonly Sequential layer1, layer2, layer3, layer4;
    private readonly AdaptiveAvgPool2d avgpool;
    private readonly Linear fc;

    /// <param name="name">The network's name.</param>
    /// <param name="blocks">How many blocks each of the four stages has.</param>
    /// <param name="bottleneck">Whether a block is 1x1, 3x3, 1x1 with four times the channels at its end, or two 3x3.</param>
    /// <param name="classes">How many classes.</param>
    /// <param name="groups">Into how many groups the 3x3 convolutions of bottlenecks are split.</param>
    /// <param name="baseWidth">The channels of a group in the first stage.</param>
    public ResNet(string name, int[] blocks, bool bottleneck, long classes, long groups = 1, long baseWidth = 64) : base(name)
    {
        long inputs = 64;
        conv1 = Conv2d(3, 64, 7, stride: 2, padding: 3, bias: false);
        bn1 = BatchNorm2d(64);
        relu = ReLU();
        maxpool = MaxPool2d(3, stride: 2, padding: 1);
        layer1 = Stage(64, blocks[0], 1);
        layer2 = Stage(128, blocks[1], 2);
        layer3 = Stage(256, blocks[2], 2);
        layer4 = Stage(512, blocks[3], 2);
        avgpool = AdaptiveAvgPool2d((1, 1));
        fc = Linear(inputs, classes);
        RegisterComponents();

        Sequential Stage(long channels, int count, long stride)
        {
            var stage = new List<Module<Tensor, Tensor>>();
            for (var i = 0; i < count; i++)
            {
                stage.Add(bottleneck
                    ? new Bottleneck(inputs, channels * baseWidth / 64 * groups, channels * 4, i == 0 ? stride : 1, groups)
                    : new BasicBlock(inputs, channels, i == 0 ? stride : 1));
                inputs = bottleneck ? channels * 4 : channels;
            }
            return Sequential(stage);
        }
    }

    public override Tensor forward(Tensor x)
    {
        x = maxpool.call(relu.call(bn1.call(conv1.call(x))));
        x = layer4.call(layer3.call(layer2.call(layer1.call(x))));
        return fc.call(avgpool.call(x).flatten(1));
    }

    private static Sequential? Projection(long inputs, long outputs, long stride) =>
        stride == 1 && inputs == outputs ? null : Sequential(Conv2d(inputs, outputs, 1, stride: stride, bias: false), BatchNorm2d(outputs));

    private sealed class BasicBlock : Module<Tensor, Tensor>
    {
        private readonly Conv2d conv1, conv2;
        private readonly BatchNorm2d bn1, bn2;
        private readonly ReLU relu;
        private readonly Sequential? downsample;

        public BasicBlock(long inputs, long channels, long stride) : base("BasicBlock")
        {
            conv1 = Conv2d(inputs, channels, 3, stride: stride, padding: 1, bias: false);
            bn1 = BatchNorm2d(channels);
            relu = ReLU();
            conv2 = Conv2d(channels, channels, 3, padding: 1, bias: false);
            bn2 = BatchNorm2d(channels);
            downsample = Projection(inputs, channels, stride);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            var residual = bn2.call(conv2.call(relu.call(bn1.call(conv1.call(x)))));
            return relu.call(residual + (downsample?.call(x) ?? x));
        }
    }

    private sealed class Bottleneck : Module<Tensor, Tensor>
    {
        private readonly Conv2d conv1, conv2, conv3;
        private readonly BatchNorm2d bn1, bn2, bn3;
        private readonly ReLU relu;
        private readonly Sequential? downsample;

        public Bottleneck(long inputs, long width, long outputs, long stride, long groups) : base("Bottleneck")
        {
            conv1 = Conv2d(inputs, width, 1, bias: false);
            bn1 = BatchNorm2d(width);
            conv2 = Conv2d(width, width, 3, stride: stride, padding: 1, groups: groups, bias: false);
            bn2 = BatchNorm2d(width);
            conv3 = Conv2d(width, outputs, 1, bias: false);
            bn3 = BatchNorm2d(outputs);
            relu = ReLU();
            downsample = Projection(inputs, outputs, stride);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            var residual = relu.call(bn1.call(conv1.call(x)));
            residual = relu.call(bn2.call(conv2.call(residual)));
            residual = bn3.call(conv3.call(residual));
            return relu.call(residual + (downsample?.call(x) ?? x));
        }
    }
}
