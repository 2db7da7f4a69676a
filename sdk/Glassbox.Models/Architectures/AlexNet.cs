using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Glassbox.Architectures;

/// <summary>AlexNet (Krizhevsky 2014, "One weird trick"), as in torchvision. Input <c>[N, 3, 224, 224]</c>.</summary>
public sealed class AlexNet : Module<Tensor, Tensor>
{
    private readonly Sequential features;
    private readonly AdaptiveAvgPool2d avgpool;
    private readonly Sequential classifier;

    public AlexNet(long classes) : base("alexnet")
    {
        features = Sequential(
            Conv2d(3, 64, 11, stride: 4, padding: 2), ReLU(), MaxPool2d(3, stride: 2),
            Conv2d(64, 192, 5, padding: 2), ReLU(), MaxPool2d(3, stride: 2),
            Conv2d(192, 384, 3, padding: 1), ReLU(),
            Conv2d(384, 256, 3, padding: 1), ReLU(),
            Conv2d(256, 256, 3, padding: 1), ReLU(), MaxPool2d(3, stride: 2));
        avgpool = AdaptiveAvgPool2d((6, 6));
        classifier = Sequential(
            Dropout(0.5), Linear(256 * 6 * 6, 4096), ReLU(),
            Dropout(0.5), Linear(4096, 4096), ReLU(),
            Linear(4096, classes));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => classifier.call(avgpool.call(features.call(x)).flatten(1));
}
