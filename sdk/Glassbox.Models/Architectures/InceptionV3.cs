using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace Glassbox.Architectures;

/// <summary>Inception v3 (Szegedy et al. 2016), as in torchvision. The auxiliary classifier's weights are kept, but it takes no part in the answer. Input <c>[N, 3, 299, 299]</c>.</summary>
public sealed class InceptionV3 : Module<Tensor, Tensor>
{
    private readonly ConvNormRelu Conv2d_1a_3x3, Conv2d_2a_3x3, Conv2d_2b_3x3, Conv2d_3b_1x1, Conv2d_4a_3x3;
    private readonly MaxPool2d maxpool1, maxpool2;
    private readonly Module<Tensor, Tensor> Mixed_5b, Mixed_5c, Mixed_5d, Mixed_6a, Mixed_6b, Mixed_6c, Mixed_6d, Mixed_6e, Mixed_7a, Mixed_7b, Mixed_7c;
    private readonly Auxiliary AuxLogits;
    private readonly AdaptiveAvgPool2d avgpool;
    private readonly Dropout dropout;
    private readonly Linear fc;

    public InceptionV3(long classes) : base("inception_v3")
    {
        Conv2d_1a_3x3 = new ConvNormRelu(3, 32, 3, stride: 2);
        Conv2d_2a_3x3 = new ConvNormRelu(32, 32, 3);
        Conv2d_2b_3x3 = new ConvNormRelu(32, 64, 3, padding: 1);
        maxpool1 = MaxPool2d(3, stride: 2);
        Conv2d_3b_1x1 = new ConvNormRelu(64, 80, 1);
        Conv2d_4a_3x3 = new ConvNormRelu(80, 192, 3);
        maxpool2 = MaxPool2d(3, stride: 2);
        Mixed_5b = new BlockA(192, 32);
        Mixed_5c = new BlockA(256, 64);
        Mixed_5d = new BlockA(288, 64);
        Mixed_6a = new BlockB(288);
        Mixed_6b = new BlockC(768, 128);
        Mixed_6c = new BlockC(768, 160);
        Mixed_6d = new BlockC(768, 160);
        Mixed_6e = new BlockC(768, 192);
        AuxLogits = new Auxiliary(768, classes);
        Mixed_7a = new BlockD(768);
        Mixed_7b = new BlockE(1280);
        Mixed_7c = new BlockE(2048);
        avgpool = AdaptiveAvgPool2d((1, 1));
        dropout = Dropout(0.5);
        fc = Linear(2048, classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = maxpool1.call(Conv2d_2b_3x3.call(Conv2d_2a_3x3.call(Conv2d_1a_3x3.call(x))));
        x = maxpool2.call(Conv2d_4a_3x3.call(Conv2d_3b_1x1.call(x)));
        x = Mixed_5d.call(Mixed_5c.call(Mixed_5b.call(x)));
        x = Mixed_6e.call(Mixed_6d.call(Mixed_6c.call(Mixed_6b.call(Mixed_6a.call(x)))));
        x = Mixed_7c.call(Mixed_7b.call(Mixed_7a.call(x)));
        return fc.call(dropout.call(avgpool.call(x)).flatten(1));
    }

    private static Tensor Pooled(Tensor x) => F.avg_pool2d(x, 3, 1, 1);

    private sealed class BlockA : Module<Tensor, Tensor>
    {
        private readonly ConvNormRelu branch1x1, branch5x5_1, branch5x5_2, branch3x3dbl_1, branch3x3dbl_2, branch3x3dbl_3, branch_pool;

        public BlockA(long inputs, long pooled) : base("InceptionA")
        {
            branch1x1 = new ConvNormRelu(inputs, 64, 1);
            branch5x5_1 = new ConvNormRelu(inputs, 48, 1);
            branch5x5_2 = new ConvNormRelu(48, 64, 5, padding: 2);
            branch3x3dbl_1 = new ConvNormRelu(inputs, 64, 1);
            branch3x3dbl_2 = new ConvNormRelu(64, 96, 3, padding: 1);
            branch3x3dbl_3 = new ConvNormRelu(96, 96, 3, padding: 1);
            branch_pool = new ConvNormRelu(inputs, pooled, 1);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => cat(
            [branch1x1.call(x), branch5x5_2.call(branch5x5_1.call(x)), branch3x3dbl_3.call(branch3x3dbl_2.call(branch3x3dbl_1.call(x))), branch_pool.call(Pooled(x))], 1);
    }

    private sealed class BlockB : Module<Tensor, Tensor>
    {
        private readonly ConvNormRelu branch3x3, branch3x3dbl_1, branch3x3dbl_2, branch3x3dbl_3;

        public BlockB(long inputs) : base("InceptionB")
        {
            branch3x3 = new ConvNormRelu(inputs, 384, 3, stride: 2);
            branch3x3dbl_1 = new ConvNormRelu(inputs, 64, 1);
            branch3x3dbl_2 = new ConvNormRelu(64, 96, 3, padding: 1);
            branch3x3dbl_3 = new ConvNormRelu(96, 96, 3, stride: 2);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) =>
            cat([branch3x3.call(x), branch3x3dbl_3.call(branch3x3dbl_2.call(branch3x3dbl_1.call(x))), F.max_pool2d(x, 3, 2)], 1);
    }

    private sealed class BlockC : Module<Tensor, Tensor>
    {
        private readonly ConvNormRelu branch1x1, branch7x7_1, branch7x7_2, branch7x7_3, branch7x7dbl_1, branch7x7dbl_2, branch7x7dbl_3, branch7x7dbl_4, branch7x7dbl_5, branch_pool;

        public BlockC(long inputs, long width) : base("InceptionC")
        {
            branch1x1 = new ConvNormRelu(inputs, 192, 1);
            branch7x7_1 = new ConvNormRelu(inputs, width, 1);
            branch7x7_2 = Row(width, width);
            branch7x7_3 = Column(width, 192);
            branch7x7dbl_1 = new ConvNormRelu(inputs, width, 1);
            branch7x7dbl_2 = Column(width, width);
            branch7x7dbl_3 = Row(width, width);
            branch7x7dbl_4 = Column(width, width);
            branch7x7dbl_5 = Row(width, 192);
            branch_pool = new ConvNormRelu(inputs, 192, 1);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            var seven = branch7x7_3.call(branch7x7_2.call(branch7x7_1.call(x)));
            var twice = branch7x7dbl_3.call(branch7x7dbl_2.call(branch7x7dbl_1.call(x)));
            return cat([branch1x1.call(x), seven, branch7x7dbl_5.call(branch7x7dbl_4.call(twice)), branch_pool.call(Pooled(x))], 1);
        }
    }

    private sealed class BlockD : Module<Tensor, Tensor>
    {
        private readonly ConvNormRelu branch3x3_1, branch3x3_2, branch7x7x3_1, branch7x7x3_2, branch7x7x3_3, branch7x7x3_4;

        public BlockD(long inputs) : base("InceptionD")
        {
            branch3x3_1 = new ConvNormRelu(inputs, 192, 1);
            branch3x3_2 = new ConvNormRelu(192, 320, 3, stride: 2);
            branch7x7x3_1 = new ConvNormRelu(inputs, 192, 1);
            branch7x7x3_2 = Row(192, 192);
            branch7x7x3_3 = Column(192, 192);
            branch7x7x3_4 = new ConvNormRelu(192, 192, 3, stride: 2);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) =>
            cat([branch3x3_2.call(branch3x3_1.call(x)), branch7x7x3_4.call(branch7x7x3_3.call(branch7x7x3_2.call(branch7x7x3_1.call(x)))), F.max_pool2d(x, 3, 2)], 1);
    }

    private sealed class BlockE : Module<Tensor, Tensor>
    {
        private readonly ConvNormRelu branch1x1, branch3x3_1, branch3x3_2a, branch3x3_2b, branch3x3dbl_1, branch3x3dbl_2, branch3x3dbl_3a, branch3x3dbl_3b, branch_pool;

        public BlockE(long inputs) : base("InceptionE")
        {
            branch1x1 = new ConvNormRelu(inputs, 320, 1);
            branch3x3_1 = new ConvNormRelu(inputs, 384, 1);
            branch3x3_2a = new ConvNormRelu(384, 384, (1, 3), padding: (0, 1));
            branch3x3_2b = new ConvNormRelu(384, 384, (3, 1), padding: (1, 0));
            branch3x3dbl_1 = new ConvNormRelu(inputs, 448, 1);
            branch3x3dbl_2 = new ConvNormRelu(448, 384, 3, padding: 1);
            branch3x3dbl_3a = new ConvNormRelu(384, 384, (1, 3), padding: (0, 1));
            branch3x3dbl_3b = new ConvNormRelu(384, 384, (3, 1), padding: (1, 0));
            branch_pool = new ConvNormRelu(inputs, 192, 1);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            var three = branch3x3_1.call(x);
            var twice = branch3x3dbl_2.call(branch3x3dbl_1.call(x));
            return cat([branch1x1.call(x), branch3x3_2a.call(three), branch3x3_2b.call(three), branch3x3dbl_3a.call(twice), branch3x3dbl_3b.call(twice), branch_pool.call(Pooled(x))], 1);
        }
    }

    private sealed class Auxiliary : Module<Tensor, Tensor>
    {
        private readonly ConvNormRelu conv0, conv1;
        private readonly Linear fc;

        public Auxiliary(long inputs, long classes) : base("InceptionAux")
        {
            conv0 = new ConvNormRelu(inputs, 128, 1);
            conv1 = new ConvNormRelu(128, 768, 5);
            fc = Linear(768, classes);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => fc.call(F.adaptive_avg_pool2d(conv1.call(conv0.call(F.avg_pool2d(x, 5, 3))), 1).flatten(1));
    }

    private static ConvNormRelu Row(long inputs, long outputs) => new(inputs, outputs, (1, 7), padding: (0, 3));

    private static ConvNormRelu Column(long inputs, long outputs) => new(inputs, outputs, (7, 1), padding: (3, 0));
}
