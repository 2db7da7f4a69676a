using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Uniform manifold approximation and projection: a fuzzy graph of near neighbours, laid out so that edges are short. On one machine the same points, options and seed give the same bits, with any
/// number of threads. New points can be placed on the map, each by itself. A similarity on the map is <c>1 / (1 + a d^2b)</c>, with a and b in <c>curve</c>.
/// </summary>
[Method("umap", "UMAP", Source = "McInnes, Healy and Melville 2018")]
public sealed class Umap : IProjector<Umap.Options>
{
    private const int ManyPoints = 10_000, EpochsForFew = 500, EpochsForMany = 200;

    /// <param name="Neighbours">How many nearest neighbours each point has, the point itself counted: few show fine structure, many the large one.</param>
    /// <param name="MinDistance">How near points may come on the map.</param>
    /// <param name="Spread">The scale of the map.</param>
    /// <param name="Dimensions">The dimensions of the map.</param>
    /// <param name="Epochs">How often the strongest edges are used; 500 up to 10,000 points and 200 beyond unless said.</param>
    /// <param name="LearningRate">The size of the first steps.</param>
    /// <param name="NegativeSamples">How many random points push at each use of an edge.</param>
    /// <param name="Repulsion">How much pushes count against pulls.</param>
    /// <param name="LocalConnectivity">How many nearest neighbours of each point are certain.</param>
    /// <param name="Mix">Whether points are neighbours when either says so (1), when both do (0), or between.</param>
    /// <param name="Start">Where points start.</param>
    /// <param name="Labels">A class a point that the map should respect, -1 where it is not known.</param>
    /// <param name="LabelWeight">How much the labels count, from 0, mostly the points, to 1, the labels alone.</param>
    /// <param name="NearestIndices">Nearest neighbours that are known, in place of those by Euclidean distance: <c>[N, Neighbours]</c>, nearest first, the point itself before all. New points cannot be placed then.</param>
    /// <param name="NearestDistances">How far these are, by whatever measure: <c>[N, Neighbours]</c>.</param>
    /// <param name="KeepGraph">Whether the result keeps the fuzzy set that is laid out: each point's rho and sigma, the memberships, and the pairs of points that have them, <c>[E, 2]</c>.</param>
    public sealed record Options(
        [Range(2, 10_000)] int Neighbours = 15, [Range(0, 100)] double MinDistance = 0.1, [Range(1e-3, 1000)] double Spread = 1, [Range(1, 100)] int Dimensions = 2,
        [Range(1, double.PositiveInfinity)] int? Epochs = null, [Range(1e-6, 1000)] double LearningRate = 1, [Range(0, 60)] int NegativeSamples = 5, [Range(0, 1000)] double Repulsion = 1,
        [Range(0, 1000)] double LocalConnectivity = 1, [Range(0, 1)] double Mix = 1, UmapStart Start = UmapStart.Spectral,
        long[]? Labels = null, [Range(0, 1)] double LabelWeight = 0.5, Tensor? NearestIndices = null, Tensor? NearestDistances = null, bool KeepGraph = false);

    /// <inheritdoc/>
    public Embedding Project(Tensor points, Options options, Run run)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var checkedPoints = Points.Checked(points);
        var (n, d) = (checkedPoints.size(0), checkedPoints.size(1));
        Check(options, n);

        var neighbours = options.NearestIndices is null && options.NearestDistances is null
            ? Plugins.Neighbours.Of(checkedPoints, options.Neighbours - 1, run).WithThemselves()
            : Given(options, n);
        var (rho, sigma) = FuzzySet.Bandwidths(neighbours, options.LocalConnectivity);
        var graph = FuzzySet.Of(neighbours, rho, sigma, options.Mix);
        if (options.Labels is { } labels) graph = FuzzySet.WithLabels(graph, labels, options.LabelWeight);
        if (graph.Columns.Length == 0) throw new GlassboxException("The labels leave no two points neighbours: choose a smaller label weight.");
        var curve = Curve.Fit(options.MinDistance, options.Spread);
        var epochs = options.Epochs ?? (n <= ManyPoints ? EpochsForFew : EpochsForMany);
        var layout = new Layout(graph, options.Dimensions, curve, options.Repulsion, options.NegativeSamples, run.Seed);
        var places = layout.Optimise(StartOf(options, graph, checkedPoints, run), epochs, options.LearningRate, run);

        var type = Points.ResultType(points);
        Tensor Coordinates(float[] values) => tensor(values, [values.Length / options.Dimensions, options.Dimensions], device: points.device).to(type);
        scope.MoveToOuter(checkedPoints);
        var placement = new Placement(checkedPoints, places, options, curve, run.Seed);
        var components = graph.Components().Max() + 1;
        var reading = ReadingOf(options);
        var extras = new Dictionary<string, Tensor> { ["curve"] = tensor(new[] { curve.A, curve.B }) };
        if (options.KeepGraph)
            (extras["rho"], extras["sigma"], extras["pairs"], extras["memberships"]) = (tensor(rho), tensor(sigma), graph.Pairs(), tensor(graph.Values));
        foreach (var kept in extras.Values) scope.MoveToOuter(kept);
        return new Embedding(scope.MoveToOuter(Coordinates(places)), options.NearestIndices is null ? Transform : null)
        {
            Quality = new Dictionary<string, double> { ["connected components"] = components },
            Extras = extras,
            Notes = [reading.ToString(), .. Notes(neighbours, components)],
            Reading = reading,
        };

        Tensor Transform(Tensor rows)
        {
            using var none = no_grad();
            using var inner = NewDisposeScope();
            return inner.MoveToOuter(Coordinates(placement.Place(Points.Checked(rows, d))));
        }
    }

    private static Reading ReadingOf(Options options) => new(
        [
            "Look at who lies beside whom: near neighbours are near.",
            $"Compare maps of several numbers of neighbours and seeds: what they share is in the data. This one has {options.Neighbours} neighbours.",
        ],
        [
            "compare the distances between clusters", "compare the sizes or densities of clusters", "take every cluster for real: they can appear in noise",
            .. options.Labels is null ? [] : new[] { "take the classes' separation for the points' own: their labels pulled them apart" },
        ]);

    private static void Check(Options options, long n)
    {
        if (options.Neighbours > n) throw new GlassboxException($"{options.Neighbours} neighbours, the point itself counted, are more than the {n} points: choose fewer.");
        if (options.LocalConnectivity > options.Neighbours - 1)
            throw new GlassboxException($"Of {options.Neighbours - 1} neighbours beside the point itself, {options.LocalConnectivity} cannot be certain: choose a smaller local connectivity.");
        if (options.Labels is not { } labels) return;
        if (labels.Length != n) throw new GlassboxException($"There are {labels.Length} labels for {n} points: give one a point, -1 where it is not known.");
    }

    /// <summary>The neighbours that are given.</summary>
    private static Neighbours Given(Options options, long n)
    {
        if (options.NearestIndices is not { } indices || options.NearestDistances is not { } distances)
            throw new GlassboxException("Neighbours that are known are given by their indices and their distances: one of them is missing.");
        foreach (var given in new[] { indices, distances })
            if (!given.shape.SequenceEqual([n, options.Neighbours]))
                throw new GlassboxException($"{options.Neighbours} neighbours of {n} points, each point itself counted, are [{n}, {options.Neighbours}]; these are [{string.Join(", ", given.shape)}].");
        var (places, far) = (indices.detach().cpu().to(ScalarType.Int64), distances.detach().cpu().to(ScalarType.Float32).contiguous());
        if (places.lt(0).logical_or(places.ge(n)).any().item<bool>()) throw new GlassboxException($"The neighbours have an index that no point has: the points are numbered 0 to {n - 1}.");
        if (places.sort(1).Values.diff(dim: 1).eq(0).any().item<bool>()) throw new GlassboxException("A point has one neighbour twice: name each once.");
        if (!places.select(1, 0).Equals(arange(n))) throw new GlassboxException("Each point must be the first of its own neighbours, at distance zero: put it before them.");
        if (far.isfinite().logical_not().logical_or(far.lt(0)).any().item<bool>() || far.diff(dim: 1).lt(0).any().item<bool>())
            throw new GlassboxException("The distances of neighbours must be finite, not negative, and rise along each row: sort them.");
        return new(options.Neighbours, [.. places.flatten().data<long>().ToArray().Select(i => (int)i)], far.data<float>().ToArray());
    }

    private static IEnumerable<string> Notes(Neighbours neighbours, int components)
    {
        if (neighbours.Approximate) yield return "Neighbours were found approximately: a few may be missing.";
        if (components > 1) yield return $"The graph of neighbours falls into {components} parts that are not connected: where they lie to each other on the map follows the principal components of their centres at the start, and means little.";
    }

    private static float[] StartOf(Options options, SparseGraph graph, Tensor points, Run run)
    {
        if (options.Start == UmapStart.Spectral) return SpectralStart.Places(graph, points, options.Dimensions, run);
        using var scope = NewDisposeScope();
        using var generator = run.Generator();
        return (rand(points.size(0), options.Dimensions, dtype: ScalarType.Float32, generator: generator) * 10).data<float>().ToArray();
    }
}

/// <summary>Where the points of a UMAP map start.</summary>
public enum UmapStart
{
    /// <summary>At the smoothest functions on each connected component of the graph of neighbours.</summary>
    Spectral,

    /// <summary>At random, from the run's seed: the large arrangement is lost.</summary>
    Random,
}
