namespace Glassbox;

/// <summary>A data set in two parts.</summary>
/// <param name="Train">What a network learns from.</param>
/// <param name="Test">What it is judged by.</param>
public sealed record Split(Dataset Train, Dataset Test);

/// <summary>Parts and orders of data sets. Nothing is copied: the parts read from the whole.</summary>
public static class Splitting
{
    /// <summary>Splits at random, each class in the same proportion (without labels: all samples alike).</summary>
    /// <param name="data">The whole.</param>
    /// <param name="train">How many samples go to the first part.</param>
    /// <param name="seed">The same seed splits the same way on every machine.</param>
    /// <exception cref="GlassboxException">There are not as many samples.</exception>
    public static Split Split(this Dataset data, long train, long seed = 0)
    {
        if (train < 0 || train > data.Count) throw new GlassboxException($"{train} of {data.Count} samples cannot be split off.");
        var random = new Random((int)(seed ^ seed >> 32));
        var classes = data.Labels.Length == 0
            ? [Rows.From(0, data.Count)]
            : data.Labels.Index().GroupBy(l => l.Item, l => (long)l.Index).OrderBy(g => g.Key).Select(g => g.ToArray()).ToArray();
        foreach (var members in classes) random.Shuffle(members);
        // The largest remainders get what rounding down leaves over, so that the sizes are exact.
        var shares = classes.Select(c => (double)c.Length * train / Math.Max(data.Count, 1)).ToArray();
        var counts = shares.Select(s => (long)s).ToArray();
        foreach (var c in Enumerable.Range(0, classes.Length).OrderByDescending(c => shares[c] - counts[c]).Take((int)(train - counts.Sum()))) counts[c]++;
        var first = classes.SelectMany((c, i) => c.Take((int)counts[i])).Order().ToArray();
        var second = classes.SelectMany((c, i) => c.Skip((int)counts[i])).Order().ToArray();
        return new Split(data.Select(first), data.Select(second));
    }

    /// <summary>Splits at random in this proportion; see <see cref="Split(Dataset, long, long)"/>.</summary>
    /// <param name="data">The whole.</param>
    /// <param name="train">The share of the first part, 0 to 1.</param>
    /// <param name="seed">The same seed splits the same way on every machine.</param>
    public static Split Split(this Dataset data, double train, long seed = 0) =>
        train is >= 0 and <= 1 ? data.Split((long)Math.Round(train * data.Count), seed) : throw new GlassboxException($"A share is 0 to 1, not {train}.");

    /// <summary>The samples at these places, in this order.</summary>
    public static Dataset Select(this Dataset data, IEnumerable<long> indices) => new SelectedDataset(data, [.. indices]);

    /// <summary>The first samples, or all where there are fewer.</summary>
    public static Dataset Take(this Dataset data, long count) => data.Select(LongRange(0, Math.Min(count, data.Count)));

    /// <summary>All but the first samples.</summary>
    public static Dataset Skip(this Dataset data, long count) => data.Select(LongRange(Math.Min(count, data.Count), data.Count));

    /// <summary>The samples in a random order.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="seed">The same seed gives the same order on every machine.</param>
    public static Dataset Shuffle(this Dataset data, long seed = 0) => data.Select(Dataset.Order(data.Count, seed));

    /// <summary>The samples of one class.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="label">The class's index.</param>
    public static Dataset OfClass(this Dataset data, long label) => data.Select(data.Labels.Index().Where(l => l.Item == label).Select(l => (long)l.Index));

    private static IEnumerable<long> LongRange(long from, long to)
    {
        for (var i = from; i < to; i++) yield return i;
    }

    private sealed class SelectedDataset : Dataset
    {
        private readonly Dataset whole;
        private readonly long[] indices;

        public SelectedDataset(Dataset whole, long[] indices)
        {
            foreach (var index in indices)
                if (index < 0 || index >= whole.Count) throw new GlassboxException($"There is no sample {index}: there are {whole.Count}, from 0.");
            (this.whole, this.indices) = (whole, indices);
            Labels = whole.Labels.Length == 0 ? [] : [.. indices.Select(i => whole.Labels[i])];
        }

        public override long Count => indices.Length;
        public override Sample this[long index] => whole[indices[Existing(index)]];
        public override long[] Labels { get; }
        public override IReadOnlyList<string> ClassNames => whole.ClassNames;

        /// <summary>The whole's own way of reading batches, so that what it does ahead or at once stays so.</summary>
        public override IEnumerable<Batch> Batches(int size, IReadOnlyList<long> order) =>
            whole.Batches(size, [.. order.Select(i => indices[i])]).Zip(order.Chunk(size), (batch, own) => batch with { Indices = own });
    }
}
