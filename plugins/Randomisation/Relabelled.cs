using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>The samples of a data set with other labels.</summary>
internal sealed class Relabelled(Dataset data, long[] labels) : Dataset
{
    public override long Count => data.Count;

    public override long[] Labels => labels;

    public override IReadOnlyList<string> ClassNames => data.ClassNames;

    public override Sample this[long index] => data[index] with { Label = labels[index] };

    public override IEnumerable<Batch> Batches(int size, IReadOnlyList<long> order)
    {
        foreach (var batch in data.Batches(size, order)) yield return batch with { Labels = tensor(Array.ConvertAll(batch.Indices, i => labels[i])) };
    }
}
