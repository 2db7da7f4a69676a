using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Glassbox.Architectures;

/// <summary>The network of Captum's Titanic tutorial: 12 features to two probabilities (it ends in a softmax). Input <c>[N, 12]</c>.</summary>
public sealed class CaptumTitanic : Module<Tensor, Tensor>
{
    private readonly Linear linear1, linear2, linear3;

    public CaptumTitanic() : base("captum-titanic")
    {
        linear1 = Linear(12, 12);
        linear2 = Linear(12, 8);
        linear3 = Linear(8, 2);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = linear1.call(x).sigmoid();
        x = linear2.call(x).sigmoid();
        return linear3.call(x).softmax(1);
    }
}
