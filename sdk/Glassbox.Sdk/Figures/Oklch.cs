namespace Glassbox;

/// <summary>A colour by lightness (0 to 1), chroma and hue (degrees) in Oklab, where equal distances look equally different. B. Ottosson, "A perceptual color space for image processing", 2020.</summary>
internal readonly record struct Oklch(double L, double C, double Hue)
{
    private double A => C * Math.Cos(Hue * Math.PI / 180);
    private double B => C * Math.Sin(Hue * Math.PI / 180);

    public double DistanceTo(Oklch other) => Math.Sqrt(Square(L - other.L) + Square(A - other.A) + Square(B - other.B));

    public Colour ToColour()
    {
        var l = Cube(L + 0.3963377774 * A + 0.2158037573 * B);
        var m = Cube(L - 0.1055613458 * A - 0.0638541728 * B);
        var s = Cube(L - 0.0894841775 * A - 1.2914855480 * B);
        return new Colour(
            Encode(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
            Encode(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
            Encode(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s));
    }

    /// <summary>Linear light to sRGB's byte (IEC 61966-2-1).</summary>
    private static byte Encode(double linear) =>
        (byte)Math.Round(255 * Math.Clamp(linear <= 0.0031308 ? 12.92 * linear : 1.055 * Math.Pow(linear, 1 / 2.4) - 0.055, 0, 1));

    private static double Square(double x) => x * x;
    private static double Cube(double x) => x * x * x;
}
