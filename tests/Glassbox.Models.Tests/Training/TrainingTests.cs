using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.ModelTests.Trainings;


public class TrainingTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private static readonly SyntheticDataset Moons = Data.TwoMoons(200, seed: 1);

    private static Tensor Weights(nn.Module network) => cat(network.state_dict().Values.Select(t => t.flatten()).ToArray(), 0);

    [Fact]
    public void LearnsMoons()
    {
        using var network = Models.Mlp(2, [32, 32], 2, seed: 1);

        var log = Training.Train(network, Moons, epochs: 40, batchSize: 32, learningRate: 1e-2, validation: Data.TwoMoons(200, seed: 2));

        log.Last.Validation!.Value.ShouldBeGreaterThan(0.97);
        log.Epochs[^1].Loss.ShouldBeLessThan(log.Epochs[0].Loss / 3);
        network.training.ShouldBeFalse();
    }

    [Theory]
    [InlineData(Optimizer.Adam)]
    [InlineData(Optimizer.AdamW)]
    [InlineData(Optimizer.Sgd)]
    public void AnInterruptedTrainingGoesOnExactly(Optimizer optimizer)
    {
        nn.Module<Tensor, Tensor> Network()
        {
            manual_seed(1);
            return nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Dropout(0.3), nn.Linear(16, 2));
        }
        void Train(nn.Module<Tensor, Tensor> network, string file, Run? run = null) => Training.Train(
            network, Moons, epochs: 4, batchSize: 32, optimizer: optimizer, weightDecay: 1e-3, augment: Augment.Noise(0.1), checkpoint: folder[file], seed: 7, run: run);

        using var whole = Network();
        Train(whole, "whole.safetensors");
        using var stopped = Network();
        using var cancel = new CancellationTokenSource();
        // 7 batches an epoch: stops within the third.
        var run = new Run(cancellation: cancel.Token, progress: new Stop(p => { if (p.Done == 16) cancel.Cancel(); }));
        Should.Throw<OperationCanceledException>(() => Train(stopped, "part.safetensors", run));
        File.Exists(folder["part.safetensors"]).ShouldBeFalse("weights are written when all is done");
        using var resumed = Network();
        var said = new List<string>();
        Train(resumed, "part.safetensors", new Run(log: said.Add));

        said[0].ShouldContain("after epoch 2 of 4");
        Weights(resumed).Equals(Weights(whole)).ShouldBeTrue();
        Safetensors.Load(folder["part.safetensors"])["3.bias"].Equals(whole.state_dict()["3.bias"]).ShouldBeTrue();
        File.Exists(folder["part.safetensors"] + ".training").ShouldBeFalse();
    }

    private sealed class Stop(Action<Progress> see) : IProgress<Progress>
    {
        public void Report(Progress value) => see(value);
    }

    [Fact]
    public void AStateOfOtherSettingsIsNotTakenUp()
    {
        using var network = Models.Mlp(2, [4], 2);
        using var cancel = new CancellationTokenSource();
        Should.Throw<OperationCanceledException>(() => Training.Train(network, Moons, epochs: 3, checkpoint: folder["n.safetensors"],
            run: new Run(cancellation: cancel.Token, progress: new Stop(p => { if (p.Done == 5) cancel.Cancel(); }))));

        Should.Throw<GlassboxException>(() => Training.Train(network, Moons, epochs: 4, checkpoint: folder["n.safetensors"])).Message.ShouldContain("other settings");
    }

    [Fact]
    public void TheSameSeedGivesTheSameWeights()
    {
        Tensor Trained(long seed)
        {
            using var network = Models.Mlp(2, [8], 2, seed: 1);
            Training.Train(network, Moons, epochs: 2, seed: seed);
            return Weights(network);
        }

        Trained(3).Equals(Trained(3)).ShouldBeTrue();
        Trained(3).Equals(Trained(4)).ShouldBeFalse();
    }

    [Fact]
    public void NumbersAreLearntWithALossOfOnesOwn()
    {
        using var network = Models.Mlp(1, [16], 1, seed: 1);
        var x = linspace(-1, 1, 100).unsqueeze(1);
        var y = x.square();

        var log = Training.Train(network, new TensorDataset(x), epochs: 60, batchSize: 20, learningRate: 1e-2,
            loss: (output, batch) => nn.functional.mse_loss(output, y.index_select(0, tensor(batch.Indices))));

        log.Last.Loss.ShouldBeLessThan(0.01);
        log.Last.Accuracy.ShouldBeNull();
    }

    [Fact]
    public void SchedulesRunFromOneToTheirEnd()
    {
        double[] Rates(Schedule schedule, long warmup = 0) => [.. Enumerable.Range(0, 8).Select(step => Training.Rate(schedule, step, 8, warmup))];

        Rates(Schedule.Constant).ShouldAllBe(r => r == 1);
        Rates(Schedule.Cosine)[0].ShouldBe(1);
        Rates(Schedule.Cosine)[4].ShouldBe(0.5, 1e-12);
        Rates(Schedule.Steps).ShouldBe([1, 1, 1, 1, 0.1, 0.1, 0.01, 0.01]);
        Rates(Schedule.Constant, warmup: 3)[..4].ShouldBe([0.25, 0.5, 0.75, 1]);
    }

    [Fact]
    public void AugmentationsChangeWhatTheyShould()
    {
        using var generator = new Generator(1);
        var x = arange(2 * 5 * 5, dtype: ScalarType.Float32).reshape(2, 1, 5, 5);

        for (var i = 0; i < 10; i++)
        {
            var flipped = Augment.Flip()(x, generator);
            for (var n = 0; n < 2; n++) (flipped[n].Equals(x[n]) || flipped[n].Equals(x[n].flip(2))).ShouldBeTrue();
            var shifted = Augment.Shift(1)(x + 1, generator)[1, 0];
            // The middle pixel comes from one of nine places.
            Math.Abs(shifted[2, 2].ToSingle() - (25 + 13)).ShouldBeLessThanOrEqualTo(6);
            shifted.shape.ShouldBe([5, 5]);
        }
    }

    [Fact]
    public void MistakesAreNamed()
    {
        using var network = Models.Mlp(2, [4], 2);

        Should.Throw<GlassboxException>(() => Training.Train(network, new TensorDataset(ones(3, 2)))).Message.ShouldContain("loss");
        Should.Throw<GlassboxException>(() => Training.Train(network, Moons, epochs: 0)).Message.ShouldContain("0");
        Should.Throw<GlassboxException>(() => Training.Train(network, Moons, learningRate: 1e30, optimizer: Optimizer.Sgd)).Message.ShouldContain("learning rate");
    }
}
