using static TorchSharp.torch;

namespace Glassbox;

/// <summary>A method that places samples in the plane or another space of few dimensions.</summary>
/// <typeparam name="TOptions">A positional record whose defaults are the paper's.</typeparam>
[Kind("projector", "How do these samples lie?")]
public interface IProjector<TOptions>
{
    /// <summary>Projects points.</summary>
    /// <param name="points">The points, one a row: <c>[N, D]</c>.</param>
    /// <param name="options">The method's own options.</param>
    /// <param name="run">Cancellation, progress, seed, device and log of this call.</param>
    /// <returns>The coordinates of each point, <c>[N, d]</c>, and how well the map keeps what it promises.</returns>
    Embedding Project(Tensor points, TOptions options, Run run);
}
