using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>The rows and columns of pictures between which they differ from another.</summary>
internal sealed class Changes
{
    /// <summary>A rectangle may be enlarged by so much in area to share a batch with larger ones.</summary>
    private const double MostEnlarged = 1.4;

    private readonly Extent[] rows, columns;
    private readonly long height, width;

    private Changes(Extent[] rows, Extent[] columns, long height, long width) => (this.rows, this.columns, this.height, this.width) = (rows, columns, height, width);

    /// <summary>Compares pictures with one.</summary>
    /// <param name="pictures"><c>[n, C, H, W]</c>.</param>
    /// <param name="recorded"><c>[1, C, H, W]</c>.</param>
    public static Changes Between(Tensor pictures, Tensor recorded)
    {
        using var scope = NewDisposeScope();
        var differs = pictures.ne(recorded).any(1);
        return new(Extents(differs.any(2)), Extents(differs.any(1)), pictures.size(2), pictures.size(3));
    }

    /// <summary>How many places the smallest rectangle around a picture's changes has.</summary>
    public long Area(int picture) => (rows[picture].End - rows[picture].Start) * (columns[picture].End - columns[picture].Start);

    /// <summary>Rectangles around the changes of some of the pictures.</summary>
    public Regions Of(int[] pictures) => Regions.Around([.. pictures.Select(p => rows[p])], [.. pictures.Select(p => columns[p])], height, width);

    /// <summary>Divides pictures into groups whose rectangles are of about one size.</summary>
    /// <param name="pictures">In rising order of <see cref="Area"/>.</param>
    public IEnumerable<int[]> Groups(int[] pictures)
    {
        var group = new List<int>();
        var (tall, wide) = (0L, 0L);
        foreach (var picture in pictures)
        {
            var (h, w) = (Math.Max(tall, rows[picture].End - rows[picture].Start), Math.Max(wide, columns[picture].End - columns[picture].Start));
            if (group.Count > 0 && h * w > MostEnlarged * Area(group[0]))
            {
                yield return [.. group];
                group.Clear();
                (h, w) = (rows[picture].End - rows[picture].Start, columns[picture].End - columns[picture].Start);
            }
            group.Add(picture);
            (tall, wide) = (h, w);
        }
        if (group.Count > 0) yield return [.. group];
    }

    /// <summary>From the first to the last place that is set, of each row <c>[n, places]</c>; empty where none is.</summary>
    private static Extent[] Extents(Tensor set)
    {
        var (count, places) = ((int)set.size(0), (int)set.size(1));
        var flags = set.cpu().data<bool>().ToArray();
        return [.. Enumerable.Range(0, count).Select(n =>
        {
            var own = flags.AsSpan(n * places, places);
            return own.IndexOf(true) is >= 0 and var first ? new Extent(first, own.LastIndexOf(true) + 1) : new Extent(0, 0);
        })];
    }
}
