using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>How LIME perturbs inputs, and the interpretable features it describes the perturbed ones by.</summary>
internal interface INeighbourhood
{
    /// <summary>Draws samples near one input and scores them.</summary>
    /// <param name="n">The input's place in the batch.</param>
    /// <param name="input">The input: <c>[1, ...]</c>.</param>
    /// <param name="forward">Scores perturbed inputs.</param>
    /// <param name="run">Where randomness is drawn from: each input draws as if it were alone.</param>
    /// <param name="unit">What progress counts.</param>
    NeighbourSample Sample(int n, Tensor input, PerturbedForward forward, Run run, string unit);

    /// <summary>The values of an explanation with these weights: <c>[1, ...]</c>.</summary>
    /// <param name="n">The input's place in the batch.</param>
    /// <param name="input">The input: <c>[1, ...]</c>.</param>
    /// <param name="weights">w: <c>[d]</c> of Float64.</param>
    Tensor Values(int n, Tensor input, Tensor weights);
}

/// <summary>Samples near one input, all Float64 on the CPU.</summary>
/// <param name="Features">The interpretable features z': <c>[n, d]</c>.</param>
/// <param name="Scores">f(z): <c>[n]</c>.</param>
/// <param name="Proximity">pi_x(z): <c>[n]</c>.</param>
internal sealed record NeighbourSample(Tensor Features, Tensor Scores, Tensor Proximity)
{
    /// <summary>How many samples of equal weight would tell as much (Kish 1965): from 1, where a single one counts, to n.</summary>
    public double Effective => Math.Pow(Proximity.sum().item<double>(), 2) / Proximity.square().sum().item<double>();
}
