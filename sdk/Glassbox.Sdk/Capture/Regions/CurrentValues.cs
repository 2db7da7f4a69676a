using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>The values of one step of a <see cref="RegionalSequence"/>: each is what the step has made, and where it has made nothing what the steps before have left.</summary>
/// <param name="rows">The inputs that change in this step, in rising order.</param>
/// <param name="readers">How many of the operators to run read each value.</param>
/// <param name="now">What the steps before have left of the values that are kept, for all inputs, which this step changes: <c>[inputs, ...]</c>; empty before the first step.</param>
/// <param name="kept">The values that are kept.</param>
internal sealed class CurrentValues(int[] rows, Dictionary<Value, int> readers, Dictionary<Value, Tensor> now, IReadOnlySet<Value> kept) : ReplayedValues(rows.Length, readers)
{
    /// <inheritdoc/>
    public override void Set(Value value, Tensor tensor, Regions? where, bool owned)
    {
        if (kept.Contains(value)) Keep(value, tensor, where);
        base.Set(value, tensor, where, owned && !kept.Contains(value));
    }

    /// <inheritdoc/>
    public override Tensor Whole(Value value)
    {
        if (Made(value) is { Where: null } entry) return entry.Tensor;
        if (now.GetValueOrDefault(value) is not { } all) return value.Tensor.expand([Samples, .. value.Tensor.shape[1..]]);
        return Samples == all.size(0) ? all : all.index_select(0, Rows(all.device));
    }

    /// <inheritdoc/>
    public override Tensor Window(Value value, Regions window, double outside = 0)
    {
        if (Made(value) is { } entry && window.Equals(entry.Where)) return entry.Tensor;
        using var scope = NewDisposeScope();
        // A map that is the same for all inputs stands there once.
        var (all, which) = now.TryGetValue(value, out var current) ? (current, Rows(current.device)) : (value.Tensor, zeros(Samples, dtype: ScalarType.Int64, device: value.Tensor.device));
        var (channels, height, width) = (all.size(1), all.size(2), all.size(3));
        var (down, right) = window.Places(all.device);
        var places = Layouts.PlaceRows(all).index_select(0, Index(which, down.clamp(0, height - 1), right.clamp(0, width - 1), height, width)).reshape(Samples, window.Height, window.Width, channels);
        if (window.Overhangs(height, width)) places.masked_fill_((down.lt(0) | down.ge(height) | right.lt(0) | right.ge(width)).unsqueeze(3), outside);
        return places.permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }

    private void Keep(Value value, Tensor tensor, Regions? where)
    {
        using var scope = NewDisposeScope();
        if (now.GetValueOrDefault(value) is not { } all)
            now[value] = (value.Tensor.dim() == 4 ? tensor.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) : tensor).clone().DetachFromDisposeScope();
        else if (where is null) all.index_copy_(0, Rows(all.device), tensor);
        else
        {
            var (down, right) = where.Places(tensor.device);
            Layouts.PlaceRows(all).index_copy_(0, Index(Rows(all.device), down, right, all.size(2), all.size(3)), Layouts.PlaceRows(tensor));
        }
    }

    private Tensor Rows(Device device) => tensor(Array.ConvertAll(rows, row => (long)row), device: device);

    /// <summary>Where places of some of the maps stand among <see cref="Layouts.PlaceRows"/>.</summary>
    private static Tensor Index(Tensor maps, Tensor down, Tensor right, long height, long width) => (Regions.PerSample(maps) * (height * width) + down * width + right).flatten();
}
