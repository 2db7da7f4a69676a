using Glassbox;
using TorchSharp;
using static TorchSharp.torch;

namespace MyMethod;

/// <summary>How many points have the same nearest neighbour on the map: a start, to be replaced by your method.</summary>
[Method("my-method", "My method", Source = "Name the paper here")]
public sealed class MyMethod : IMapMetric<MyMethod.Options>
{
    /// <summary>The options; their defaults are the paper's.</summary>
    /// <param name="BatchSize">How many points are compared with all others at a time.</param>
    public sealed record Options([Range(1, 65536)] int BatchSize = 256);

    /// <inheritdoc/>
    public Score Measure(Tensor points, Embedding[] maps, Options options, Run run)
    {
        using var scope = NewDisposeScope();
        var expected = Nearest(points.detach(), options, run);
        var table = new Table("map", "kept") { Title = "My method", Caption = "Share of the points whose nearest neighbour is the same on the map." };
        var kept = new double[maps.Length];
        for (var i = 0; i < maps.Length; i++)
        {
            kept[i] = Nearest(maps[i].Coordinates.detach(), options, run).Zip(expected, (found, wanted) => found == wanted ? 1.0 : 0).Average();
            table.Add(maps[i].Provenance?.Title ?? $"map {i + 1}", kept[i]);
        }
        return new Score(table) { Values = new Dictionary<string, Tensor> { ["kept"] = tensor(kept).MoveToOuterDisposeScope() } };
    }

    /// <summary>Each point's nearest neighbour.</summary>
    private static long[] Nearest(Tensor points, Options options, Run run)
    {
        using var nearest = run.InBatches(points.size(0), options.BatchSize, (first, count) =>
        {
            var distances = cdist(points.narrow(0, first, count), points);
            for (var i = 0; i < count; i++) distances[i, first + i] = double.PositiveInfinity;
            return distances.argmin(1).cpu();
        }, "points");
        return nearest.data<long>().ToArray();
    }
}
