using static TorchSharp.torch;

namespace Glassbox;

/// <summary>Places along one axis, from <paramref name="Start"/> to before <paramref name="End"/>.</summary>
internal readonly record struct Extent(long Start, long End)
{
    public static Extent Union(Extent a, Extent b) => new(Math.Min(a.Start, b.Start), Math.Max(a.End, b.End));
}

/// <summary>Rectangles of one size in maps, one a sample.</summary>
/// <param name="Height">The rectangles' height in places.</param>
/// <param name="Width">The rectangles' width.</param>
/// <param name="Tops">The first row of each.</param>
/// <param name="Lefts">The first column of each.</param>
internal sealed record Regions(long Height, long Width, long[] Tops, long[] Lefts)
{
    public int Count => Tops.Length;

    /// <summary>A sample's rows.</summary>
    public Extent Rows(int sample) => new(Tops[sample], Tops[sample] + Height);

    /// <summary>A sample's columns.</summary>
    public Extent Columns(int sample) => new(Lefts[sample], Lefts[sample] + Width);

    /// <summary>Rectangles of the smallest common size that hold each sample's rows and columns and stay inside the map.</summary>
    /// <param name="rows">Each sample's rows.</param>
    /// <param name="columns">Each sample's columns.</param>
    /// <param name="height">The map's height.</param>
    /// <param name="width">The map's width.</param>
    public static Regions Around(IReadOnlyList<Extent> rows, IReadOnlyList<Extent> columns, long height, long width)
    {
        var (tall, wide) = (rows.Max(r => r.End - r.Start), columns.Max(c => c.End - c.Start));
        return new(tall, wide, [.. rows.Select(r => Math.Min(r.Start, height - tall))], [.. columns.Select(c => Math.Min(c.Start, width - wide))]);
    }

    /// <summary>Rectangles that hold those of both.</summary>
    public static Regions Union(Regions a, Regions b, long height, long width)
    {
        if (a.Equals(b)) return a;
        var samples = Enumerable.Range(0, a.Count).ToArray();
        return Around([.. samples.Select(s => Extent.Union(a.Rows(s), b.Rows(s)))], [.. samples.Select(s => Extent.Union(a.Columns(s), b.Columns(s)))], height, width);
    }

    /// <summary>Whether any rectangle reaches over the border of a map.</summary>
    public bool Overhangs(long height, long width) => Tops.Min() < 0 || Tops.Max() + Height > height || Lefts.Min() < 0 || Lefts.Max() + Width > width;

    /// <summary>The rows <c>[samples, Height, 1]</c> and columns <c>[samples, 1, Width]</c> of the rectangles' places.</summary>
    public (Tensor Rows, Tensor Columns) Places(Device device)
    {
        Tensor From(long[] first, long length) => tensor(first, device: device).unsqueeze(1) + arange(length, dtype: ScalarType.Int64, device: device);
        return (From(Tops, Height).unsqueeze(2), From(Lefts, Width).unsqueeze(1));
    }

    /// <summary>One number a sample, for all its places: <c>[samples]</c> to <c>[samples, 1, 1]</c>.</summary>
    public static Tensor PerSample(Tensor numbers) => numbers.reshape(-1, 1, 1);

    /// <summary>The whole map for each sample.</summary>
    public static Regions All(int samples, long height, long width) => new(height, width, new long[samples], new long[samples]);

    /// <inheritdoc/>
    public bool Equals(Regions? other) =>
        other is not null && Height == other.Height && Width == other.Width && Tops.AsSpan().SequenceEqual(other.Tops) && Lefts.AsSpan().SequenceEqual(other.Lefts);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Height, Width, Count);
}
