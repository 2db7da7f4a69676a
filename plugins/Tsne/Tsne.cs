using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>
/// t-distributed stochastic neighbour embedding: a map on which near neighbours stay near. With exact forces, time and memory grow with the square of the number of points; with interpolated
/// ones, with the number. On one machine the same points, options and seed give the same bits, with any number of threads. New points can be placed on the map.
/// </summary>
[Method("tsne", "t-SNE", Source = "van der Maaten and Hinton 2008; Linderman et al. 2019")]
public sealed class Tsne : IProjector<Tsne.Options>
{
    private const long ExactOnCpu = 2500, ExactOnGpu = 20_000, ExactAtMost = 50_000;
    private const double EarlyMomentum = 0.5, LateMomentum = 0.8, LeastRate = 200;
    private const int ReportEvery = 10;
    // Less than a tenth of what maps start from: single precision would not bring such points apart again.
    private const double Shrunk = 1e-5;

    /// <param name="Perplexity">How many effective neighbours each point has; less than a third of the points.</param>
    /// <param name="Perplexities">Several perplexities in place of one: similarities are their mean, which keeps both the near and the far arrangement.</param>
    /// <param name="Dimensions">The dimensions of the map.</param>
    /// <param name="Iterations">The steps of gradient descent, those with early exaggeration included. With none, the divergence and the gradient are those of the map that is given by the places.</param>
    /// <param name="EarlyExaggeration">What attraction is multiplied by at first, so that clusters form.</param>
    /// <param name="EarlyIterations">How many steps attraction is exaggerated and momentum is 0.5 rather than 0.8.</param>
    /// <param name="LearningRate">The size of steps for the gradient without its factor of 4, as Belkina et al. 2019, FIt-SNE and openTSNE count it (scikit-learn's is a quarter of it). N / 12 unless said, or 200, which is scikit-learn's least, if that is more; N / 2 of fewer than 400 points, which 200 would throw about.</param>
    /// <param name="Start">Where points start.</param>
    /// <param name="Places">A map to start from in place of that, <c>[N, Dimensions]</c>. It is neither scaled nor centred, and nor is what becomes of it.</param>
    /// <param name="Forces">Whether the forces of all pairs are computed, or interpolated between near neighbours and a grid. Unless said, all pairs up to 2,500 points (20,000 on a GPU) and for maps that are not of two dimensions.</param>
    /// <param name="KeepSimilarities">Whether the result keeps what the map was made from: p, of all pairs, <c>[N, N]</c>, or of those in <c>pairs</c>, <c>[E, 2]</c>; and beta = 1 / (2 sigma^2) of each point (and perplexity).</param>
    public sealed record Options(
        [Range(1, double.PositiveInfinity)] double Perplexity = 30, [Range(1, double.PositiveInfinity)] double[]? Perplexities = null, [Range(1, 3)] int Dimensions = 2, [Range(0, double.PositiveInfinity)] int Iterations = 1000,
        [Range(1, double.PositiveInfinity)] double EarlyExaggeration = 12, [Range(0, double.PositiveInfinity)] int EarlyIterations = 250,
        [Range(1e-6, double.PositiveInfinity)] double? LearningRate = null, TsneStart Start = TsneStart.Pca, Tensor? Places = null,
        TsneForces Forces = TsneForces.Automatic, bool KeepSimilarities = false);

    /// <inheritdoc/>
    public Embedding Project(Tensor points, Options options, Run run)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var checkedPoints = Points.Checked(points);
        var (n, d) = (checkedPoints.size(0), checkedPoints.size(1));
        var perplexities = PerplexitiesOf(options, n);
        var reading = ReadingOf(perplexities);
        var notes = new List<string> { reading.ToString() };

        var given = options.Places is { } places ? GivenPlaces(places, n, options.Dimensions, checkedPoints.device) : null;
        var extras = new Dictionary<string, Tensor>();

        IForces forces;
        double total;
        if (AllPairs(options, n, checkedPoints.device))
        {
            var (joint, beta) = Affinities.Joint(checkedPoints, perplexities, run, notes);
            if (options.KeepSimilarities) (extras["similarities"], extras["beta"]) = (joint, beta);
            total = joint.sum(1).sum().ToDouble();
            forces = options.Dimensions == 2 && joint.device_type == DeviceType.CPU ? new PlaneForces(joint, run) : new ExactForces(joint);
        }
        else
        {
            var count = (int)Math.Min(n - 1, 3 * perplexities.Max());
            var neighbours = Neighbours.Of(checkedPoints, count, run);
            var (joint, beta) = Affinities.Joint(neighbours, perplexities, run, notes);
            if (options.KeepSimilarities) (extras["pairs"], extras["similarities"], extras["beta"]) = (joint.Pairs(), tensor(joint.Values), beta);
            total = joint.Values.Sum(v => (double)v);
            forces = new InterpolatedForces(joint, InterpolatedForces.Spacing, run);
            notes.Add($"Similarities beyond each point's {count} nearest neighbours{(neighbours.Approximate ? ", found approximately," : "")} were left out (of the KL divergence, too), and repulsion was interpolated on a grid: \"forces: exact\" computes all pairs.");
            if (checkedPoints.device_type != DeviceType.CPU) notes.Add("Forces are interpolated on the processor, wherever the points are.");
        }
        using var released = forces as IDisposable;

        var y = given ?? (options.Start == TsneStart.Pca
            ? Start.Principal(checkedPoints, options.Dimensions, run)
            : Start.Random(n, options.Dimensions, checkedPoints.device, run));
        Descend(y, forces, options, run, notes);
        if (given is null) y = (y - y.sum(1, keepdim: true) / n).contiguous();

        var type = Points.ResultType(points);
        var divergence = forces.Divergence(y);
        extras["gradient"] = forces.Gradient(y, 1).t().contiguous();
        foreach (var kept in extras.Values) scope.MoveToOuter(kept);
        scope.MoveToOuter(checkedPoints, y);
        var placement = new Placement(checkedPoints, y, forces);
        return new Embedding(scope.MoveToOuter(y.t().contiguous().to(type)), Transform)
        {
            Quality = new Dictionary<string, double> { ["KL divergence"] = divergence },
            Extras = extras,
            Notes = notes,
            Reading = reading,
            Checks = [new Check("the similarities sum to one", Math.Abs(total - 1), 1e-4)],
        };

        Tensor Transform(Tensor rows)
        {
            using var none = no_grad();
            using var inner = NewDisposeScope();
            return inner.MoveToOuter(placement.Place(Points.Checked(rows, d)).to(type));
        }
    }

    private static Reading ReadingOf(double[] perplexities) => new(
        [
            "Look at who lies beside whom: near neighbours are near.",
            $"Compare maps of several perplexities and seeds: what they share is in the data. This one has {(perplexities.Length == 1 ? "a perplexity" : "perplexities")} of {string.Join(", ", perplexities)}.",
        ],
        ["compare the distances between clusters", "compare the sizes or densities of clusters", "take every cluster for real: they can appear in noise"]);

    private static double[] PerplexitiesOf(Options options, long n)
    {
        var perplexities = options.Perplexities ?? [options.Perplexity];
        if (perplexities.Length == 0) throw new GlassboxException("The list of perplexities is empty: leave it out for one perplexity.");
        if (perplexities.Min() < 1) throw new GlassboxException($"A perplexity of {perplexities.Min()} is less than one neighbour: choose 5 to 50.");
        var largest = perplexities.Max();
        return 3 * largest < n
            ? perplexities
            : throw new GlassboxException($"A perplexity of {largest:0.#} needs more than {3 * largest:0} points, and there are {n}: " +
                (n > 3 ? $"choose one below {n / 3.0:0.#}." : "t-SNE needs four at least."));
    }

    /// <summary>A map that is given, as the descent moves it: <c>[d, N]</c> in single precision, not shared with the caller.</summary>
    private static Tensor GivenPlaces(Tensor places, long n, int dimensions, Device device)
    {
        if (!places.shape.SequenceEqual([n, dimensions]))
            throw new GlassboxException($"The places of {n} points on a map of {dimensions} dimensions are [{n}, {dimensions}]; these are [{string.Join(", ", places.shape)}].");
        return places.isfinite().all().item<bool>()
            ? places.detach().to(ScalarType.Float32).to(device).t().contiguous().clone()
            : throw new GlassboxException("The places hold values that are not finite numbers: give each point a place.");
    }

    private static bool AllPairs(Options options, long n, Device device)
    {
        if (options.Forces == TsneForces.Interpolated && options.Dimensions != 2)
            throw new GlassboxException($"Forces are interpolated on maps of two dimensions only, and this one has {options.Dimensions}: leave the choice of forces out.");
        var exact = options.Forces == TsneForces.Exact || options.Dimensions != 2
            || (options.Forces == TsneForces.Automatic && n <= (device.type == DeviceType.CPU ? ExactOnCpu : ExactOnGpu));
        if (exact && n > ExactAtMost)
            throw new GlassboxException($"The similarities of all pairs of {n} points take {4.0 * n * n / (1L << 30):0} GB: " +
                (options.Dimensions == 2 ? "leave the choice of forces out." : "choose a map of two dimensions, whose forces can be interpolated."));
        return exact;
    }

    private static void Descend(Tensor y, IForces forces, Options options, Run run, List<string> notes)
    {
        var rate = options.LearningRate ?? Math.Max(y.size(1) / 12.0, Math.Min(y.size(1) / 2.0, LeastRate));
        var earlyIterations = options.EarlyIterations;
        using var descent = new Descent(y);
        for (var i = 0; i < options.Iterations; i++)
        {
            run.Cancellation.ThrowIfCancellationRequested();
            if (i % ReportEvery == 0) run.Step(i, options.Iterations, "iterations");
            using var scope = NewDisposeScope();
            if (i < earlyIterations && i % ReportEvery == 0 && y.abs().max().ToDouble() < Shrunk)
            {
                earlyIterations = i;
                notes.Add($"Early exaggeration was ended after {i} steps: with so large a perplexity it draws all {y.size(1)} points into one.");
            }
            var early = i < earlyIterations;
            // What was gained against exaggerated attraction drives points past their places when it ends.
            if (i == earlyIterations) descent.Restart();
            descent.Step(y, forces.Gradient(y, early ? options.EarlyExaggeration : 1), rate / 4, early ? EarlyMomentum : LateMomentum);
        }
        run.Step(options.Iterations, options.Iterations, "iterations");
        if (!y.isfinite().all().item<bool>())
            throw new GlassboxException($"The descent diverged: give a learning rate below {rate:g3}.");
    }
}

/// <summary>Where the points of a t-SNE map start.</summary>
public enum TsneStart
{
    /// <summary>At their first principal components, which keeps the large arrangement.</summary>
    Pca,

    /// <summary>At random, from the run's seed.</summary>
    Random,
}

/// <summary>How the forces between the points of a t-SNE map are computed.</summary>
public enum TsneForces
{
    /// <summary>All pairs where there are few points, interpolated where there are many.</summary>
    Automatic,

    /// <summary>All pairs.</summary>
    Exact,

    /// <summary>Attraction between near neighbours only, repulsion interpolated on a grid.</summary>
    Interpolated,
}
