using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>Slices of a volume as one picture, in rows; a picture is its own only slice.</summary>
internal sealed class VolumeSlices
{
    private const int Most = 9;
    private readonly long[] shown;
    private readonly long depth;

    private VolumeSlices(long[] shown, long depth) => (this.shown, this.depth) = (shown, depth);

    /// <summary>A picture, which has no slices.</summary>
    public static VolumeSlices None { get; } = new([], 0);

    /// <summary>How many slices lie beside and below each other.</summary>
    public (int Columns, int Rows) Tiles => shown.Length == 0 ? (1, 1) : ((int)Math.Ceiling(Math.Sqrt(shown.Length)), (shown.Length - 1) / (int)Math.Ceiling(Math.Sqrt(shown.Length)) + 1);

    /// <summary>Which slices are shown; empty for a picture.</summary>
    public string Told => shown.Length == 0 ? "" : shown.Length == depth ? $"All {depth} slices, row by row." : $"The {shown.Length} slices of 0 to {depth - 1} with the strongest values, row by row: {string.Join(", ", shown)}.";

    /// <summary>The slices, of all where there are few, in which maps are strongest.</summary>
    /// <param name="maps">Maps of one volume: <c>[D, H, W]</c> each, of any size.</param>
    /// <param name="depth">How many slices the volume has.</param>
    public static VolumeSlices Strongest(IEnumerable<Tensor> maps, long depth)
    {
        var strength = zeros(depth, dtype: ScalarType.Float64);
        foreach (var map in maps)
        {
            var own = nn.functional.interpolate(map.detach().to(ScalarType.Float64).cpu().abs().mean([1L, 2]).reshape(1, 1, -1), [depth], mode: InterpolationMode.Linear, align_corners: false).flatten();
            strength += own / own.max().clamp_min(1e-30);
        }
        var order = strength.data<double>().ToArray();
        return new([.. Enumerable.Range(0, (int)depth).OrderByDescending(i => order[i]).Take(Most).Order().Select(i => (long)i)], depth);
    }

    /// <summary>The slices in rows.</summary>
    /// <param name="sample">A volume <c>[C, D, H, W]</c>, or a picture <c>[C, H, W]</c>.</param>
    /// <returns><c>[C, height, width]</c>.</returns>
    public Tensor Flat(Tensor sample)
    {
        if (shown.Length == 0) return sample;
        var blank = zeros_like(sample.select(1, 0));
        var rows = shown.Chunk(Tiles.Columns).Select(row => cat([.. Enumerable.Range(0, Tiles.Columns).Select(i => i < row.Length ? sample.select(1, row[i]) : blank)], -1));
        return cat([.. rows], -2);
    }
}
