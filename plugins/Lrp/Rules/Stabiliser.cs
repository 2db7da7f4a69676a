using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>Keeps denominators away from zero.</summary>
internal static class Stabiliser
{
    /// <summary>The stabiliser of every rule but epsilon.</summary>
    public const double Small = 1e-6;

    /// <summary><c>z + epsilon sign(z)</c>, with sign(0) = +1.</summary>
    public static Tensor Stabilise(this Tensor z, double epsilon = Small) => epsilon == 0 ? z : z + Signed(z, epsilon);

    /// <summary><c>epsilon sign(z)</c>, with sign(0) = +1.</summary>
    public static Tensor Signed(Tensor z, double epsilon) => (z >= 0).to(z.dtype).mul_(2 * epsilon).sub_(epsilon);

    /// <summary><c>R / (z + epsilon sign(z))</c>; with epsilon 0, zero where z is zero, since nothing contributed there.</summary>
    public static Tensor Share(Tensor relevance, Tensor z, double epsilon) =>
        epsilon == 0 ? where(z == 0, zeros_like(z), relevance / z) : relevance / z.Stabilise(epsilon);
}
