using Glassbox.Files;
using Glassbox.Pictures;
using TorchSharp;
using static TorchSharp.torch;

namespace Glassbox;

/// <summary>Reads, writes, resizes and crops pictures: tensors of bytes <c>[C, H, W]</c>, as Pillow would have them.</summary>
public static class Picture
{
    /// <summary>Reads a PNG or JPEG file, upright (its EXIF orientation applied).</summary>
    /// <param name="path">The file; its content says which format it has.</param>
    /// <returns>UInt8 <c>[C, H, W]</c>: grey (C = 1), grey and alpha (2), RGB (3) or RGB and alpha (4). Palettes become RGB, 16 bits become the nearest 8 (Pillow and OpenCV round down), CMYK becomes RGB.</returns>
    /// <exception cref="GlassboxException">There is no such file, it is neither PNG nor JPEG, it is damaged or cut off, or it has more than 134 million pixels.</exception>
    public static Tensor Read(string path) => Decode(InputFile.Read(path, "picture"), path);

    /// <summary>Reads a PNG or JPEG file as RGB; alpha is dropped, not blended, as training pipelines do.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Float32 0..1, <c>[1, 3, H, W]</c>.</returns>
    /// <exception cref="GlassboxException">As <see cref="Read(string)"/>.</exception>
    public static Tensor ReadRgb(string path)
    {
        using var scope = NewDisposeScope();
        return ToFloat(ToChannels(Read(path), 3)).MoveToOuterDisposeScope();
    }

    /// <summary>Reads a PNG or JPEG file as a model's input.</summary>
    /// <param name="path">The file.</param>
    /// <param name="preprocessing">How the model wants it.</param>
    /// <returns>Float32 <c>[1, C, H, W]</c>.</returns>
    /// <exception cref="GlassboxException">As <see cref="Read(string)"/>.</exception>
    public static Tensor Read(string path, Preprocessing preprocessing)
    {
        using var scope = NewDisposeScope();
        return Prepare(Read(path), preprocessing).MoveToOuterDisposeScope();
    }

    /// <summary>A picture as a model's input: its channels, resized, cropped, scaled to 0..1 and normalized. One that already has the size of the crop is taken as it is.</summary>
    /// <param name="picture">UInt8 <c>[C, H, W]</c>.</param>
    /// <param name="preprocessing">How the model wants it.</param>
    /// <returns>Float32 <c>[1, C, H, W]</c>.</returns>
    /// <exception cref="GlassboxException">The crop is larger than the picture.</exception>
    public static Tensor Prepare(Tensor picture, Preprocessing preprocessing)
    {
        using var scope = NewDisposeScope();
        var ready = ToChannels(picture, preprocessing.Channels);
        var cut = preprocessing.Crop is { } size && ready.size(-2) == size && ready.size(-1) == size;
        if (!cut && preprocessing.Resize is { } side) ready = ResizeShorter(ready, side, preprocessing.Resampling);
        if (!cut && preprocessing.Crop is { } crop) ready = CentreCrop(ready, crop, crop);
        return preprocessing.Normalize(ToFloat(ready)).MoveToOuterDisposeScope();
    }

    /// <summary>Writes a picture whole or not at all, as PNG or JPEG by the path's extension.</summary>
    /// <param name="path">The file, ending in .png, .jpg or .jpeg.</param>
    /// <param name="picture"><c>[C, H, W]</c>, <c>[1, C, H, W]</c> or <c>[H, W]</c> with 1 to 4 channels (JPEG: 1 or 3); UInt8, or floating point 0..1.</param>
    /// <param name="quality">JPEG's quality, 1 to 100; colour is stored at full resolution.</param>
    /// <exception cref="GlassboxException">The extension or the shape is not one of these, or the file cannot be written.</exception>
    public static void Write(string path, Tensor picture, int quality = 95)
    {
        if (quality is < 1 or > 100) throw new GlassboxException($"JPEG's quality is 1 to 100, not {quality}.");
        var extension = Path.GetExtension(path).ToLowerInvariant();
        var pixels = ToPixels(picture);
        if (extension is not (".png" or ".jpg" or ".jpeg"))
            throw new GlassboxException($"{path}: pictures are written as .png, .jpg or .jpeg.");
        if (extension != ".png" && pixels.Channels is not (1 or 3))
            throw new GlassboxException($"{path}: JPEG holds 1 or 3 channels, not {pixels.Channels}; write a .png.");
        OutputFile.Write(path, Native(() => extension == ".png" ? PngFile.Write(pixels) : JpegFile.Write(pixels, quality), path));
    }

    /// <summary>Resizes pictures bit for bit as Pillow's <c>Image.resize</c> does (antialiased).</summary>
    /// <param name="pictures">UInt8 <c>[..., H, W]</c>.</param>
    /// <param name="height">The new height in pixels.</param>
    /// <param name="width">The new width in pixels.</param>
    /// <param name="resampling">The filter.</param>
    /// <returns>UInt8 <c>[..., height, width]</c>, on the CPU.</returns>
    /// <exception cref="GlassboxException">The pictures are no bytes, or a side is not positive.</exception>
    public static Tensor Resize(Tensor pictures, long height, long width, Resampling resampling = Resampling.Bilinear)
    {
        if (pictures.dtype != ScalarType.Byte || pictures.dim() < 2)
            throw new GlassboxException($"Resize takes bytes [..., H, W], not {pictures.dtype} [{string.Join(", ", pictures.shape)}]: use nn.functional.interpolate for floating point.");
        if (height < 1 || width < 1 || pictures.numel() == 0)
            throw new GlassboxException($"A picture [{string.Join(", ", pictures.shape)}] cannot be resized to {height} x {width} pixels.");
        using var scope = NewDisposeScope();
        var resized = pictures.cpu();
        // Pillow resizes along the width first; that is along the rows of the transposed picture.
        if (width != pictures.size(-1)) resized = AlongRows(resized.transpose(-1, -2), width, resampling).transpose(-1, -2);
        if (height != pictures.size(-2)) resized = AlongRows(resized, height, resampling);
        return resized.contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>Resizes so that the shorter side has this length and the longer one keeps its proportion, rounded down, as torchvision's <c>Resize</c> does.</summary>
    /// <param name="picture">UInt8 <c>[..., H, W]</c>.</param>
    /// <param name="side">The shorter side's new length in pixels.</param>
    /// <param name="resampling">The filter.</param>
    public static Tensor ResizeShorter(Tensor picture, long side, Resampling resampling = Resampling.Bilinear)
    {
        var (height, width) = (picture.size(-2), picture.size(-1));
        return height <= width
            ? Resize(picture, side, (long)((double)(side * width) / height), resampling)
            : Resize(picture, (long)((double)(side * height) / width), side, resampling);
    }

    /// <summary>Cuts a picture's middle; where the margin is odd, as torchvision's <c>CenterCrop</c> does (half a pixel rounds to even).</summary>
    /// <param name="picture"><c>[..., H, W]</c> of any type.</param>
    /// <param name="height">The height in pixels.</param>
    /// <param name="width">The width in pixels.</param>
    /// <exception cref="GlassboxException">The picture is smaller.</exception>
    public static Tensor CentreCrop(Tensor picture, long height, long width)
    {
        var (top, left) = ((picture.size(-2) - height) / 2.0, (picture.size(-1) - width) / 2.0);
        if (top < 0 || left < 0 || height < 1 || width < 1)
            throw new GlassboxException($"{height} x {width} pixels cannot be cut from the middle of {picture.size(-2)} x {picture.size(-1)}.");
        return picture.narrow(-2, (long)Math.Round(top), height).narrow(-1, (long)Math.Round(left), width);
    }

    /// <summary>A picture with 1 (grey), or 3 (red, green, blue) channels; alpha is dropped.</summary>
    /// <param name="picture">UInt8 <c>[C, H, W]</c> with 1 to 4 channels.</param>
    /// <param name="channels">1 or 3.</param>
    public static Tensor ToChannels(Tensor picture, int channels)
    {
        if (picture.dtype != ScalarType.Byte || picture.dim() != 3 || picture.size(0) is < 1 or > 4)
            throw new GlassboxException($"A picture is bytes [C, H, W] with 1 to 4 channels, not {picture.dtype} [{string.Join(", ", picture.shape)}].");
        if (channels is not (1 or 3))
            throw new GlassboxException($"Pictures become inputs with 1 or 3 channels, not {channels}.");
        var opaque = picture.size(0) % 2 == 0 ? picture.narrow(0, 0, picture.size(0) - 1) : picture;
        if (opaque.size(0) == channels) return opaque;
        if (channels == 3) return opaque.expand(3, -1, -1);
        // Rec. 601 luma in Pillow's 16 binary places.
        using var scope = NewDisposeScope();
        var wide = opaque.to(ScalarType.Int32);
        var luma = wide[0] * 19595 + wide[1] * 38470 + wide[2] * 7471 + 0x8000;
        return luma.bitwise_right_shift(tensor(16)).to(ScalarType.Byte).unsqueeze(0).MoveToOuterDisposeScope();
    }

    /// <summary>Decodes a PNG or JPEG file held in memory.</summary>
    /// <param name="file">The file's bytes.</param>
    /// <param name="name">What to call it in an error.</param>
    /// <returns>As <see cref="Read(string)"/>.</returns>
    /// <exception cref="GlassboxException">As <see cref="Read(string)"/>.</exception>
    public static Tensor Decode(byte[] file, string name)
    {
        if (!PngFile.Is(file) && !JpegFile.Is(file))
            throw new GlassboxException($"{name} is neither a PNG nor a JPEG picture.");
        using var scope = NewDisposeScope();
        return Native(() =>
        {
            var inverted = false;
            var picture = (PngFile.Is(file) ? PngFile.Read(file) : JpegFile.Read(file, out inverted)).permute(2, 0, 1);
            if (inverted) picture = FromInvertedCmyk(picture);
            return Upright(picture, ExifOrientation.Read(PngFile.Is(file) ? PngFile.Exif(file) : JpegFile.Exif(file))).contiguous();
        }, name).MoveToOuterDisposeScope();
    }

    internal static byte[] ToPng(Tensor picture) => Native(() => PngFile.Write(ToPixels(picture)), "The picture");

    private static Tensor AlongRows(Tensor pictures, long rows, Resampling resampling)
    {
        var source = pictures.contiguous();
        var (from, length) = ((int)source.size(-2), (int)source.size(-1));
        var target = empty([.. source.shape[..^2], rows, length], ScalarType.Byte);
        new Resampler(from, (int)rows, resampling).Rows(source.bytes, target.bytes, from, length);
        return target;
    }

    private static Tensor ToFloat(Tensor picture) => picture.to(ScalarType.Float32).div(255).unsqueeze(0);

    private static Tensor Upright(Tensor picture, int orientation) => orientation switch
    {
        2 => picture.flip(2),
        3 => picture.flip(1, 2),
        4 => picture.flip(1),
        5 => picture.transpose(1, 2),
        6 => picture.transpose(1, 2).flip(2),
        7 => picture.transpose(1, 2).flip(1, 2),
        8 => picture.transpose(1, 2).flip(1),
        _ => picture,
    };

    /// <summary>What Adobe's CMYK files hold, 255 for no ink, on white paper: each colour times black over 255, rounded as Pillow does.</summary>
    private static Tensor FromInvertedCmyk(Tensor cmyk)
    {
        var wide = cmyk.to(ScalarType.Int32);
        var black = wide.narrow(0, 3, 1);
        var product = (255 - wide.narrow(0, 0, 3)) * black + 128;
        var eight = tensor(8);
        return (black - (product + product.bitwise_right_shift(eight)).bitwise_right_shift(eight)).clamp(0, 255).to(ScalarType.Byte);
    }

    private static Pixels ToPixels(Tensor picture)
    {
        using var scope = NewDisposeScope();
        var planes = picture.dim() switch { 2 => picture.unsqueeze(0), 4 when picture.size(0) == 1 => picture.squeeze(0), _ => picture };
        if (planes.dim() != 3 || planes.size(0) is < 1 or > 4 || planes.numel() == 0)
            throw new GlassboxException($"A picture is [C, H, W] with 1 to 4 channels, not [{string.Join(", ", picture.shape)}].");
        if (planes.is_floating_point()) planes = planes.detach().mul(255).round().clamp(0, 255).to(ScalarType.Byte);
        if (planes.dtype != ScalarType.Byte) throw new GlassboxException($"A picture is bytes or floating point 0..1, not {picture.dtype}.");
        var interleaved = planes.cpu().permute(1, 2, 0).contiguous();
        return new Pixels((int)planes.size(2), (int)planes.size(1), (int)planes.size(0), interleaved.bytes.ToArray());
    }

    private static T Native<T>(Func<T> call, string name)
    {
        try
        {
            return call();
        }
        catch (PictureException e)
        {
            throw new GlassboxException($"{name}: {e.Message}.", e);
        }
        catch (DllNotFoundException e)
        {
            throw new GlassboxException("Pictures need the system's libpng and libjpeg-turbo: apt-get install libpng16-16 libturbojpeg0.", e);
        }
    }
}
