using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>The forces between the points of a map: the slope of KL(P||Q), where <c>q_ij = (1 + |y_i - y_j|^2)^-1 / Z</c>.</summary>
internal interface IForces
{
    /// <summary>
    /// The gradient of the divergence, <c>dC/dy_i = 4 sum_j (exaggeration p_ij - q_ij) (1 + |y_i - y_j|^2)^-1 (y_i - y_j)</c>
    /// (van der Maaten and Hinton 2008, equation 5).
    /// </summary>
    /// <param name="y">The map, one column a point: <c>[d, N]</c>.</param>
    /// <param name="exaggeration">What p is multiplied by.</param>
    /// <returns><c>[d, N]</c></returns>
    Tensor Gradient(Tensor y, double exaggeration);

    /// <summary>The divergence of the map from the similarities, KL(P||Q), in nats.</summary>
    /// <param name="y">The map, one column a point: <c>[d, N]</c>.</param>
    double Divergence(Tensor y);

    /// <summary>
    /// What the points of a map, held still, do to points at other places: the force <c>sum_j (y - y_j) / (1 + |y - y_j|^2)^2</c>, <c>[d, M]</c>, and the potential
    /// <c>sum_j 1 / (1 + |y - y_j|^2)</c>, <c>[M]</c>, as a function of the places, <c>[d, M]</c>.
    /// </summary>
    /// <param name="y">The map, one column a point: <c>[d, N]</c>.</param>
    Func<Tensor, (Tensor Force, Tensor Potential)> Field(Tensor y);
}
