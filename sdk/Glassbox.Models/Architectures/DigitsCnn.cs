using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace Glassbox.Architectures;

/// <summary>
/// A small network for the 8x8 digits: two convolutions at full resolution (so that a map at <c>conv2</c> has as many pixels as the digit), one pool, two linear layers.
/// Input <c>[N, 1, 8, 8]</c>.
/// </summary>
public sealed class DigitsCnn : Module<Tensor, Tensor>
{
    private readonly Conv2d conv1, conv2;
    private readonly Linear fc1, fc2;

    public DigitsCnn(long classes = 10) : base("digits-cnn")
    {
        conv1 = Conv2d(1, 16, 3, padding: 1);
        conv2 = Conv2d(16, 32, 3, padding: 1);
        fc1 = Linear(32 * 4 * 4, 64);
        fc2 = Linear(64, classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = F.relu(conv1.call(x));
        x = F.relu(conv2.call(x));
        x = F.max_pool2d(x, 2).flatten(1);
        return fc2.call(F.relu(fc1.call(x)));
    }
}
