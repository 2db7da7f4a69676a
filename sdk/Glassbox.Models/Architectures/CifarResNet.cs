using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace Glassbox.Architectures;

/// <summary>
/// The CIFAR ResNets with 6n+2 layers (He et al. 2016, section 4.2): three stages of 16, 32 and 64 channels with shortcuts that have no parameters (option A).
/// Names as in Y. Idelbayev's checkpoints. Input <c>[N, 3, 32, 32]</c>.
/// </summary>
public sealed class CifarResNet : Module<Tensor, Tensor>
{
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly Sequential layer1, layer2, layer3;
    private readonly Linear linear;

    /// <summary>A network of this many layers: 20, 32, 44, 56 or 110.</summary>
    public CifarResNet(int layers, long classes) : base($"resnet{layers}")
    {
        var blocks = (layers - 2) / 6;
        conv1 = Conv2d(3, 16, 3, padding: 1, bias: false);
        bn1 = BatchNorm2d(16);
        layer1 = Stage(16, 16, blocks, 1);
        layer2 = Stage(16, 32, blocks, 2);
        layer3 = Stage(32, 64, blocks, 2);
        linear = Linear(64, classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = F.relu(bn1.call(conv1.call(x)));
        x = layer3.call(layer2.call(layer1.call(x)));
        return linear.call(F.adaptive_avg_pool2d(x, 1).flatten(1));
    }

    private static Sequential Stage(long inputs, long channels, int blocks, long stride) =>
        Sequential(Enumerable.Range(0, blocks).Select(i => (Module<Tensor, Tensor>)(i == 0 ? new Block(inputs, channels, stride) : new Block(channels, channels, 1))));

    private sealed class Block : Module<Tensor, Tensor>
    {
        private readonly Conv2d conv1, conv2;
        private readonly BatchNorm2d bn1, bn2;
        private readonly long stride, channels;

        public Block(long inputs, long channels, long stride) : base("Block")
        {
            (this.stride, this.channels) = (stride, channels);
            conv1 = Conv2d(inputs, channels, 3, stride: stride, padding: 1, bias: false);
            bn1 = BatchNorm2d(channels);
            conv2 = Conv2d(channels, channels, 3, padding: 1, bias: false);
            bn2 = BatchNorm2d(channels);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            var residual = bn2.call(conv2.call(F.relu(bn1.call(conv1.call(x)))));
            return F.relu(residual + Shortcut(x));
        }

        /// <summary>Option A: every second pixel, and as many channels of zeros on each side as are missing.</summary>
        private Tensor Shortcut(Tensor x) => stride == 1
            ? x
            : F.pad(x.slice(2, 0, x.shape[2], stride).slice(3, 0, x.shape[3], stride), [0, 0, 0, 0, channels / 4, channels / 4], PaddingModes.Constant, 0);
    }
}
