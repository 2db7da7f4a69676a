using static TorchSharp.torch;

namespace Glassbox;

/// <summary>Slices of a volume beside each other, from the first to the last, as one picture; a picture is itself.</summary>
internal static class VolumeSlices
{
    /// <summary>Slices in rows.</summary>
    /// <param name="sample">A volume <c>[C, D, H, W]</c>, or a picture <c>[C, H, W]</c>.</param>
    /// <param name="most">How many slices are shown, evenly spread.</param>
    /// <returns><c>[C, height, width]</c>.</returns>
    public static Tensor Flat(Tensor sample, int most)
    {
        if (sample.dim() == 3) return sample;
        var shown = Shown(sample.size(1), most);
        var columns = (int)Math.Ceiling(Math.Sqrt(shown.Length));
        var blank = zeros_like(sample.select(1, 0));
        var rows = shown.Chunk(columns).Select(row => cat([.. Enumerable.Range(0, columns).Select(i => i < row.Length ? sample.select(1, row[i]) : blank)], -1));
        return cat([.. rows], -2);
    }

    /// <summary>Which slices are shown; empty for a picture.</summary>
    public static string Told(Tensor sample, int most) => sample.dim() == 3 ? ""
        : Shown(sample.size(1), most) is var shown && shown.Length == sample.size(1) ? $"All {shown.Length} slices, row by row." : $"Slices {string.Join(", ", shown)} of 0 to {sample.size(1) - 1}, row by row.";

    private static long[] Shown(long depth, int most) =>
        depth <= most ? [.. Enumerable.Range(0, (int)depth).Select(i => (long)i)] : [.. Enumerable.Range(0, most).Select(i => (2L * i + 1) * depth / (2 * most))];
}
