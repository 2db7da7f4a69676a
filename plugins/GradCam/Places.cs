using static TorchSharp.torch;

namespace Glassbox.Plugins;

/// <summary>Places in a batch and in space.</summary>
internal static class Places
{
    /// <summary>The row numbers from <paramref name="first"/> on.</summary>
    public static long[] From(long first, long count)
    {
        var rows = new long[count];
        for (var i = 0; i < count; i++) rows[i] = first + i;
        return rows;
    }

    /// <summary>The axes over which a layer's activation lies in space: all after batch and channels.</summary>
    public static long[] Space(Tensor activation) => From(2, activation.dim() - 2);

    /// <summary>A number for each row or row and channel, shaped to be multiplied with an activation.</summary>
    public static Tensor OverSpace(this Tensor numbers, Tensor activation)
    {
        var shape = numbers.shape;
        return numbers.view([.. shape, .. Enumerable.Repeat(1L, (int)activation.dim() - shape.Length)]);
    }
}
