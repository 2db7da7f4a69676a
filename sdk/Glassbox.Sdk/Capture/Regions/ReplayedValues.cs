using static TorchSharp.torch;

namespace Glassbox;

/// <summary>The values of one run of a <see cref="RegionalReplay"/>: what it has made so far, in rectangles or whole, for each sample of a batch.</summary>
/// <param name="samples">How many samples the batch has.</param>
/// <param name="readers">How many of the operators to run read each value.</param>
internal abstract class ReplayedValues(int samples, Dictionary<Value, int> readers)
{
    private readonly Dictionary<Value, Entry> made = [];

    /// <param name="Tensor">The new activations, <c>[samples, ...]</c>; of rectangles <c>[samples, C, h, w]</c>.</param>
    /// <param name="Where">The rectangles; null where the value is whole.</param>
    /// <param name="Owned">Whether no other value shares its memory.</param>
    protected sealed record Entry(Tensor Tensor, Regions? Where, bool Owned);

    /// <summary>How many samples the batch has.</summary>
    public int Samples => samples;

    /// <summary>Takes an operator's result.</summary>
    public virtual void Set(Value value, Tensor tensor, Regions? where, bool owned) => made[value] = new(tensor, where, owned);

    /// <summary>Whether anything still reads a value.</summary>
    public bool IsRead(Value value) => readers.GetValueOrDefault(value) > 0;

    /// <summary>Whether a value changes in this run.</summary>
    public bool Has(Value value) => made.ContainsKey(value);

    /// <summary>Whether an operator may write over a value: it is the last that reads it.</summary>
    public bool Spent(Value value) => readers[value] == 1 && made.TryGetValue(value, out var entry) && entry.Owned;

    /// <summary>Others will see this value's memory: nobody may write over it.</summary>
    public void Share(Value value)
    {
        if (made.TryGetValue(value, out var entry)) made[value] = entry with { Owned = false };
    }

    /// <summary>An operator has read a value; after the last one its memory is given back.</summary>
    public void Read(Value value)
    {
        if (--readers[value] == 0 && made.Remove(value, out var done)) done.Tensor.Dispose();
    }

    /// <summary>A value for every sample: <c>[samples, ...]</c>; one that no input changes is repeated without a copy.</summary>
    public abstract Tensor Whole(Value value);

    /// <summary>What rectangles of a value hold now, changed or not: <c>[samples, C, h, w]</c>.</summary>
    /// <param name="value">A value <c>[1, C, H, W]</c> of the recorded run.</param>
    /// <param name="window">The rectangles; they may reach over the border.</param>
    /// <param name="outside">What stands beyond the border.</param>
    public abstract Tensor Window(Value value, Regions window, double outside = 0);

    /// <summary>What this run has made of a value; null where it has not changed.</summary>
    protected Entry? Made(Value value) => made.GetValueOrDefault(value);
}
