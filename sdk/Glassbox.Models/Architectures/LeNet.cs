using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace Glassbox.Architectures;

/// <summary>LeNet-5 (LeCun et al. 1998) as it is trained today: ReLU and max-pools instead of sigmoids and subsampling. Input <c>[N, 1, 28, 28]</c>.</summary>
public sealed class LeNet : Module<Tensor, Tensor>
{
    private readonly Conv2d conv1, conv2;
    private readonly Linear fc1, fc2, fc3;

    public LeNet(long classes = 10) : base("lenet")
    {
        conv1 = Conv2d(1, 6, 5, padding: 2);
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
