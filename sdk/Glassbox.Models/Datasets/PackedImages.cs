using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>Pictures of one size whose bytes lie in files one after the other. They become numbers when their batch comes up.</summary>
internal sealed class PackedImages : Dataset
{
    private readonly IPixelSource source;
    private readonly long[] shape;
    private readonly Preprocessing preprocessing;
    private readonly bool channelsLast;

    /// <param name="source">The pictures' bytes.</param>
    /// <param name="shape">The shape of one: <c>[C, H, W]</c>.</param>
    /// <param name="labels">The class of each.</param>
    /// <param name="classNames">The classes' names.</param>
    /// <param name="preprocessing">How they become inputs.</param>
    /// <param name="channelsLast">Whether the source has them as <c>[H, W, C]</c>.</param>
    public PackedImages(IPixelSource source, long[] shape, long[] labels, IReadOnlyList<string> classNames, Preprocessing preprocessing, bool channelsLast = false)
    {
        if (preprocessing.Channels != shape[0] && shape[0] is not (1 or 3)) throw new GlassboxException($"The pictures have {shape[0]} channels, the model takes {preprocessing.Channels}.");
        (this.source, this.shape, Labels, ClassNames, this.preprocessing, this.channelsLast) = (source, shape, labels, classNames, preprocessing, channelsLast);
    }

    public override long Count => source.Count;

    public override long[] Labels { get; }

    public override IReadOnlyList<string> ClassNames { get; }

    public override Sample this[long index]
    {
        get
        {
            Existing(index);
            using var scope = NewDisposeScope();
            var batch = Read([index]);
            return new Sample(batch.Inputs.MoveToOuterDisposeScope(), Labels.Length > 0 ? Labels[index] : null, index.ToString());
        }
    }

    public override IEnumerable<Batch> Batches(int size, IReadOnlyList<long> order) => ReadAhead.Batches(order.Chunk(size), Read);

    protected override Batch Read(long[] indices)
    {
        using var scope = NewDisposeScope();
        var (channels, height, width) = (shape[0], shape[1], shape[2]);
        var bytes = empty(channelsLast ? [indices.Length, height, width, channels] : [indices.Length, channels, height, width], dtype: ScalarType.Byte);
        var size = (int)(channels * height * width);
        for (var i = 0; i < indices.Length; i++) source.Read(indices[i], bytes.bytes.Slice(i * size, size));
        if (channelsLast) bytes = bytes.permute(0, 3, 1, 2).contiguous();
        Tensor inputs;
        if (channels == preprocessing.Channels && preprocessing.Resize is null && preprocessing.Crop is null)
            inputs = preprocessing.Normalize(bytes.to(ScalarType.Float32).div(255));
        else
            inputs = cat([.. Enumerable.Range(0, indices.Length).Select(i => Picture.Prepare(bytes[i], preprocessing))], 0);
        var labels = tensor(Labels.Length > 0 ? [.. indices.Select(i => Labels[i])] : Enumerable.Repeat(-1L, indices.Length).ToArray());
        return new Batch(inputs.MoveToOuterDisposeScope(), labels.MoveToOuterDisposeScope(), indices);
    }
}

/// <summary>Pictures as bytes, by number. Read from several threads at a time.</summary>
internal interface IPixelSource
{
    long Count { get; }

    void Read(long index, Span<byte> pixels);
}

/// <summary>Pictures in memory.</summary>
internal sealed class PixelsInMemory(ReadOnlyMemory<byte> bytes, int size) : IPixelSource
{
    public long Count => size == 0 ? 0 : bytes.Length / size;

    public void Read(long index, Span<byte> pixels) => bytes.Span.Slice((int)(index * size), size).CopyTo(pixels);
}

/// <summary>Pictures that stay in their files: records of one length, after a head, each a few bytes of labels and then the pixels.</summary>
internal sealed class PixelsInFiles : IPixelSource
{
    private readonly (Microsoft.Win32.SafeHandles.SafeFileHandle File, string Path, long First)[] files;
    private readonly int head, labelBytes, size;

    public PixelsInFiles(IEnumerable<string> paths, int head, int labelBytes, int size)
    {
        (this.head, this.labelBytes, this.size) = (head, labelBytes, size);
        var found = new List<(Microsoft.Win32.SafeHandles.SafeFileHandle, string, long)>();
        foreach (var path in paths)
        {
            var file = File.OpenHandle(FileTraffic.Reads(path, "pictures"), FileMode.Open, FileAccess.Read, FileShare.Read);
            found.Add((file, path, Count));
            Count += (RandomAccess.GetLength(file) - head) / (labelBytes + size);
        }
        files = [.. found];
    }

    public long Count { get; }

    public void Read(long index, Span<byte> pixels) => ReadRecord(index, labelBytes, pixels[..size]);

    /// <summary>The bytes before a picture.</summary>
    public void ReadLabels(long index, Span<byte> labels) => ReadRecord(index, 0, labels[..labelBytes]);

    private void ReadRecord(long index, int skip, Span<byte> into)
    {
        var (file, path, first) = files.Last(f => f.First <= index);
        var at = head + (index - first) * (labelBytes + size) + skip;
        for (var done = 0; done < into.Length;)
        {
            var read = RandomAccess.Read(file, into[done..], at + done);
            if (read == 0) throw new GlassboxException($"{path} was cut short while it was read.");
            done += read;
        }
    }
}
