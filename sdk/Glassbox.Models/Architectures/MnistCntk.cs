using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace Glassbox.Architectures;

/// <summary>The network of the ONNX model zoo's MNIST example, trained with CNTK. Input <c>[N, 1, 28, 28]</c>, grey values 0 to 255.</summary>
public sealed class MnistCntk : Module<Tensor, Tensor>
{
    private readonly Conv2d conv1, conv2;
    private readonly Linear fc;

    public MnistCntk(long classes = 10) : base("mnist-cntk")
    {
        conv1 = Conv2d(1, 8, 5, padding: 2);
        conv2 = Conv2d(8, 16, 5, padding: 2);
        fc = Linear(16 * 4 * 4, classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = F.max_pool2d(F.relu(conv1.call(x)), 2);
        x = F.max_pool2d(F.relu(conv2.call(x)), 3);
        return fc.call(x.flatten(1));
    }
}
