using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>The values of one run of a <see cref="RegionalReplay"/>: what changed against the recorded run, in rectangles or whole, for each sample of a batch.</summary>
/// <param name="samples">How many samples the batch has.</param>
/// <param name="readers">How many of the operators to run read each value.</param>
internal sealed class ChangedValues(int samples, Dictionary<Value, int> readers)
{
    private readonly Dictionary<Value, Entry> now = [];

    /// <param name="Tensor">The new activations, <c>[samples, ...]</c>; of rectangles <c>[samples, C, h, w]</c>.</param>
    /// <param name="Where">The rectangles; null where the value is whole.</param>
    /// <param name="Owned">Whether no other value shares its memory.</param>
    private sealed record Entry(Tensor Tensor, Regions? Where, bool Owned);

    /// <summary>How many samples the batch has.</summary>
    public int Samples => samples;

    /// <summary>Keeps an operator's result.</summary>
    public void Set(Value value, Tensor tensor, Regions? where, bool owned) => now[value] = new(tensor, where, owned);

    /// <summary>Whether a value differs from the recorded one.</summary>
    public bool Has(Value value) => now.ContainsKey(value);

    /// <summary>Whether an operator may write over a value: it is the last that reads it.</summary>
    public bool Spent(Value value) => readers[value] == 1 && now.TryGetValue(value, out var entry) && entry.Owned;

    /// <summary>Others will see this value's memory: nobody may write over it.</summary>
    public void Share(Value value)
    {
        if (now.TryGetValue(value, out var entry)) now[value] = entry with { Owned = false };
    }

    /// <summary>An operator has read a value; after the last one its memory is given back.</summary>
    public void Read(Value value)
    {
        if (--readers[value] == 0 && now.Remove(value, out var done)) done.Tensor.Dispose();
    }

    /// <summary>A value for every sample: <c>[samples, ...]</c>; a recorded one that did not change is repeated without a copy.</summary>
    public Tensor Whole(Value value)
    {
        if (!now.TryGetValue(value, out var entry)) return value.Tensor.expand([samples, .. value.Tensor.shape[1..]]);
        if (entry.Where is null) return entry.Tensor;
        var whole = Window(value, Regions.All(samples, value.Tensor.size(2), value.Tensor.size(3)));
        now[value] = new(whole, null, Owned: true);
        entry.Tensor.Dispose();
        return whole;
    }

    /// <summary>What rectangles of a value hold now, changed or not: <c>[samples, C, h, w]</c>.</summary>
    /// <param name="value">A value <c>[1, C, H, W]</c> of the recorded run.</param>
    /// <param name="window">The rectangles; they may reach over the border.</param>
    /// <param name="outside">What stands beyond the border.</param>
    public Tensor Window(Value value, Regions window, double outside = 0)
    {
        var changed = now.GetValueOrDefault(value);
        if (changed is not null && window.Equals(changed.Where)) return changed.Tensor;
        using var scope = NewDisposeScope();
        var (channels, height, width) = (value.Tensor.size(1), value.Tensor.size(2), value.Tensor.size(3));
        var device = value.Tensor.device;
        // Places are rows of [places, C]: those of the recorded map, then those of the changed rectangles, then one beyond the border.
        var rows = Places(window.Tops, window.Height, device).unsqueeze(2);
        var columns = Places(window.Lefts, window.Width, device).unsqueeze(1);
        var index = rows * width + columns;
        var sample = arange(samples, dtype: ScalarType.Int64, device: device).reshape(-1, 1, 1);
        var whole = changed is { Where: null };
        if (whole) index = sample * (height * width) + index;
        var sources = new List<Tensor> { PlaceRows(whole ? changed!.Tensor : value.Tensor) };
        if (changed is { Where: { } where })
        {
            var (y, x) = (rows - First(where.Tops, device), columns - First(where.Lefts, device));
            var inside = y.ge(0) & y.lt(where.Height) & x.ge(0) & x.lt(where.Width);
            index = torch.where(inside, (sample * where.Height + y) * where.Width + x + height * width, index);
            sources.Add(PlaceRows(changed.Tensor));
        }
        if (Overhangs(window.Tops, window.Height, height) || Overhangs(window.Lefts, window.Width, width))
        {
            var inside = rows.ge(0) & rows.lt(height) & columns.ge(0) & columns.lt(width);
            index = torch.where(inside, index, full_like(index, sources.Sum(s => s.size(0))));
            sources.Add(full(1, channels, outside, dtype: value.Tensor.dtype, device: device));
        }
        var all = sources.Count == 1 ? sources[0] : cat([.. sources], 0);
        return all.index_select(0, index.flatten()).reshape(samples, window.Height, window.Width, channels).permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }

    private static Tensor Places(long[] first, long length, Device device) =>
        tensor(first, device: device).unsqueeze(1) + arange(length, dtype: ScalarType.Int64, device: device);

    private static Tensor First(long[] first, Device device) => tensor(first, device: device).reshape(-1, 1, 1);

    private static bool Overhangs(long[] first, long length, long size) => first.Min() < 0 || first.Max() + length > size;

    /// <summary><c>[N, C, H, W]</c> as <c>[N * H * W, C]</c>: no copy where channels lie together in memory.</summary>
    private static Tensor PlaceRows(Tensor map) => map.permute(0, 2, 3, 1).reshape(-1, map.size(1));
}
