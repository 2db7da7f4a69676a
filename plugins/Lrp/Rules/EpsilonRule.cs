using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary><c>R_j = sum_k a_j w_jk / (z_k + epsilon sign(z_k)) R_k</c> (Bach et al. 2015, equation 58); LRP-0 with epsilon 0.</summary>
/// <param name="epsilon">The stabiliser, not negative.</param>
internal sealed class EpsilonRule(double epsilon) : LayerRule
{
    public override bool DividesByOutput => true;

    public override Tensor Apply(LinearOperator layer, Tensor x, Tensor z, Tensor relevance, Absorption absorption)
    {
        var s = Denominator.Share(relevance, z, epsilon, absorption);
        if (layer.Bias is { } bias) absorption.Bias(s, bias, layer.IsConvolution);
        return x * layer.Transpose(s, layer.Weight);
    }
}
