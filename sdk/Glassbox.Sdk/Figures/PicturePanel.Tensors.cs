using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

public sealed partial class PicturePanel
{
    // What a figure can show of a picture, at twice the pixels of the screen.
    private const int Largest = 4 * Side;

    /// <summary>A picture.</summary>
    /// <param name="picture"><c>[C, H, W]</c> with 1 to 4 channels; UInt8, or floating point 0..1. Larger pictures than the figure shows are resized.</param>
    /// <exception cref="GlassboxException">It is no picture.</exception>
    public static PicturePanel Of(Tensor picture) => new(Converted(picture));

    /// <summary>A picture with a title and a caption.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="picture">As for <see cref="Of(Tensor)"/>.</param>
    /// <param name="caption">What stands below.</param>
    public static PicturePanel Of(string title, Tensor picture, string caption = "") => new(Converted(picture)) { Title = title, Caption = caption };

    /// <summary>A heatmap with its colour bar.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="values"><c>[H, W]</c>.</param>
    /// <param name="signed">Whether zero is the middle (blue, white, red) or the end (dark to yellow) of the scale.</param>
    /// <param name="over">A picture of the same size that shines through: <c>[C, H, W]</c>, UInt8 or 0..1.</param>
    /// <param name="caption">What stands below; the scale is added.</param>
    public static PicturePanel Heat(string title, Tensor values, bool signed = true, Tensor? over = null, string caption = "")
    {
        using var scope = NewDisposeScope();
        if (values.dim() != 2 || values.numel() == 0)
            throw new GlassboxException($"A heatmap is [H, W], not [{string.Join(", ", values.shape)}].");
        var picture = over is null ? null : Converted(over);
        var heatmap = HeatmapOf(values, signed);
        if (picture is not null && (picture.Width, picture.Height) != (heatmap.Width, heatmap.Height))
            throw new GlassboxException($"A heatmap of {heatmap.Height} x {heatmap.Width} cannot lie over a picture of {picture.Height} x {picture.Width}: resize one.");
        return new PicturePanel(heatmap.Over(picture), heatmap) { Title = title, Caption = caption == "" ? heatmap.Note : $"{caption}\n{heatmap.Note}" };
    }

    internal static Heatmap HeatmapOf(Tensor values, bool signed) =>
        new((int)values.size(1), (int)values.size(0), values.detach().to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray(), signed);

    private static Raster Converted(Tensor picture)
    {
        using var scope = NewDisposeScope();
        if (picture.dim() != 3 || picture.numel() == 0)
            throw new GlassboxException($"A picture is [C, H, W], not [{string.Join(", ", picture.shape)}].");
        if (picture.dtype != ScalarType.Byte) return RasterOf.Pixels(picture);
        var longest = Math.Max(picture.size(1), picture.size(2));
        if (longest > Largest)
            picture = Picture.Resize(picture, Math.Max(1, picture.size(1) * Largest / longest), Math.Max(1, picture.size(2) * Largest / longest));
        return RasterOf.Pixels(picture.to(ScalarType.Float32).div(255));
    }
}
