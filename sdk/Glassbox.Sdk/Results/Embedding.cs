using static TorchSharp.torch;

namespace Glassbox;

/// <summary>Where each sample lies on a map.</summary>
/// <param name="coordinates">One row a sample: <c>[N, d]</c>.</param>
/// <param name="transform">Places new points, <c>[M, D]</c> to <c>[M, d]</c>, on the same map; null where the method cannot.</param>
public sealed class Embedding(Tensor coordinates, Func<Tensor, Tensor>? transform = null) : Result
{
    /// <summary>One row a sample: <c>[N, d]</c>.</summary>
    public Tensor Coordinates { get; } = coordinates;

    /// <summary>Numbers about the map, by name: the KL divergence, the variance explained.</summary>
    public IReadOnlyDictionary<string, double> Quality { get; init; } = new Dictionary<string, double>();

    /// <summary>What else the method found, by name: principal axes, eigenvalues, the loss at each step.</summary>
    public IReadOnlyDictionary<string, Tensor> Extras { get; init; } = new Dictionary<string, Tensor>();

    /// <summary>Whether the method can place new points.</summary>
    public bool CanTransform => transform is not null;

    /// <summary>Places new points on this map; where a point lies does not depend on the others.</summary>
    /// <param name="points">One a row: <c>[M, D]</c>.</param>
    /// <exception cref="GlassboxException">The method cannot place new points.</exception>
    public Tensor Transform(Tensor points) => transform is null
        ? throw new GlassboxException($"{Provenance?.Title ?? "This method"} cannot place new points: project them together with the old ones.")
        : transform(points);

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, Tensor> Tensors => new Dictionary<string, Tensor>(Extras) { ["coordinates"] = Coordinates };

    /// <inheritdoc/>
    public override Figure Figure() => EmbeddingFigure.Of(this, colour: null, names: null);
}
