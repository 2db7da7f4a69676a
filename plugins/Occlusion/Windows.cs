using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>The places of a box that moves over an input in strides; the last place along an axis may reach over the border.</summary>
internal sealed class Windows
{
    private readonly long[] size, window, strides;

    /// <param name="size">One input's shape: <c>[C, H, W]</c>.</param>
    /// <param name="window">The box's lengths along the last axes of the input; along the others it covers everything.</param>
    /// <param name="strides">How far it moves along the same axes.</param>
    /// <exception cref="GlassboxException">The box does not fit the input.</exception>
    public Windows(long[] size, long[] window, long[] strides)
    {
        if (window.Length == 0 || window.Length > size.Length || strides.Length != window.Length)
            throw new GlassboxException($"A window of {window.Length} lengths and {strides.Length} strides does not fit an input of shape [{string.Join(", ", size)}]: give as many of each, {size.Length} at most.");
        var covered = size.Length - window.Length;
        this.size = size;
        this.window = [.. size[..covered], .. window];
        this.strides = [.. size[..covered], .. strides];
        for (var axis = 0; axis < size.Length; axis++)
        {
            if (this.window[axis] < 1 || this.window[axis] > size[axis])
                throw new GlassboxException($"A window of {this.window[axis]} does not fit an axis of {size[axis]}: the input's shape is [{string.Join(", ", size)}].");
            if (this.strides[axis] < 1 || this.strides[axis] > this.window[axis])
                throw new GlassboxException($"A stride of {this.strides[axis]} with a window of {this.window[axis]} leaves elements that no window covers: strides go from 1 to the window's length.");
        }
        Places = [.. Enumerable.Range(0, size.Length).Select(axis => (size[axis] - this.window[axis] + this.strides[axis] - 1) / this.strides[axis] + 1)];
    }

    /// <summary>How many places there are along each axis.</summary>
    public long[] Places { get; }

    /// <summary>How many places there are.</summary>
    public long Count => Places.Aggregate(1L, (product, places) => product * places);

    /// <summary>The places divided into sets within which none overlap, each as segments of the input: the elements of a place have its number, those that none covers each their own.</summary>
    public Tensor[] Apart(Device device)
    {
        using var scope = NewDisposeScope();
        var elements = size.Aggregate(1L, (product, length) => product * length);
        var sets = Enumerable.Range(0, Every.Aggregate(1, (product, every) => product * (int)every)).Select(_ => arange(Count, Count + elements, dtype: ScalarType.Int64, device: device).reshape(size)).ToArray();
        for (var place = 0L; place < Count; place++)
        {
            var set = Set(place);
            sets[set] = torch.where(Covered(place, 1, device)[0], full_like(sets[set], place), sets[set]);
        }
        return [.. sets.Select(set => set.MoveToOuterDisposeScope())];
    }

    /// <summary>The set of <see cref="Apart"/> that a place is in.</summary>
    public int Set(long place)
    {
        var (set, times) = (0L, 1L);
        for (var axis = size.Length - 1; axis >= 0; axis--)
        {
            set += place % Places[axis] % Every[axis] * times;
            times *= Every[axis];
            place /= Places[axis];
        }
        return (int)set;
    }

    /// <summary>Along each axis, from one place to the next that does not overlap it.</summary>
    private long[] Every => [.. window.Zip(strides, (length, stride) => (length + stride - 1) / stride)];

    /// <summary>What the box covers at some places: <c>[count, ...]</c> of Bool, axes that it always covers having length 1.</summary>
    public Tensor Covered(long first, long count, Device device)
    {
        using var scope = NewDisposeScope();
        var place = arange(first, first + count, dtype: ScalarType.Int64, device: device);
        Tensor? covered = null;
        for (var axis = size.Length - 1; axis >= 0; axis--)
        {
            var start = place.remainder(Places[axis]) * strides[axis];
            place = place.div(Places[axis], RoundingMode.floor);
            if (window[axis] == size[axis]) continue;
            var offset = arange(size[axis], dtype: ScalarType.Int64, device: device) - start.unsqueeze(1);
            long[] alongAxis = [count, .. size.Select((length, other) => other == axis ? length : 1)];
            var inside = (offset.ge(0) & offset.lt(window[axis])).reshape(alongAxis);
            covered = covered is null ? inside : covered & inside;
        }
        return (covered ?? ones([count, .. size.Select(_ => 1L)], dtype: ScalarType.Bool, device: device)).MoveToOuterDisposeScope();
    }
}
