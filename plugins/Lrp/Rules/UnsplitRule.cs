using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Modified weights with the input and bias as they are, for inputs that are never negative. This is how Captum has its gamma and alpha1-beta0
/// rules; on inputs of both signs it differs from the generalised forms.
/// </summary>
/// <param name="modify">From the layer's weights to those that share.</param>
internal sealed class UnsplitRule(Func<Tensor, Tensor> modify) : LayerRule
{
    /// <summary>Captum's stabiliser.</summary>
    private const double Epsilon = 1e-9;

    public override Tensor Apply(LinearOperator layer, Tensor x, Tensor z, Tensor relevance, Absorption absorption)
    {
        var weight = modify(layer.Weight);
        var shared = layer.Apply(x, weight, layer.Bias);
        var s = Denominator.Share(relevance, shared, Epsilon, absorption);
        if (layer.Bias is { } bias) absorption.Bias(s, bias, layer.IsConvolution);
        return x * layer.Transpose(s, weight);
    }
}
