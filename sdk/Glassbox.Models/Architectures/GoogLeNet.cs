using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Glassbox.Architectures;

/// <summary>
/// GoogLeNet (Szegedy et al. 2015), as in torchvision (with its 3x3 in place of the paper's 5x5 convolutions), without the classifiers that only help training.
/// Input <c>[N, 3, 224, 224]</c>.
/// </summary>
public sealed class GoogLeNet : Module<Tensor, Tensor>
{
    private readonly ConvNormRelu conv1, conv2, conv3;
    private readonly MaxPool2d maxpool1, maxpool2, maxpool3, maxpool4;
    private readonly Inception inception3a, inception3b, inception4a, inception4b, inception4c, inception4d, inception4e, inception5a, inception5b;
    private readonly AdaptiveAvgPool2d avgpool;
    private readonly Dropout dropout;
    private readonly Linear fc;

    public GoogLeNet(long classes) : base("googlenet")
    {
        conv1 = new ConvNormRelu(3, 64, 7, stride: 2, padding: 3);
        maxpool1 = MaxPool2d(3, stride: 2, ceil_mode: true);
        conv2 = new ConvNormRelu(64, 64, 1);
        conv3 = new ConvNormRelu(64, 192, 3, padding: 1);
        maxpool2 = MaxPool2d(3, stride: 2, ceil_mode: true);
        inception3a = new Inception(192, 64, 96, 128, 16, 32, 32);
        inception3b = new Inception(256, 128, 128, 192, 32, 96, 64);
        maxpool3 = MaxPool2d(3, stride: 2, ceil_mode: true);
        inception4a = new Inception(480, 192, 96, 208, 16, 48, 64);
        inception4b = new Inception(512, 160, 112, 224, 24, 64, 64);
        inception4c = new Inception(512, 128, 128, 256, 24, 64, 64);
        inception4d = new Inception(512, 112, 144, 288, 32, 64, 64);
        inception4e = new Inception(528, 256, 160, 320, 32, 128, 128);
        maxpool4 = MaxPool2d(2, stride: 2, ceil_mode: true);
        inception5a = new Inception(832, 256, 160, 320, 32, 128, 128);
        inception5b = new Inception(832, 384, 192, 384, 48, 128, 128);
        avgpool = AdaptiveAvgPool2d((1, 1));
        dropout = Dropout(0.2);
        fc = Linear(1024, classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = maxpool1.call(conv1.call(x));
        x = maxpool2.call(conv3.call(conv2.call(x)));
        x = maxpool3.call(inception3b.call(inception3a.call(x)));
        x = inception4e.call(inception4d.call(inception4c.call(inception4b.call(inception4a.call(x)))));
        x = inception5b.call(inception5a.call(maxpool4.call(x)));
        return fc.call(dropout.call(avgpool.call(x).flatten(1)));
    }

    private sealed class Inception : Module<Tensor, Tensor>
    {
        private readonly ConvNormRelu branch1;
        private readonly Sequential branch2, branch3, branch4;

        public Inception(long inputs, long ones, long reduce3, long threes, long reduce5, long fives, long pooled) : base("Inception")
        {
            branch1 = new ConvNormRelu(inputs, ones, 1);
            branch2 = Sequential(new ConvNormRelu(inputs, reduce3, 1), new ConvNormRelu(reduce3, threes, 3, padding: 1));
            branch3 = Sequential(new ConvNormRelu(inputs, reduce5, 1), new ConvNormRelu(reduce5, fives, 3, padding: 1));
            branch4 = Sequential(MaxPool2d(3, stride: 1, padding: 1, ceil_mode: true), new ConvNormRelu(inputs, pooled, 1));
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => cat([branch1.call(x), branch2.call(x), branch3.call(x), branch4.call(x)], 1);
    }
}
