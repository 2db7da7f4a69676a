using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>
/// How the function that a network computes moves while it learns: its outputs on a fixed mini-batch at chosen steps are the points, one a step, and several runs share a map (Erhan et al. 2010, section
/// 6.3). Weights could not be compared between runs, outputs can.
/// </summary>
/// <remarks>
/// <code>
/// var trajectory = new Trajectory(digits.Test);
/// Train(network, digits.Train, watch: trajectory.Run("seed 1"));
/// trajectory.Map(points => Pca(points), points => Tsne(points)).Save("trajectory.html");
/// </code>
/// </remarks>
public sealed class Trajectory
{
    // Gaps between the steps grow by a tenth: a function moves most at first.
    private const double Growth = 1.1;

    private readonly Tensor inputs;
    private readonly long[] labels;
    private readonly bool logits;
    private readonly long? every;
    private readonly List<(string Run, long Step, Tensor Outputs, double Loss)> points = [];

    /// <param name="data">Where the mini-batch is taken from: samples spread evenly over it.</param>
    /// <param name="samples">How many samples the mini-batch has, at most.</param>
    /// <param name="every">A point every so many steps; unless said, at the steps 0, 1, 2, ... with gaps that grow by a tenth, and at the last step.</param>
    /// <param name="logits">Whether the network's outputs are taken as they are, rather than as the probabilities of the classes: logits go on growing when the answers no longer change.</param>
    /// <exception cref="GlassboxException">There is no sample.</exception>
    public Trajectory(Dataset data, int samples = 200, long? every = null, bool logits = false)
    {
        if (data.Count == 0 || samples < 1) throw new GlassboxException("A trajectory needs a sample at least to watch the network by.");
        if (every < 1) throw new GlassboxException($"A point every {every} steps cannot be: give one or more.");
        var count = Math.Min(data.Count, samples);
        var batch = data.Batches((int)count, [.. Enumerable.Range(0, (int)count).Select(i => i * data.Count / count)]).First();
        inputs = batch.Inputs.DetachFromDisposeScope();
        labels = data.Labels.Length == 0 ? [] : [.. batch.Labels.data<long>()];
        (this.every, this.logits) = (every, logits);
    }

    /// <summary>The points so far, the outputs for all samples one after the other: <c>[P, samples x outputs]</c>.</summary>
    public Tensor Points => points.Count == 0 ? throw new GlassboxException("No training was watched yet: give Train a run of this trajectory, watch: trajectory.Run(\"seed 1\").") : stack(points.Select(p => p.Outputs).ToArray(), 0);

    /// <summary>The run of each point.</summary>
    public IReadOnlyList<string> Runs => [.. points.Select(p => p.Run)];

    /// <summary>How many steps of training each point has behind it.</summary>
    public IReadOnlyList<long> Steps => [.. points.Select(p => p.Step)];

    /// <summary>What watches one training, for <c>Train</c>'s parameter <c>watch</c>.</summary>
    /// <param name="name">The run's name: <c>seed 1, rate 0.01</c>.</param>
    /// <exception cref="GlassboxException">There is a run of this name.</exception>
    public Action<TrainingStep> Run(string name)
    {
        if (points.Any(p => p.Run == name)) throw new GlassboxException($"There is a run \"{name}\" already: give each its own name.");
        var next = 0L;
        return step =>
        {
            if (step.Number < next && step.Number != step.Total) return;
            next = every is { } gap ? step.Number + gap : Math.Max(step.Number + 1, (long)Math.Ceiling(step.Number * Growth));
            points.Add(Seen(name, step));
        };
    }

    /// <summary>All runs on one map, a line a run, by one or more projectors.</summary>
    /// <param name="projectors">Each makes a map of the points: <c>points => Pca(points)</c>.</param>
    /// <returns>The maps, coloured by run, by step, by how far the function still is from where its run ends (the root mean square over the outputs), and, with labels, by the loss on the mini-batch.</returns>
    /// <exception cref="GlassboxException">No training was watched, or there is no projector.</exception>
    public Atlas Map(params Func<Tensor, Embedding>[] projectors)
    {
        using var all = Points;
        var paths = Enumerable.Range(0, points.Count).GroupBy(i => points[i].Run).Select(run => run.ToArray()).ToArray();
        var remaining = new double[points.Count];
        foreach (var path in paths)
            foreach (var i in path)
            {
                using var scope = NewDisposeScope();
                remaining[i] = (points[i].Outputs - points[path[^1]].Outputs).to(ScalarType.Float64).square().mean().sqrt().ToDouble();
            }
        var samples = new Samples { Names = [.. points.Select(p => $"{p.Run}, step {p.Step}")], Paths = paths }
            .With(Column.OfLabels([.. Enumerable.Range(0, points.Count).Select(i => (long)Array.FindIndex(paths, path => path.Contains(i)))], [.. paths.Select(path => points[path[0]].Run)]), "run")
            .With(Steps.Select(s => (double)s).ToArray(), "step")
            .With(remaining, "distance to the run's end");
        if (labels.Length > 0) samples = samples.With(points.Select(p => p.Loss).ToArray(), "loss");
        return new Atlas([.. projectors.Select(project => project(all))]) { Samples = samples, Title = $"How the function moves in {paths.Length} {(paths.Length == 1 ? "run" : "runs")}" };
    }

    private (string, long, Tensor, double) Seen(string run, TrainingStep step)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var network = step.Network;
        var training = network.training;
        network.eval();
        var output = network.call(inputs.to(network.parameters().First().device));
        network.train(training);
        var classes = output.dim() == 2 && output.size(1) > 1;
        var loss = classes && labels.Length > 0 ? nn.functional.cross_entropy(output, tensor(labels, device: output.device)).ToDouble() : double.NaN;
        var outputs = (classes && !logits ? output.softmax(1) : output).flatten().to(ScalarType.Float32).cpu();
        return (run, step.Number, outputs.clone().DetachFromDisposeScope(), loss);
    }
}

/// <summary>Where a training stands.</summary>
/// <param name="Number">How many steps are done.</param>
/// <param name="Total">How many there will be.</param>
/// <param name="Network">The network, in training mode.</param>
public readonly record struct TrainingStep(long Number, long Total, nn.Module<Tensor, Tensor> Network);
