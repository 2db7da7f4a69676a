using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace Glassbox.Architectures;

/// <summary>MobileNet v2 (Sandler et al. 2018), as in torchvision. Input <c>[N, 3, 224, 224]</c>.</summary>
public sealed class MobileNetV2 : Module<Tensor, Tensor>
{
    private readonly Sequential features;
    private readonly Sequential classifier;

    public MobileNetV2(long classes) : base("mobilenet_v2")
    {
        var layers = new List<Module<Tensor, Tensor>> { ConvNorm.Act(3, 32, 3, stride: 2, activation: ReLU6()) };
        long inputs = 32;
        foreach (var (expansion, channels, count, stride) in new[] { (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1) })
            for (var i = 0; i < count; i++)
            {
                layers.Add(new InvertedResidual(inputs, channels, i == 0 ? stride : 1, expansion));
                inputs = channels;
            }
        layers.Add(ConvNorm.Act(inputs, 1280, 1, activation: ReLU6()));
        features = Sequential(layers);
        classifier = Sequential(Dropout(0.2), Linear(1280, classes));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => classifier.call(F.adaptive_avg_pool2d(features.call(x), 1).flatten(1));

    /// <summary>Widen, filter each channel by itself, narrow without an activation; added to the input where the shapes agree.</summary>
    private sealed class InvertedResidual : Module<Tensor, Tensor>
    {
        private readonly Sequential conv;
        private readonly bool residual;

        public InvertedResidual(long inputs, long outputs, long stride, long expansion) : base("InvertedResidual")
        {
            var hidden = inputs * expansion;
            residual = stride == 1 && inputs == outputs;
            var layers = new List<Module<Tensor, Tensor>>();
            if (expansion != 1) layers.Add(ConvNorm.Act(inputs, hidden, 1, activation: ReLU6()));
            layers.AddRange([ConvNorm.Act(hidden, hidden, 3, stride, groups: hidden, activation: ReLU6()), Conv2d(hidden, outputs, 1, bias: false), BatchNorm2d(outputs)]);
            conv = Sequential(layers);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => residual ? x + conv.call(x) : conv.call(x);
    }
}
