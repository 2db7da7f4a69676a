using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>A map as rows, for other programs to read.</summary>
internal static class EmbeddingTable
{
    private static readonly string[] Axes = ["x", "y", "z"];

    /// <summary>A row a sample: its index, its name where it has one, its coordinates (<c>x, y, z</c>; of more than three dimensions <c>x1, x2</c> and so on) and its value in each column.</summary>
    /// <param name="map">The map.</param>
    /// <param name="samples">What is known of its samples.</param>
    /// <exception cref="GlassboxException">There is not one value or name a sample.</exception>
    public static Table Of(Embedding map, Samples samples)
    {
        using var scope = NewDisposeScope();
        var (count, dimensions) = ((int)map.Coordinates.size(0), (int)map.Coordinates.size(1));
        samples.Check(count);
        var coordinates = map.Coordinates.detach().to(ScalarType.Float64).cpu().contiguous().data<double>().ToArray();
        var table = new Table([
            "index", .. samples.Names is null ? Array.Empty<string>() : ["name"],
            .. Enumerable.Range(0, dimensions).Select(d => dimensions <= Axes.Length ? Axes[d] : $"x{d + 1}"),
            .. samples.Columns.Select(c => c.Name != "" ? c.Name : c.Groups.Count > 0 ? "label" : "value")]);
        for (var i = 0; i < count; i++)
            table.Add([
                i, .. samples.Names is { } names ? [names[i]] : Array.Empty<Cell>(),
                .. Enumerable.Range(i * dimensions, dimensions).Select(at => (Cell)coordinates[at]),
                .. samples.Columns.Select(c => c.Of(i))]);
        return table;
    }
}
