using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// What maps keep of the points they were made from: whether neighbours on the map are neighbours in the space (trustworthiness) and the reverse (continuity), which of the nearest
/// neighbours are the same, how far distances agree, and, with labels, how well the nearest neighbours' classes tell a point's own, in the space and on the map. Several maps are also laid
/// over the first as well as turning, mirroring and scaling allow (Procrustes): what is left over says how stable they are. Where they differ in one number alone, such as the perplexity,
/// curves show what each measure makes of it.
/// </summary>
[Method("embedding-quality", "Quality of maps", Source = "Venna and Kaski 2001; Kruskal 1964; Gower 1975")]
public sealed class EmbeddingQuality : IMapMetric<EmbeddingQuality.Options>
{
    private const long DistancesAtOnce = 1 << 19;

    /// <param name="Neighbours">How many nearest neighbours count, less than half of the points.</param>
    /// <param name="Labels">A class a point; none where there are no labels.</param>
    /// <param name="DistancesOf">Distances are compared between as many points, drawn at random where there are more.</param>
    public sealed record Options([Range(1, 1_000_000)] int Neighbours = 12, long[]? Labels = null, [Range(2, 20_000)] int DistancesOf = 2000);

    /// <inheritdoc/>
    public Score Measure(Tensor points, Embedding[] maps, Options options, Run run)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var space = Points.Checked(points);
        var n = space.size(0);
        if (maps.Length == 0) throw new GlassboxException("There is no map to measure: give at least one.");
        if (2 * options.Neighbours >= n)
            throw new GlassboxException($"{options.Neighbours} neighbours are no fewer than half of the {n} points: choose fewer than {(n + 1) / 2}.");
        if (options.Labels is { } given && given.Length != n) throw new GlassboxException($"There are {given.Length} labels for {n} points: give one a point.");
        var names = ResultNames.Of(maps, "map");
        var planes = maps.Select((map, i) => map.Coordinates.size(0) == n
            ? Points.Checked(map.Coordinates).to(space.device)
            : throw new GlassboxException($"{names[i]} has {map.Coordinates.size(0)} points, and {n} were given: give the points that the map was made from.")).ToArray();
        var labels = options.Labels is { } classes ? tensor(classes, device: space.device) : null;

        var kept = planes.Select((plane, i) => Neighbourhoods.Compare(space, plane, options.Neighbours, labels, DistancesAtOnce, run)).ToArray();
        using var generator = run.Generator();
        var drawn = n <= options.DistancesOf ? arange(n) : randperm(n, generator: generator).narrow(0, 0, options.DistancesOf).sort().Values;
        var distances = planes.Select(plane => DistanceAgreement.Of(space.index_select(0, drawn.to(space.device)), plane.index_select(0, drawn.to(space.device)), run)).ToArray();
        var procrustes = stack(planes.Select(a => tensor(planes.Select(b => Procrustes(a, b)).ToArray())).ToArray(), 0);

        var table = new Table(["map", "trustworthiness", "continuity", "neighbours kept", "rank correlation of distances", "stress",
            .. labels is null ? [] : new[] { "accuracy in the space", "accuracy on the map" }, .. maps.Length == 1 ? [] : new[] { "Procrustes distance to the first" }])
        {
            Title = "Quality of maps",
            Caption = $"{options.Neighbours} nearest neighbours of {n} points; distances between {drawn.size(0)} of them. Stress is after scaling the map as fits best.",
        };
        for (var i = 0; i < maps.Length; i++)
            table.Add([names[i], kept[i].Trustworthiness, kept[i].Continuity, kept[i].Kept, distances[i].Spearman, distances[i].ScaledStress,
                .. labels is null ? [] : new Cell[] { kept[i].SpaceAccuracy, kept[i].MapAccuracy }, .. maps.Length == 1 ? [] : new Cell[] { procrustes[0, i].ToDouble() }]);

        Tensor Of(Func<int, double> measure) => scope.MoveToOuter(tensor(Enumerable.Range(0, maps.Length).Select(measure).ToArray()));
        var values = new Dictionary<string, Tensor>
        {
            ["trustworthiness"] = Of(i => kept[i].Trustworthiness),
            ["continuity"] = Of(i => kept[i].Continuity),
            ["neighbours-kept"] = Of(i => kept[i].Kept),
            ["distance-correlation"] = Of(i => distances[i].Spearman),
            ["stress"] = Of(i => distances[i].Stress),
            ["stress-scaled"] = Of(i => distances[i].ScaledStress),
            ["procrustes"] = scope.MoveToOuter(procrustes),
        };
        if (labels is not null)
        {
            values["accuracy-space"] = Of(i => kept[i].SpaceAccuracy);
            values["accuracy-map"] = Of(i => kept[i].MapAccuracy);
        }
        return new Score(table) { Values = values, Curves = Sweep.Of(maps) is { } sweep ? sweep.Curves(values) : [] };
    }

    /// <summary>What is left over of two maps of unit size laid over each other: zero for the same shape, at most one.</summary>
    private static double Procrustes(Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        static Tensor Unit(Tensor map)
        {
            var centred = map - map.mean(0);
            return centred / centred.square().sum().sqrt().clamp_min(1e-300);
        }
        var (_, singular, _) = linalg.svd(Unit(a).t().matmul(Unit(b)), fullMatrices: false);
        return Math.Clamp(1 - Math.Pow(singular.sum().ToDouble(), 2), 0, 1);
    }
}
