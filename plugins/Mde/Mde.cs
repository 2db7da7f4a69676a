using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// Minimum-distortion embedding: the map whose distances cost least on average over some pairs of points, among the maps that a constraint allows. What costs decides what the map keeps:
/// neighbourhoods, distances, or, with squared distances between neighbours on a standardised map, the smoothest functions on the graph of neighbours (the spectral embedding). On one machine
/// the same points, options and seed give the same bits, with any number of threads.
/// </summary>
[Method("mde", "Minimum-distortion embedding", Source = "Agrawal, Ali and Boyd 2021")]
public sealed class Mde : IProjector<Mde.Options>
{
    private const double Jitter = 1e-3;

    /// <param name="Keep">What the map keeps.</param>
    /// <param name="Constraint">Which maps are allowed. Unless said: anchored where anchors are given, standardised for a quadratic distortion, centred otherwise.</param>
    /// <param name="Dimensions">The dimensions of the map.</param>
    /// <param name="Neighbours">How many nearest neighbours of each point are kept near.</param>
    /// <param name="RandomPairs">How many random pairs repel for each pair of neighbours.</param>
    /// <param name="MostPairs">Between how many pairs of points distances are kept; with more points these are drawn at random.</param>
    /// <param name="Iterations">The steps of the solver at most.</param>
    /// <param name="Tolerance">The length of the average distortion's slope at which the solver stops.</param>
    /// <param name="Anchors">Which points are held in place, by index.</param>
    /// <param name="AnchorPlaces">Where they are held: one row an anchor, [A, dimensions].</param>
    public sealed record Options(
        MdeKeep Keep = MdeKeep.Neighbours, MdeConstraint Constraint = MdeConstraint.Automatic, [Range(1, 100)] int Dimensions = 2, [Range(1, 10_000)] int Neighbours = 15,
        [Range(0, 100)] double RandomPairs = 1, [Range(1, 100_000_000)] long MostPairs = 5_000_000, [Range(0, double.PositiveInfinity)] int Iterations = 300, [Range(0, 1)] double Tolerance = 1e-5,
        [Range(0, double.PositiveInfinity)] long[]? Anchors = null, Tensor? AnchorPlaces = null);

    /// <inheritdoc/>
    public Embedding Project(Tensor points, Options options, Run run)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var checkedPoints = Points.Checked(points);
        var n = checkedPoints.size(0);
        if (options.Dimensions >= n) throw new GlassboxException($"A map of {n} points has {n - 1} {(n == 2 ? "dimension" : "dimensions")} at most: {options.Dimensions} are too many.");
        var constraint = ConstraintOf(options, n);
        var notes = new List<string>();

        SparseGraph pairs;
        double[] x;
        if (options.Keep is MdeKeep.Distances or MdeKeep.SquaredDistances)
        {
            pairs = Pairs.OfDistances(checkedPoints, options.MostPairs, run);
            if (pairs.Columns.Length < n * (n - 1)) notes.Add($"Distances were kept between {pairs.Columns.Length / 2} random pairs of the {n * (n - 1) / 2} there are.");
            x = Principal(checkedPoints, options.Dimensions, run);
        }
        else
        {
            if (options.Neighbours >= n) throw new GlassboxException($"{options.Neighbours} neighbours of each point are as many as the {n} points: choose fewer.");
            var neighbours = Plugins.Neighbours.Of(checkedPoints, options.Neighbours, run);
            if (neighbours.Approximate) notes.Add("Neighbours were found approximately: a few may be missing.");
            var near = Pairs.OfNeighbours(neighbours);
            var parts = near.Components().Max() + 1;
            if (parts > 1) notes.Add($"The graph of neighbours falls into {parts} parts that are not connected: where they lie to each other on the map means little.");
            x = (Spectral.Plain(near, options.Dimensions, run) * Math.Sqrt(n)).contiguous().data<double>().ToArray();
            pairs = near;
            if (options.Keep == MdeKeep.Neighbours)
            {
                pairs = Pairs.WithRandom(near, options.RandomPairs, run);
                if (constraint is Constraint.Centred && !pairs.Values.Any(v => v < 0))
                    throw new GlassboxException(options.RandomPairs == 0
                        ? "With no random pairs nothing repels, and a centred map shrinks to a point: give some, or choose a standardised map."
                        : $"Of {n} points with {options.Neighbours} neighbours each, no two that were drawn are not neighbours: nothing repels, and the map shrinks to a point. Choose fewer neighbours.");
                // Points with the same neighbours would start in one place, where nothing can push them apart.
                using var generator = run.Generator(stream: 2);
                var jitter = (randn(n, options.Dimensions, dtype: ScalarType.Float64, generator: generator) * Jitter).data<double>().ToArray();
                for (var i = 0; i < x.Length; i++) x[i] += jitter[i];
            }
        }

        constraint.Project(x);
        var sum = new DistortionSum(pairs, DistortionOf(options.Keep), options.Dimensions, Threads.AsSet(run.Cancellation));
        var (distortion, slope) = QuasiNewton.Minimise(x, sum, constraint, options.Iterations, options.Tolerance, run);
        if (slope > options.Tolerance) notes.Add($"The solver stopped with a slope of {slope:g2}, more than {options.Tolerance:g2}: more iterations may lower the distortion a little.");
        var reading = ReadingOf(options.Keep);
        return new Embedding(scope.MoveToOuter(tensor(x, [n, options.Dimensions], device: points.device).to(Points.ResultType(points))))
        {
            Quality = new Dictionary<string, double> { ["average distortion"] = distortion, ["slope"] = slope },
            Notes = [reading.ToString(), .. notes],
            Reading = reading,
            Checks = [constraint.Check(x)],
        };
    }

    private static Reading ReadingOf(MdeKeep keep) => keep switch
    {
        MdeKeep.Distances or MdeKeep.SquaredDistances => new(
            ["Read distances, as far as the average distortion allows: large ones are kept best."],
            ["take points that lie together for alike: a plane has too little room to keep all points apart"]),
        MdeKeep.Quadratic => new(
            ["Look at the order along each axis: these are the smoothest functions on the graph of neighbours."],
            ["compare the sizes or densities of clusters", "read the distances between clusters that no edges join"]),
        _ => new(
            ["Look at who lies beside whom: near neighbours are near.", "Compare maps of several numbers of neighbours and seeds: what they share is in the data."],
            ["compare the distances between clusters", "compare the sizes or densities of clusters"]),
    };

    private static Distortion DistortionOf(MdeKeep keep) => keep switch
    {
        MdeKeep.Quadratic => Distortion.Quadratic,
        MdeKeep.Distances => Distortion.Absolute,
        MdeKeep.SquaredDistances => Distortion.Squared,
        _ => Distortion.PushAndPull,
    };

    private static Constraint ConstraintOf(Options options, long n)
    {
        var asked = options.Constraint != MdeConstraint.Automatic ? options.Constraint
            : options.Anchors is not null || options.AnchorPlaces is not null ? MdeConstraint.Anchored
            : options.Keep == MdeKeep.Quadratic ? MdeConstraint.Standardised
            : MdeConstraint.Centred;
        if (asked != MdeConstraint.Anchored && options.Anchors is not null)
            throw new GlassboxException("Anchors were given for a map that is not anchored: leave them or the constraint out.");
        if (asked == MdeConstraint.Centred && options.Keep == MdeKeep.Quadratic)
            throw new GlassboxException("With a quadratic distortion a centred map shrinks to a point: choose a standardised or an anchored one.");
        return asked switch
        {
            MdeConstraint.Standardised => new Constraint.Standardised(options.Dimensions),
            MdeConstraint.Anchored => AnchoredBy(options, n),
            _ => new Constraint.Centred(options.Dimensions),
        };
    }

    private static Constraint.Anchored AnchoredBy(Options options, long n)
    {
        if (options.Anchors is not { Length: > 0 } anchors || options.AnchorPlaces is not { } places)
            throw new GlassboxException("An anchored map needs anchors and their places: give the indices of some points, and one row of coordinates for each.");
        if (!places.shape.SequenceEqual([anchors.Length, options.Dimensions]))
            throw new GlassboxException($"The places of {anchors.Length} anchors on a map of {options.Dimensions} dimensions are [{anchors.Length}, {options.Dimensions}]; these are [{string.Join(", ", places.shape)}].");
        foreach (var wrong in anchors.Where(a => a < 0 || a >= n))
            throw new GlassboxException($"There is no point {wrong} to anchor: the points are numbered 0 to {n - 1}.");
        if (anchors.Distinct().Count() < anchors.Length) throw new GlassboxException("A point is anchored twice: name each once.");
        return new(anchors, places.detach().to(ScalarType.Float64).cpu().contiguous().data<double>().ToArray(), options.Dimensions);
    }

    /// <summary>The first principal components, with a little chance where there are too few: N d numbers.</summary>
    private static double[] Principal(Tensor points, int dimensions, Run run)
    {
        using var scope = NewDisposeScope();
        using var generator = run.Generator();
        var axes = (int)Math.Min(dimensions, Math.Min(points.size(0), points.size(1)));
        var start = randn(points.size(0), dimensions, dtype: ScalarType.Float64, generator: generator) * Jitter;
        start.narrow(1, 0, axes).add_(PrincipalComponents.Exact(points, axes, run).Scores(points).cpu());
        return start.data<double>().ToArray();
    }
}

/// <summary>What a minimum-distortion embedding keeps.</summary>
public enum MdeKeep
{
    /// <summary>Neighbourhoods: nearest neighbours attract each other and random pairs repel.</summary>
    Neighbours,

    /// <summary>Neighbourhoods, by the squared distances between nearest neighbours alone: on a standardised map, the spectral embedding.</summary>
    Quadratic,

    /// <summary>Distances: each difference counts by its size.</summary>
    Distances,

    /// <summary>Distances: each difference counts by its square, large ones above all.</summary>
    SquaredDistances,
}

/// <summary>Which maps a minimum-distortion embedding chooses from.</summary>
public enum MdeConstraint
{
    /// <summary>As the anchors and the distortion suggest.</summary>
    Automatic,

    /// <summary>Maps around the origin.</summary>
    Centred,

    /// <summary>Maps around the origin whose covariance is the identity.</summary>
    Standardised,

    /// <summary>Maps with some points held in place.</summary>
    Anchored,
}
