using Glassbox.Files;
using Glassbox.Pages;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>Several maps of the same samples: by several methods, of several layers, with several perplexities or seeds. Its page shows one at a time, and the points move from one to the next.</summary>
public sealed class Atlas : Result
{
    /// <summary>Maps under the names of their methods, with the options that differ.</summary>
    /// <param name="maps">Maps of the same samples in the same order, at least one.</param>
    /// <exception cref="GlassboxException">There is no map, or they are of different numbers of samples.</exception>
    public Atlas(params Embedding[] maps)
        : this([.. ResultNames.Of(maps, "map").Zip(maps)])
    {
    }

    /// <summary>Maps under names of one's own, such as those of the layers they are of.</summary>
    /// <param name="maps">Maps of the same samples in the same order, at least one.</param>
    /// <exception cref="GlassboxException">There is no map, or they are of different numbers of samples.</exception>
    public Atlas(params (string Name, Embedding Map)[] maps)
    {
        if (maps.Length == 0) throw new GlassboxException("There is no map to show: give at least one.");
        foreach (var (name, map) in maps)
            if (map.Coordinates.size(0) != maps[0].Map.Coordinates.size(0))
                throw new GlassboxException($"{name} is a map of {map.Coordinates.size(0)} samples and {maps[0].Name} of {maps[0].Map.Coordinates.size(0)}: the maps of an atlas are of the same samples.");
        Maps = maps;
        Title = maps.Length == 1 ? maps[0].Name : $"{maps.Length} maps of {maps[0].Map.Coordinates.size(0)} samples";
    }

    /// <summary>The maps, by name.</summary>
    public IReadOnlyList<(string Name, Embedding Map)> Maps { get; }

    /// <summary>What the maps show; how many they are of how many samples, unless said.</summary>
    public string Title { get; init; }

    /// <summary>What is known of the samples.</summary>
    public Samples Samples { get; init; } = new();

    /// <summary>The coordinates, by the map's name.</summary>
    public override IReadOnlyDictionary<string, Tensor> Tensors => Maps.ToDictionary(m => m.Name, m => m.Map.Coordinates);

    /// <inheritdoc/>
    public override Figure Figure() => AtlasFigure.Of(this, Samples);

    /// <inheritdoc/>
    public override void Save(string path) => Save(path, Samples);

    /// <summary>Writes the maps, whole or not at all: as <c>.html</c> an interactive page, as <c>.png</c> or <c>.svg</c> the maps side by side; otherwise as <see cref="Result.Save"/>.</summary>
    /// <param name="path">The file; folders that lack are made.</param>
    /// <param name="samples">What is known of the samples.</param>
    /// <exception cref="GlassboxException">There is not one value, name or thumbnail a sample, or the file cannot be written.</exception>
    public void Save(string path, Samples samples)
    {
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".html":
                OutputFile.Write(path, MapPage.Of(Maps, samples, Title));
                break;
            case ".png" or ".svg":
                AtlasFigure.Of(this, samples).Save(path);
                break;
            default:
                base.Save(path);
                break;
        }
    }
}
