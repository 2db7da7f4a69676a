using Glassbox.Features;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>Samples in a fixed order. Loaders derive from it; nothing is read before it is asked for.</summary>
public abstract class Dataset
{
    /// <summary>How many samples there are.</summary>
    public abstract long Count { get; }

    /// <summary>A sample, preprocessed for the model it was opened for.</summary>
    /// <exception cref="GlassboxException">There is no such sample.</exception>
    public abstract Sample this[long index] { get; }

    /// <summary>The class of each sample; empty where there are no labels.</summary>
    public abstract long[] Labels { get; }

    /// <summary>The classes' names in order; empty where they are not known.</summary>
    public virtual IReadOnlyList<string> ClassNames => [];

    /// <summary>The samples in batches, in order.</summary>
    /// <param name="size">How many samples a batch holds; the last may hold fewer.</param>
    /// <param name="shuffleSeed">The seed of a random order; none for the order as it is.</param>
    public IEnumerable<Batch> Batches(int size, long? shuffleSeed = null) => Batches(size, Order(Count, shuffleSeed));

    /// <summary>The samples of these places in batches, in this order. Loaders override it to read ahead.</summary>
    /// <param name="size">How many samples a batch holds; the last may hold fewer.</param>
    /// <param name="order">The places.</param>
    public virtual IEnumerable<Batch> Batches(int size, IReadOnlyList<long> order) => order.Chunk(size).Select(Read);

    /// <summary>Writes what tells these samples from others: their inputs, bit by bit. Loaders override it where they know something that is read sooner and says as much.</summary>
    /// <param name="stream">Takes it.</param>
    /// <param name="run">Asks to stop.</param>
    internal virtual void WriteIdentity(Stream stream, Run run)
    {
        foreach (var batch in Batches(256))
        {
            run.Cancellation.ThrowIfCancellationRequested();
            using var inputs = batch.Inputs;
            using var labels = batch.Labels;
            FeatureKey.Write(stream, inputs);
        }
    }

    /// <summary>The places 0 to <paramref name="count"/> - 1: in order, or shuffled by a seed, which gives the same order everywhere.</summary>
    internal static long[] Order(long count, long? shuffleSeed)
    {
        var order = new long[count];
        for (var i = 0L; i < count; i++) order[i] = i;
        if (shuffleSeed is { } seed) new Random((int)(seed ^ seed >> 32)).Shuffle(order);
        return order;
    }

    /// <summary>The index itself, where there is such a sample.</summary>
    /// <exception cref="GlassboxException">There is none.</exception>
    protected long Existing(long index) =>
        index >= 0 && index < Count ? index : throw new GlassboxException(Count == 0 ? $"There is no sample {index}: the set is empty." : $"There is no sample {index}: there are {Count}, from 0 to {Count - 1}.");

    /// <summary>Some samples as one batch.</summary>
    protected virtual Batch Read(long[] indices)
    {
        var samples = indices.Select(i => this[i]).ToArray();
        var inputs = cat(samples.Select(s => s.Input).ToArray(), 0);
        return new Batch(inputs, tensor(samples.Select(s => s.Label ?? -1).ToArray()), indices);
    }
}

/// <summary>One sample. It converts to its input where a method wants inputs.</summary>
/// <param name="Input">The input as a batch of one: <c>[1, ...]</c>.</param>
/// <param name="Label">Its class, where it has one.</param>
/// <param name="Name">Where it came from: a file, an index.</param>
public sealed record Sample(Tensor Input, long? Label, string Name)
{
    /// <summary>The input, as a batch of one.</summary>
    public static implicit operator Tensor(Sample sample) => sample.Input;
}

/// <summary>Several samples.</summary>
/// <param name="Inputs">The inputs: <c>[N, ...]</c>.</param>
/// <param name="Labels">Their classes: <c>[N]</c> of Int64, -1 where a sample has none.</param>
/// <param name="Indices">Their places in the data set.</param>
public sealed record Batch(Tensor Inputs, Tensor Labels, long[] Indices);

/// <summary>A concept given by examples.</summary>
/// <param name="Name">The concept's name: <c>stripes</c>.</param>
/// <param name="Examples">Inputs that show it: <c>[N, ...]</c>.</param>
public sealed record Concept(string Name, Tensor Examples);
