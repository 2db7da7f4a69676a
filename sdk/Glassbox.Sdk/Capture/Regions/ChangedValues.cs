using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>The values of a run that differs from the recorded one: each is what this run has made, and where it has made nothing what was recorded.</summary>
/// <inheritdoc/>
internal sealed class ChangedValues(int samples, Dictionary<Value, int> readers) : ReplayedValues(samples, readers)
{
    /// <inheritdoc/>
    public override Tensor Whole(Value value)
    {
        if (Made(value) is not { } entry) return value.Tensor.expand([Samples, .. value.Tensor.shape[1..]]);
        if (entry.Where is null) return entry.Tensor;
        var whole = Window(value, Regions.All(Samples, value.Tensor.size(2), value.Tensor.size(3)));
        Set(value, whole, null, owned: true);
        entry.Tensor.Dispose();
        return whole;
    }

    /// <inheritdoc/>
    public override Tensor Window(Value value, Regions window, double outside = 0)
    {
        var changed = Made(value);
        if (changed is not null && window.Equals(changed.Where)) return changed.Tensor;
        using var scope = NewDisposeScope();
        var (channels, height, width) = (value.Tensor.size(1), value.Tensor.size(2), value.Tensor.size(3));
        var device = value.Tensor.device;
        // Places are rows of [places, C]: those of the recorded map, then those of the changed rectangles, then one beyond the border.
        var (rows, columns) = window.Places(device);
        var index = rows * width + columns;
        var sample = Regions.PerSample(arange(Samples, dtype: ScalarType.Int64, device: device));
        var whole = changed is { Where: null };
        if (whole) index = sample * (height * width) + index;
        var sources = new List<Tensor> { Layouts.PlaceRows(whole ? changed!.Tensor : value.Tensor) };
        if (changed is { Where: { } where })
        {
            var (y, x) = (rows - Regions.PerSample(tensor(where.Tops, device: device)), columns - Regions.PerSample(tensor(where.Lefts, device: device)));
            var inside = y.ge(0) & y.lt(where.Height) & x.ge(0) & x.lt(where.Width);
            index = torch.where(inside, (sample * where.Height + y) * where.Width + x + height * width, index);
            sources.Add(Layouts.PlaceRows(changed.Tensor));
        }
        if (window.Overhangs(height, width))
        {
            var inside = rows.ge(0) & rows.lt(height) & columns.ge(0) & columns.lt(width);
            index = torch.where(inside, index, full_like(index, sources.Sum(s => s.size(0))));
            sources.Add(full(1, channels, outside, dtype: value.Tensor.dtype, device: device));
        }
        var all = sources.Count == 1 ? sources[0] : cat([.. sources], 0);
        return all.index_select(0, index.flatten()).reshape(Samples, window.Height, window.Width, channels).permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }
}
