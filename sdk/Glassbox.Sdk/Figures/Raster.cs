using SkiaSharp;

namespace Glassbox;

/// <summary>A picture to be drawn: rows of red, green and blue bytes.</summary>
internal sealed class Raster(int width, int height, byte[] rgb)
{
    public int Width => width;
    public int Height => height;
    public byte[] Rgb => rgb;

    public Colour this[int x, int y] => new(rgb[3 * (y * width + x)], rgb[3 * (y * width + x) + 1], rgb[3 * (y * width + x) + 2]);

    /// <summary>Each pixel repeated in both directions, so that small pictures stay crisp in every viewer.</summary>
    public Raster Enlarged(int times)
    {
        if (times == 1) return this;
        var large = new byte[rgb.Length * times * times];
        var row = width * times * 3;
        for (var y = 0; y < height; y++)
        {
            var first = large.AsSpan(y * times * row, row);
            for (var x = 0; x < width; x++)
                for (var k = 0; k < times; k++)
                    rgb.AsSpan(3 * (y * width + x), 3).CopyTo(first[(3 * (x * times + k))..]);
            for (var k = 1; k < times; k++) first.CopyTo(large.AsSpan((y * times + k) * row));
        }
        return new Raster(width * times, height * times, large);
    }

    public SKImage ToSkia()
    {
        var rgba = new byte[width * height * 4];
        for (var i = 0; i < width * height; i++)
            (rgba[4 * i], rgba[4 * i + 1], rgba[4 * i + 2], rgba[4 * i + 3]) = (rgb[3 * i], rgb[3 * i + 1], rgb[3 * i + 2], 255);
        return SKImage.FromPixelCopy(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque), rgba);
    }

    public byte[] ToPng()
    {
        using var image = ToSkia();
        using var data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }
}
