using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary><c>R_j = sum_k a_j w_jk / (z_k + epsilon sign(z_k)) R_k</c> (Bach et al. 2015, equation 58); LRP-0 with epsilon 0.</summary>
/// <param name="epsilon">The stabiliser, not negative.</param>
internal sealed class EpsilonRule(double epsilon) : LayerRule
{
    public override Tensor Apply(LinearOperator layer, Tensor x, Tensor z, Tensor relevance, Action<Tensor> absorb)
    {
        var s = Stabiliser.Share(relevance, z, epsilon);
        AbsorbShare(layer, s, layer.Bias, Stabiliser.Signed(z, epsilon), absorb);
        // With epsilon 0 nothing is divided where z is zero: what arrived there stays.
        if (epsilon == 0) absorb(where(z == 0, relevance, zeros_like(relevance)));
        return x * layer.Transpose(s, layer.Weight);
    }
}
