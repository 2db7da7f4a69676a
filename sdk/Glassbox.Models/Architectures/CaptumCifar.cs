using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace Glassbox.Architectures;

/// <summary>The network of Captum's CIFAR-10 tutorial. Input <c>[N, 3, 32, 32]</c>.</summary>
public sealed class CaptumCifar : Module<Tensor, Tensor>
{
    private readonly Conv2d conv1, conv2;
    private readonly Linear fc1, fc2, fc3;

    public CaptumCifar(long classes = 10) : base("captum-cifar")
    {
        conv1 = Conv2d(3, 6, 5);
        conv2 = Conv2d(6, 16, 5);
        fc1 = Linear(16 * 5 * 5, 120);
        fc2 = Linear(120, 84);
        fc3 = Linear(84, classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = F.max_pool2d(F.relu(conv1.call(x)), 2);
        x = F.max_pool2d(F.relu(conv2.call(x)), 2).flatten(1);
        return fc3.call(F.relu(fc2.call(F.relu(fc1.call(x)))));
    }
}
