using static TorchSharp.torch;

namespace Glassbox;

/// <summary>A measure of the quality of maps that projectors make.</summary>
/// <typeparam name="TOptions">A positional record whose defaults are the paper's.</typeparam>
[Kind("map-metric", "How good is this map?")]
public interface IMapMetric<TOptions>
{
    /// <summary>Measures maps of the same points side by side.</summary>
    /// <param name="points">The points, one a row: <c>[N, D]</c>.</param>
    /// <param name="maps">Maps of these points, by one or more methods.</param>
    /// <param name="options">The method's own options.</param>
    /// <param name="run">Cancellation, progress, seed, device and log of this call.</param>
    /// <returns>A table with a row a map.</returns>
    Score Measure(Tensor points, Embedding[] maps, TOptions options, Run run);
}
