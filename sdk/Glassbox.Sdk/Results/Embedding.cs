using Glassbox.Files;
using Glassbox.Pages;
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

    /// <summary>What can be read from the map and what cannot; null where nothing is to be said.</summary>
    public Reading? Reading { get; init; }

    /// <summary>Panels that belong beside the map: the variance along each principal axis.</summary>
    public IReadOnlyList<Panel> Beside { get; init; } = [];

    /// <summary>The map in numbers, where it has some; null where it has not.</summary>
    public Table? Numbers { get; init; }

    internal string Title => Provenance?.Title ?? "Map of samples";

    /// <summary>Whether the method can place new points.</summary>
    public bool CanTransform => transform is not null;

    /// <summary>Places new points on this map; where a point lies does not depend on the others.</summary>
    /// <param name="points">One a row: <c>[M, D]</c>.</param>
    /// <exception cref="GlassboxException">The method cannot place new points.</exception>
    /// <exception cref="ObjectDisposedException">The scope that the map was made in was closed, which released what places points, as it released the map.</exception>
    public Tensor Transform(Tensor points) => transform is null
        ? throw new GlassboxException($"{Provenance?.Title ?? "This method"} cannot place new points: project them together with the old ones.")
        : transform(points);

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, Tensor> Tensors => new Dictionary<string, Tensor>(Extras) { ["coordinates"] = Coordinates };

    /// <inheritdoc/>
    public override void Save(string path) => Save(path, new Samples());

    /// <summary>Writes the map, whole or not at all: as <c>.html</c> an interactive page, as <c>.png</c> or <c>.svg</c> the figure, both coloured, as <c>.csv</c> the coordinates; otherwise as <see cref="Result.Save"/>.</summary>
    /// <param name="path">The file; folders that lack are made.</param>
    /// <param name="colour">What the points' colours mean: labels, names or numbers, one a sample.</param>
    /// <param name="names">The samples' names, shown under the pointer.</param>
    /// <param name="thumbnails">The samples' pictures, shown under the pointer: <c>[N, 1 or 3, H, W]</c>, UInt8 or floating point 0..1.</param>
    /// <exception cref="GlassboxException">There are not as many colours, names or thumbnails as samples, or the file cannot be written.</exception>
    public void Save(string path, Column? colour, string[]? names = null, Tensor? thumbnails = null) =>
        Save(path, new Samples { Columns = colour is null ? [] : [colour], Names = names, Thumbnails = thumbnails });

    /// <summary>Writes the map, whole or not at all: as <c>.html</c> an interactive page, as <c>.png</c> or <c>.svg</c> the figure in the colours of the first column, as <c>.csv</c> one row a sample with its coordinates and all that is known of it; otherwise as <see cref="Result.Save"/>.</summary>
    /// <param name="path">The file; folders that lack are made.</param>
    /// <param name="samples">What is known of the samples.</param>
    /// <exception cref="GlassboxException">There is not one value, name or thumbnail a sample, or the file cannot be written.</exception>
    public void Save(string path, Samples samples)
    {
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".html":
                OutputFile.Write(path, MapPage.Of([(Title, this)], samples, Title));
                break;
            case ".png" or ".svg":
                EmbeddingFigure.Of(this, samples).Save(path);
                break;
            case ".csv":
                EmbeddingTable.Of(this, samples).Save(path);
                break;
            default:
                base.Save(path);
                break;
        }
    }

    /// <inheritdoc/>
    public override Table? Table() => Numbers;

    /// <inheritdoc/>
    public override Figure Figure() => EmbeddingFigure.Of(this, colour: null, names: null);
}
