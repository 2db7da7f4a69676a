using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Multipliers of layer, group and instance norms, <c>y = scale * c / d + shift</c> with c the input less its mean and d its deviation. The quotient is a product, whose
/// factors' differences each count at the other's mean; the deviation's difference goes to the squares that it is made of. Contributions sum to the difference.
/// </summary>
internal static class Normalisation
{
    public static Tensor?[] Multipliers(NormOperator norm, Tensor multipliers)
    {
        var groups = norm.Groups();
        var weighted = (norm.Scale is { } scale ? multipliers * scale : multipliers).reshape(groups.shape);
        var centred = groups - groups.mean(norm.Axes, keepdim: true);
        var deviation = (centred.square().mean(norm.Axes, keepdim: true) + norm.Epsilon).sqrt();
        var (now, then) = (Halves.Now(deviation), Halves.Then(deviation));
        // 1/d - 1/d0 over v - v0, where v is the variance: the division by a difference cancels.
        var slope = Halves.Twice(-1 / (now * then * (now + then)));
        var mean = Halves.Mean(centred);
        var direct = weighted * Halves.Mean(1 / deviation);
        var throughDeviation = slope * (weighted * mean).sum(norm.Axes, keepdim: true) * mean * (2.0 / norm.Axes.Aggregate(1L, (n, axis) => n * groups.size((int)axis)));
        var ofCentred = direct + throughDeviation;
        return norm.ToInputs(ofCentred - ofCentred.mean(norm.Axes, keepdim: true));
    }
}
