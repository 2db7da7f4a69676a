using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A layer with a weight and, unless it was made without, a bias.</summary>
public abstract class WeightedLayer : nn.Module<Tensor, Tensor>
{
    private protected WeightedLayer(string name) : base(name) { }

    public Parameter weight
    {
        get => Own(nameof(weight))!;
        set => register_parameter(nameof(weight), value);
    }

    public Parameter? bias
    {
        get => Own(nameof(bias));
        set => register_parameter(nameof(bias), value);
    }
}
