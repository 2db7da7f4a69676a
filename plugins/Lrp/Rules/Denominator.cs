using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>The division that every rule makes, <c>s = R / (z + epsilon sign(z))</c>, with sign(0) = +1.</summary>
internal static class Denominator
{
    /// <summary>The stabiliser of every rule but epsilon, unless said.</summary>
    public const double Small = 1e-6;

    /// <summary>The relevance for a unit of z. What the stabiliser keeps is absorbed.</summary>
    /// <param name="relevance">R, in the shape of z.</param>
    /// <param name="z">The denominator.</param>
    /// <param name="epsilon">The stabiliser; with 0 nothing is divided where z is zero, and what arrived there is absorbed.</param>
    /// <param name="absorption">Takes what is passed to no input.</param>
    public static Tensor Share(Tensor relevance, Tensor z, double epsilon, Absorption absorption)
    {
        var s = epsilon == 0 ? where(z == 0, zeros_like(z), relevance / z) : relevance / Stabilised(z, epsilon);
        absorption.Rest(relevance, s, z);
        return s;
    }

    /// <summary>As <see cref="Share"/> for a denominator that is nowhere of the other sign, and is overwritten.</summary>
    /// <param name="relevance">R, in the shape of z.</param>
    /// <param name="z">The denominator, of the rule's own.</param>
    /// <param name="epsilon">The stabiliser, with z's sign.</param>
    /// <param name="absorption">Takes what is passed to no input: epsilon s.</param>
    public static Tensor ShareOfOneSign(Tensor relevance, Tensor z, double epsilon, Absorption absorption)
    {
        var s = relevance / z.add_(epsilon);
        absorption.Stabiliser(s, epsilon);
        return s;
    }

    /// <summary><c>z + epsilon sign(z)</c>.</summary>
    public static Tensor Stabilised(Tensor z, double epsilon) => tensor(epsilon, dtype: z.dtype, device: z.device).copysign(z).add_(z);
}
