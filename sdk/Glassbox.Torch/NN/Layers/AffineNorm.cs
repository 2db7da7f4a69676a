using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A normalisation that scales and shifts its result by a weight and a bias, or leaves it as it is.</summary>
public abstract class AffineNorm : nn.Module<Tensor, Tensor>
{
    private protected AffineNorm(string name) : base(name) { }

    public Parameter? weight
    {
        get => Own(nameof(weight));
        set => register_parameter(nameof(weight), value);
    }

    public Parameter? bias
    {
        get => Own(nameof(bias));
        set => register_parameter(nameof(bias), value);
    }
}
