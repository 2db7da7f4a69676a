using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Glassbox.Architectures;

/// <summary>VGG with 11, 13, 16 or 19 layers (Simonyan and Zisserman 2014), with or without batch norm, as in torchvision. Input <c>[N, 3, 224, 224]</c>.</summary>
public sealed class Vgg : Module<Tensor, Tensor>
{
    private readonly Sequential features;
    private readonly AdaptiveAvgPool2d avgpool;
    private readonly Sequential classifier;

    public Vgg(int layers, bool batchNorm, long classes) : base($"vgg{layers}{(batchNorm ? "_bn" : "")}")
    {
        features = Sequential(Features(layers, batchNorm));
        avgpool = AdaptiveAvgPool2d((7, 7));
        classifier = Sequential(
            Linear(512 * 7 * 7, 4096), ReLU(), Dropout(0.5),
            Linear(4096, 4096), ReLU(), Dropout(0.5),
            Linear(4096, classes));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => classifier.call(avgpool.call(features.call(x)).flatten(1));

    private static IEnumerable<Module<Tensor, Tensor>> Features(int layers, bool batchNorm)
    {
        // How many convolutions each of the five stages has.
        int[] stages = layers switch
        {
            11 => [1, 1, 2, 2, 2],
            13 => [2, 2, 2, 2, 2],
            16 => [2, 2, 3, 3, 3],
            19 => [2, 2, 4, 4, 4],
            _ => throw new GlassboxException($"There is no VGG with {layers} layers."),
        };
        long inputs = 3;
        for (var stage = 0; stage < 5; stage++)
        {
            var channels = Math.Min(64L << stage, 512);
            for (var i = 0; i < stages[stage]; i++)
            {
                yield return Conv2d(inputs, channels, 3, padding: 1);
                if (batchNorm) yield return BatchNorm2d(channels);
                yield return ReLU();
                inputs = channels;
            }
            yield return MaxPool2d(2, stride: 2);
        }
    }
}
