using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>Trains networks: for scripts, the verb <c>Train</c>.</summary>
public static class Training
{
    /// <summary>
    /// Trains a network with batches in a new random order each epoch, and leaves it in evaluation mode. The same seed gives the same weights on the same machine.
    /// </summary>
    /// <param name="network">The network; its weights change.</param>
    /// <param name="data">What it learns from.</param>
    /// <param name="epochs">How often it sees every sample.</param>
    /// <param name="batchSize">How many samples a step.</param>
    /// <param name="learningRate">The learning rate at its highest.</param>
    /// <param name="optimizer">How weights move.</param>
    /// <param name="schedule">How the learning rate changes from step to step.</param>
    /// <param name="warmup">Over how many epochs the learning rate rises from 0 before the schedule begins.</param>
    /// <param name="weightDecay">The weight decay: of Adam and SGD as part of the gradient, of AdamW apart from it.</param>
    /// <param name="momentum">SGD's momentum.</param>
    /// <param name="validation">Samples to judge by after each epoch.</param>
    /// <param name="augment">Changes a batch at random before it is learnt from: see <see cref="Augment"/>.</param>
    /// <param name="loss">The loss of a batch, from the network's output and the batch; the cross entropy with its labels unless said.</param>
    /// <param name="checkpoint">
    /// A safetensors file for the weights. They are written whole after the last epoch; the state after each epoch is kept beside it (<c>.training</c>), and a training that was
    /// interrupted goes on from there when the same call is made again.
    /// </param>
    /// <param name="watch">Is shown the network before the first step and after each; it may run it, but must not change it. See <see cref="Trajectory"/>.</param>
    /// <param name="seed">What orders, dropout and augmentation are drawn from.</param>
    /// <param name="run">Is told of progress and asks to stop; the session's own unless given.</param>
    /// <returns>Loss and accuracy by epoch.</returns>
    /// <exception cref="GlassboxException">An option makes no sense, a sample has no label, or the loss is no longer a number.</exception>
    /// <exception cref="OperationCanceledException">The caller asked to stop.</exception>
    public static TrainingLog Train(
        nn.Module<Tensor, Tensor> network, Dataset data, int epochs = 10, int batchSize = 64, double learningRate = 1e-3, Optimizer optimizer = Optimizer.Adam,
        Schedule schedule = Schedule.Cosine, double warmup = 0, double weightDecay = 0, double momentum = 0.9, Dataset? validation = null,
        Augmentation? augment = null, Func<Tensor, Batch, Tensor>? loss = null, string? checkpoint = null, Action<TrainingStep>? watch = null,
        long seed = 0, Run? run = null)
    {
        if (epochs < 1 || batchSize < 1) throw new GlassboxException($"Training takes at least one epoch and one sample a batch, not {epochs} and {batchSize}.");
        if (data.Count == 0) throw new GlassboxException("There is no sample to learn from.");
        if (!(learningRate > 0)) throw new GlassboxException($"A learning rate is above 0, not {learningRate}.");
        if (loss is null && (data.Labels.Length == 0 || data.Labels.Any(l => l < 0))) throw new GlassboxException("Samples without labels need a loss of their own: give Train a loss.");
        run ??= VerbHost.NewRun();
        var device = network.parameters().First().device;
        using var moves = Moves(network, optimizer, learningRate, weightDecay, momentum);
        var steps = (data.Count + batchSize - 1) / batchSize;
        var log = new List<Epoch>();
        var progress = checkpoint is null ? null : new TrainingState(checkpoint, network, moves, $"{optimizer} {schedule} {epochs} {batchSize} {learningRate} {warmup} {weightDecay} {momentum} {seed} {data.Count}");
        var first = progress?.Restore(log) ?? 0;
        if (first > 0) run.Log($"Going on after epoch {first} of {epochs}.");

        for (var epoch = first; epoch < epochs; epoch++)
        {
            network.train();
            if (epoch == first) watch?.Invoke(new(epoch * steps, epochs * steps, network));
            // Each epoch draws from a seed of its own, so that a training that goes on draws what it would have drawn.
            manual_seed(seed + epoch);
            using var generator = new Generator((ulong)(seed + epoch));
            var (step, sum, right) = (0L, 0.0, 0L);
            foreach (var batch in data.Batches(batchSize, seed + epoch))
            {
                using var scope = NewDisposeScope();
                using var read = batch.Inputs;
                using var labels = batch.Labels.to(device);
                run.Step(epoch * steps + step, epochs * steps, "batches");
                foreach (var group in moves.ParamGroups) group.LearningRate = learningRate * Rate(schedule, epoch * steps + step, epochs * steps, (long)(warmup * steps));
                var inputs = (augment is null ? read : augment(read, generator)).to(device);
                var output = network.call(inputs);
                var error = loss is null ? nn.functional.cross_entropy(output, labels) : loss(output, batch with { Inputs = inputs, Labels = labels });
                moves.zero_grad();
                error.backward();
                moves.step();
                var value = error.ToDouble();
                if (!double.IsFinite(value)) throw new GlassboxException($"The loss is {value} in epoch {epoch + 1}: the learning rate of {learningRate} is probably too high.");
                sum += value * batch.Indices.Length;
                if (loss is null) right += output.argmax(1).eq(labels).sum().ToInt64();
                step++;
                watch?.Invoke(new(epoch * steps + step, epochs * steps, network));
            }
            network.eval();
            var now = new Epoch(epoch + 1, sum / data.Count, loss is null ? right / (double)data.Count : null, validation is null ? null : Accuracy(network, validation, batchSize, run));
            log.Add(now);
            run.Log(now.ToString());
            progress?.Save(epoch + 1, log);
        }
        network.eval();
        run.Step(epochs * steps, epochs * steps, "batches");
        progress?.Finish();
        return new TrainingLog(log);
    }

    /// <summary>The share of samples whose class a model gives the largest score.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">Samples with labels.</param>
    /// <param name="batchSize">How many run at a time.</param>
    public static double Accuracy(Model model, Dataset data, int batchSize = 256) => Accuracy(model.Logits, model.Device, data, batchSize, VerbHost.NewRun());

    private static double Accuracy(nn.Module<Tensor, Tensor> network, Dataset data, int batchSize, Run run) =>
        Accuracy(network.call, network.parameters().First().device, data, batchSize, run);

    private static double Accuracy(Func<Tensor, Tensor> logits, Device device, Dataset data, int batchSize, Run run)
    {
        if (data.Labels.Length == 0) throw new GlassboxException("Samples without labels have no accuracy.");
        using var grad = no_grad();
        long right = 0;
        foreach (var batch in data.Batches(batchSize))
        {
            using var scope = NewDisposeScope();
            using var inputs = batch.Inputs;
            using var labels = batch.Labels;
            run.Cancellation.ThrowIfCancellationRequested();
            right += logits(inputs.to(device)).argmax(1).eq(labels.to(device)).sum().ToInt64();
        }
        return right / (double)data.Count;
    }

    private static optim.Optimizer Moves(nn.Module network, Optimizer optimizer, double learningRate, double weightDecay, double momentum)
    {
        var parameters = network.parameters().Where(p => p.requires_grad).ToArray();
        return optimizer switch
        {
            Optimizer.Adam => optim.Adam(parameters, learningRate, weight_decay: weightDecay),
            Optimizer.AdamW => optim.AdamW(parameters, learningRate, weight_decay: weightDecay),
            _ => optim.SGD(parameters, learningRate, momentum, weight_decay: weightDecay),
        };
    }

    /// <summary>The share of the highest learning rate that a step has.</summary>
    internal static double Rate(Schedule schedule, long step, long steps, long warmup)
    {
        if (step < warmup) return (step + 1.0) / (warmup + 1);
        var done = (step - warmup) / (double)Math.Max(1, steps - warmup);
        return schedule switch
        {
            Schedule.Cosine => (1 + Math.Cos(Math.PI * done)) / 2,
            Schedule.Steps => done < 0.5 ? 1 : done < 0.75 ? 0.1 : 0.01,
            _ => 1,
        };
    }
}

/// <summary>How weights move.</summary>
public enum Optimizer
{
    /// <summary>Kingma and Ba 2015.</summary>
    Adam,

    /// <summary>Adam with weight decay apart from the gradient (Loshchilov and Hutter 2019).</summary>
    AdamW,

    /// <summary>Stochastic gradient descent with momentum.</summary>
    Sgd,
}

/// <summary>How the learning rate changes.</summary>
public enum Schedule
{
    /// <summary>It stays.</summary>
    Constant,

    /// <summary>It falls to 0 along half a cosine.</summary>
    Cosine,

    /// <summary>A tenth after half of the steps, a hundredth after three quarters.</summary>
    Steps,
}

/// <summary>An epoch of training.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Loss">The mean loss of the samples as they were learnt from.</param>
/// <param name="Accuracy">The share that was right as they were learnt from; null with a loss of one's own.</param>
/// <param name="Validation">The accuracy on the validation samples afterwards; null without any.</param>
public sealed record Epoch(int Number, double Loss, double? Accuracy, double? Validation)
{
    public override string ToString() =>
        $"epoch {Number}: loss {Loss:0.0000}" + (Accuracy is { } a ? $", accuracy {a:0.0%}" : "") + (Validation is { } v ? $", validation {v:0.0%}" : "");
}

/// <summary>What training gave, by epoch.</summary>
public sealed record TrainingLog(IReadOnlyList<Epoch> Epochs)
{
    /// <summary>The last epoch.</summary>
    public Epoch Last => Epochs[^1];
}
