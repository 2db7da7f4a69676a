using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.ModelTests.Trainings;

public class TrajectoryTests
{
    private static readonly SyntheticDataset Moons = Data.TwoMoons(200, seed: 1);

    private static nn.Module<Tensor, Tensor> Network(long seed)
    {
        manual_seed(seed);
        return nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Dropout(0.2), nn.Linear(16, 2));
    }

    private static Tensor Train(long seed, Action<TrainingStep>? watch, double rate = 1e-2)
    {
        using var network = Network(seed);
        Training.Train(network, Moons, epochs: 10, batchSize: 20, learningRate: rate, schedule: Schedule.Constant, seed: seed, watch: watch);
        return cat(network.state_dict().Values.Select(t => t.detach().flatten()).ToArray(), 0);
    }

    private static Embedding FirstTwo(Tensor points) => new(points.narrow(1, 0, 2).clone());

    private static double Apart(Tensor points, int a, int b) => (points[a] - points[b]).norm().ToDouble();

    [Fact]
    public void WatchingATrainingDoesNotChangeIt() =>
        Train(1, new Trajectory(Moons).Run("watched")).Equals(Train(1, null)).ShouldBeTrue("dropout would draw other numbers");

    [Fact]
    public void ThePointsAreTheProbabilitiesThatTheNetworkGivesInEvaluation()
    {
        var trajectory = new Trajectory(Moons, samples: 50, every: 40);
        var logits = new Trajectory(Moons, samples: 50, every: 40, logits: true);
        using var network = Network(1);
        var both = trajectory.Run("a") + logits.Run("a");
        Training.Train(network, Moons, epochs: 10, batchSize: 20, watch: both);
        trajectory.Steps.ShouldBe([0, 40, 80, 100]);
        using var off = no_grad();
        var inputs = Moons.Inputs.index_select(0, arange(50) * 4);
        trajectory.Points[3].allclose(network.call(inputs).softmax(1).flatten(), atol: 1e-6).ShouldBeTrue();
        logits.Points[3].allclose(network.call(inputs).flatten(), atol: 1e-5).ShouldBeTrue();
        trajectory.Points.shape.ShouldBe([4, 100]);
    }

    [Fact]
    public void StepsAreDenseAtFirstAndEndWithTheLast()
    {
        var trajectory = new Trajectory(Moons);
        Train(1, trajectory.Run("a"));
        trajectory.Steps.Take(12).ShouldBe([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
        trajectory.Steps.Skip(12).ShouldBe([13, 15, 17, 19, 21, 24, 27, 30, 33, 37, 41, 46, 51, 57, 63, 70, 77, 85, 94, 100]);
    }

    [Fact]
    public void TheSameRunTwiceIsOnePathAndSeedsFanOut()
    {
        var trajectory = new Trajectory(Moons);
        foreach (var (name, seed, rate) in new[] { ("one", 1, 1e-2), ("again", 1, 1e-2), ("slower", 1, 1e-3), ("other", 2, 1e-2) }) Train(seed, trajectory.Run(name), rate);
        var points = trajectory.Points;
        var each = trajectory.Runs.Count / 4;
        for (var i = 0; i < each; i++) Apart(points, i, each + i).ShouldBe(0, "the same run");
        Apart(points, 0, 2 * each).ShouldBe(0, "the same seed starts at the same function");
        Apart(points, each - 1, 3 * each - 1).ShouldBeGreaterThan(1, "another learning rate leads elsewhere in the same time");
        Apart(points, 0, 3 * each).ShouldBeGreaterThan(0.5, "another seed starts elsewhere");
        trajectory.Runs.Distinct().ShouldBe(["one", "again", "slower", "other"]);
    }

    [Fact]
    public void TheMapHasALineARunAndTellsHowFarItStillIsFromItsEnd()
    {
        var trajectory = new Trajectory(Moons, every: 20);
        Train(1, trajectory.Run("one"));
        Train(2, trajectory.Run("two"));
        var atlas = trajectory.Map(FirstTwo, points => new Embedding(-points.narrow(1, 0, 2)));
        atlas.Title.ShouldBe("How the function moves in 2 runs");
        atlas.Maps.Count.ShouldBe(2);
        atlas.Samples.Paths.ShouldBe([[0, 1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 11]]);
        atlas.Samples.Names![7].ShouldBe("two, step 20");
        atlas.Samples.Columns.Select(c => c.Name).ShouldBe(["run", "step", "distance to the run's end", "loss"]);
        var remaining = atlas.Samples.Columns[2].Numbers!;
        remaining[5].ShouldBe(0);
        remaining[11].ShouldBe(0);
        foreach (var start in new[] { 0, 6 })
            for (var i = start; i < start + 5; i++) remaining[i + 1].ShouldBeLessThan(remaining[i]);
        var loss = atlas.Samples.Columns[3].Numbers!;
        loss[5].ShouldBeLessThan(loss[0] / 2);
        ((ScatterPanel)atlas.Figure().Panels[0]).Paths.Count.ShouldBe(2);
    }

    [Fact]
    public void MistakesAreEachOneSentence()
    {
        var trajectory = new Trajectory(Moons, every: 50);
        Should.Throw<GlassboxException>(() => trajectory.Map(FirstTwo)).Message.ShouldBe("No training was watched yet: give Train a run of this trajectory, watch: trajectory.Run(\"seed 1\").");
        Train(1, trajectory.Run("one"));
        Should.Throw<GlassboxException>(() => trajectory.Run("one")).Message.ShouldBe("There is a run \"one\" already: give each its own name.");
        Should.Throw<GlassboxException>(() => trajectory.Map()).Message.ShouldBe("There is no map to show: give at least one.");
        Should.Throw<GlassboxException>(() => new Trajectory(Moons, every: 0)).Message.ShouldBe("A point every 0 steps cannot be: give one or more.");
    }
}
