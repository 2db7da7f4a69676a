using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace Glassbox.Architectures;

/// <summary>A 1-d convolutional network for signals of any length: three convolutions with pools between, the mean over time, one linear layer. Input <c>[N, channels, length]</c>.</summary>
public sealed class SignalCnn : Module<Tensor, Tensor>
{
    private readonly Conv1d conv1, conv2, conv3;
    private readonly Linear fc;

    public SignalCnn(long channels, long classes) : base("signal-cnn")
    {
        conv1 = Conv1d(channels, 16, 7, padding: 3);
        conv2 = Conv1d(16, 32, 5, padding: 2);
        conv3 = Conv1d(32, 64, 3, padding: 1);
        fc = Linear(64, classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = F.max_pool1d(F.relu(conv1.call(x)), 2);
        x = F.max_pool1d(F.relu(conv2.call(x)), 2);
        return fc.call(F.relu(conv3.call(x)).mean([2]));
    }
}
