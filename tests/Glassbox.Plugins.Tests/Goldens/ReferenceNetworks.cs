using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Glassbox.Plugins.Tests.Goldens;

/// <summary>The five trained networks that the reference values were made with, and their inputs.</summary>
internal static class ReferenceNetworks
{
    /// <summary>A network by name, with its trained weights.</summary>
    /// <param name="name"><c>tinycnn</c>, <c>resnet</c>, <c>vggcam</c>, <c>mixnet</c> or <c>mlp</c>.</param>
    public static Model Load(string name) => new(name, Module(name), name == "mlp" ? null : new Preprocessing([0.5, 0.5, 0.5], [0.25, 0.25, 0.25]));

    /// <summary>A network's module, with its trained weights.</summary>
    public static Module<Tensor, Tensor> Module(string name)
    {
        Module<Tensor, Tensor> network = name switch
        {
            "tinycnn" => new TinyCnn(),
            "resnet" => new ResNet(),
            "vggcam" => new VggCam(),
            "mixnet" => new MixNet(),
            "mlp" => Sequential(Linear(20, 64), ReLU(), Linear(64, 32), ReLU(), Linear(32, 3)),
            _ => throw new ArgumentException($"There is no reference network {name}."),
        };
        var (missing, unexpected) = network.load_state_dict(GoldenFiles.Read($"models/{name}.safetensors"), strict: false);
        unexpected.ShouldBeEmpty();
        missing.ShouldAllBe(key => key.EndsWith("num_batches_tracked"));
        network.eval();
        return network;
    }

    /// <summary>A network's inputs <c>x</c>, their <c>label</c>, the <c>target</c> class explained, <c>logits</c> and <c>softmax</c>, four rows each.</summary>
    public static Dictionary<string, Tensor> Inputs(string name) => GoldenFiles.Read($"inputs/{name}.safetensors");
}

internal sealed class TinyCnn : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> features = Sequential(
        Conv2d(3, 8, 3, padding: 1), ReLU(), MaxPool2d(2), Conv2d(8, 16, 3, padding: 1), ReLU(), MaxPool2d(2));
    private readonly Module<Tensor, Tensor> flatten = Flatten();
    private readonly Module<Tensor, Tensor> classifier = Sequential(Linear(1024, 32), ReLU(), Linear(32, 10));

    public TinyCnn() : base(nameof(TinyCnn)) => RegisterComponents();

    public override Tensor forward(Tensor input) => classifier.call(flatten.call(features.call(input)));
}

internal sealed class ResNet : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> conv1 = Conv2d(3, 8, 3, padding: 1, bias: false);
    private readonly Module<Tensor, Tensor> bn1 = BatchNorm2d(8);
    private readonly Module<Tensor, Tensor> relu = ReLU();
    private readonly Module<Tensor, Tensor> layer1 = Sequential(new BasicBlock(8, 8, 1));
    private readonly Module<Tensor, Tensor> layer2 = Sequential(new BasicBlock(8, 16, 2), new BasicBlock(16, 16, 1));
    private readonly Module<Tensor, Tensor> avgpool = AdaptiveAvgPool2d(1);
    private readonly Module<Tensor, Tensor> flatten = Flatten();
    private readonly Module<Tensor, Tensor> fc = Linear(16, 10);

    public ResNet() : base(nameof(ResNet)) => RegisterComponents();

    public override Tensor forward(Tensor input) =>
        fc.call(flatten.call(avgpool.call(layer2.call(layer1.call(relu.call(bn1.call(conv1.call(input))))))));

    private sealed class BasicBlock : Module<Tensor, Tensor>
    {
        private readonly Module<Tensor, Tensor> conv1, bn1, relu, conv2, bn2, relu2;
        private readonly Module<Tensor, Tensor>? downsample;

        public BasicBlock(long inputs, long outputs, long stride) : base(nameof(BasicBlock))
        {
            conv1 = Conv2d(inputs, outputs, 3, stride, padding: 1, bias: false);
            bn1 = BatchNorm2d(outputs);
            relu = ReLU();
            conv2 = Conv2d(outputs, outputs, 3, padding: 1, bias: false);
            bn2 = BatchNorm2d(outputs);
            relu2 = ReLU();
            if (inputs != outputs) downsample = Sequential(Conv2d(inputs, outputs, 1, stride, bias: false), BatchNorm2d(outputs));
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            var branch = bn2.call(conv2.call(relu.call(bn1.call(conv1.call(input)))));
            return relu2.call((downsample is null ? input : downsample.call(input)) + branch);
        }
    }
}

internal sealed class VggCam : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> features = Sequential(
        Conv2d(3, 8, 3, padding: 1), ReLU(), Conv2d(8, 8, 3, padding: 1), ReLU(), AvgPool2d(2),
        Conv2d(8, 16, 3, padding: 1), ReLU(), AvgPool2d(2), Conv2d(16, 16, 3, padding: 1), ReLU());
    private readonly Module<Tensor, Tensor> avgpool = AdaptiveAvgPool2d(1);
    private readonly Module<Tensor, Tensor> flatten = Flatten();
    private readonly Module<Tensor, Tensor> classifier = Linear(16, 10);

    public VggCam() : base(nameof(VggCam)) => RegisterComponents();

    public override Tensor forward(Tensor input) => classifier.call(flatten.call(avgpool.call(features.call(input))));
}

/// <summary>Everything that is no plain ReLU network: dilation, groups, strided padding, and smooth activations.</summary>
internal sealed class MixNet : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> stem = Sequential(
        Conv2d(3, 8, 5, stride: 2, padding: 2), LeakyReLU(0.1), MaxPool2d(3, stride: 2, padding: 1));
    private readonly Module<Tensor, Tensor> body = Sequential(
        Conv2d(8, 12, 3, padding: 2, dilation: 2, groups: 2), GELU(), AvgPool2d(3, stride: 2, padding: 1),
        Conv2d(12, 12, (1, 3), padding: (0, 1)), Softplus());
    private readonly Module<Tensor, Tensor> flatten = Flatten();
    private readonly Module<Tensor, Tensor> norm = LayerNorm(192);
    private readonly Module<Tensor, Tensor> head = Sequential(Linear(192, 16), Tanh(), Linear(16, 6));

    public MixNet() : base(nameof(MixNet)) => RegisterComponents();

    public override Tensor forward(Tensor input) => head.call(norm.call(flatten.call(body.call(stem.call(input)))));
}
