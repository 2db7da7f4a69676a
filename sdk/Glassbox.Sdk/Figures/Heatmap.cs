namespace Glassbox;

/// <summary>
/// Values over a picture, scaled by a robust maximum: the 99.5th percentile of their absolute values, so that one extreme pixel does not wash out the rest.
/// A map without a sign begins at zero, unless all its values lie far above: then it begins at their robust minimum, or there would be nothing to see.
/// </summary>
internal sealed class Heatmap
{
    private readonly float[] values;
    private readonly bool signed;

    /// <param name="width">The values' width.</param>
    /// <param name="height">The values' height.</param>
    /// <param name="values">Row by row.</param>
    /// <param name="signed">Whether negative values mean evidence against; otherwise only positive ones count.</param>
    public Heatmap(int width, int height, float[] values, bool signed)
    {
        (Width, Height, this.values, this.signed) = (width, height, values, signed);
        var sizes = values.Where(float.IsFinite).Select(v => signed ? Math.Abs(v) : Math.Max(v, 0)).Order().ToArray();
        NotFinite = values.Length - sizes.Length;
        var largest = sizes.Length == 0 ? 0 : sizes[^1];
        var robust = sizes.Length == 0 ? 0 : sizes[(int)Math.Ceiling(0.995 * sizes.Length) - 1];
        // A map with fewer than 1 in 200 values set would have a percentile of zero.
        (Scale, IsRobust) = robust > 0 ? (robust, robust < largest) : (largest, false);
        if (signed || sizes.Length == 0) return;
        var least = sizes[(int)Math.Floor(0.005 * (sizes.Length - 1))];
        if (least > Scale / 2 && least < Scale) (Low, IsRobust) = (least, IsRobust || least > sizes[0]);
    }

    public int Width { get; }
    public int Height { get; }

    /// <summary>The value that gets the strongest colour; 0 where there is nothing to show.</summary>
    public double Scale { get; }

    /// <summary>The value that gets the weakest colour where values have no sign: zero, or what almost all values are above.</summary>
    public double Low { get; }

    public bool IsRobust { get; }
    public int NotFinite { get; }

    /// <summary>What a reader must know of the scale.</summary>
    public string Note =>
        (Scale == 0 ? signed ? "every value is zero" : "no positive evidence"
            : Low > 0 ? $"scale {Numbers.Text(Low)} to {Numbers.Text(Scale)}, not from 0{(IsRobust ? " (0.5th to 99.5th percentile)" : "")}"
            : $"scale {(signed ? "±" : "0 to ")}{Numbers.Text(Scale)}{(IsRobust ? " (99.5th percentile)" : "")}") +
        (NotFinite == 0 ? "" : $"; {NotFinite} values are not finite (grey)");

    public ColourBar? Bar => Scale == 0 ? null : signed ? new(ColourMap.Diverging, -Scale, Scale) : new(ColourMap.Sequential, Low, Scale);

    /// <summary>The place of a value on the scale, -1 to 1 (0 to 1 where unsigned); NaN where it is not finite.</summary>
    public double At(int x, int y)
    {
        var v = values[y * Width + x];
        if (!float.IsFinite(v)) return double.NaN;
        return Scale == 0 ? 0 : Math.Clamp((v - Low) / (Scale - Low), signed ? -1 : 0, 1);
    }

    /// <summary>The map in colour, over a picture of the same size where there is one.</summary>
    public Raster Over(Raster? picture)
    {
        var rgb = new byte[Width * Height * 3];
        for (var y = 0; y < Height; y++)
            for (var x = 0; x < Width; x++)
            {
                var place = At(x, y);
                var heat = signed ? ColourMap.Diverging.At((place + 1) / 2) : ColourMap.Sequential.At(place);
                var colour = picture is null ? heat : signed ? Tint(heat, picture[x, y]) : Blend(heat, picture[x, y], Scale == 0 ? 0 : 0.45 + 0.3 * place);
                var at = 3 * (y * Width + x);
                (rgb[at], rgb[at + 1], rgb[at + 2]) = (colour.R, colour.G, colour.B);
            }
        return new Raster(Width, Height, rgb);
    }

    /// <summary>The picture shines through as a pale grey shade that leaves hue and sign alone.</summary>
    private static Colour Tint(Colour heat, Colour under)
    {
        var shade = 0.8 + 0.2 * Luma(under) / 255;
        return new((byte)(heat.R * shade), (byte)(heat.G * shade), (byte)(heat.B * shade));
    }

    /// <summary>A map without a sign covers the picture, and more so where it is stronger.</summary>
    private static Colour Blend(Colour heat, Colour under, double share)
    {
        if (double.IsNaN(share)) return heat;
        var grey = Luma(under);
        return new((byte)(share * heat.R + (1 - share) * grey), (byte)(share * heat.G + (1 - share) * grey), (byte)(share * heat.B + (1 - share) * grey));
    }

    private static double Luma(Colour c) => 0.299 * c.R + 0.587 * c.G + 0.114 * c.B;
}
