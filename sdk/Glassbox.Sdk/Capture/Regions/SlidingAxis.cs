namespace Glassbox;

/// <summary>How the window of a convolution or pooling moves along one axis.</summary>
internal readonly record struct SlidingAxis(long Kernel, long Stride, long Padding, long Dilation)
{
    private long Reach => (Kernel - 1) * Dilation + 1;

    /// <summary>The outputs, of so many, that see any of these inputs; one of them where none does.</summary>
    public Extent Reached(Extent inputs, long outputs)
    {
        var behind = inputs.Start + Padding - Reach + 1;
        var first = Math.Min(behind <= 0 ? 0 : (behind + Stride - 1) / Stride, outputs - 1);
        var last = Math.Clamp((inputs.End - 1 + Padding) / Stride, first, outputs - 1);
        return new(first, last + 1);
    }

    /// <summary>How many inputs in a row this many outputs see.</summary>
    public long Seen(long outputs) => (outputs - 1) * Stride + Reach;

    /// <summary>The first input that an output sees; negative in the padding.</summary>
    public long First(long output) => output * Stride - Padding;
}
