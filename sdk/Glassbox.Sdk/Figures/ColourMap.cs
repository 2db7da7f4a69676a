namespace Glassbox;

/// <summary>
/// A scale of 256 colours, evenly spaced to the eye: each is a curve in Oklab (Ottosson 2020), cut into steps of equal length there.
/// </summary>
internal sealed class ColourMap
{
    private readonly Colour[] colours = new Colour[256];

    /// <summary>From dark violet over teal to yellow, lightness rising throughout: for values without a sign.</summary>
    public static ColourMap Sequential { get; } = new(t => new Oklch(0.24 + 0.68 * t, 0.09 + 0.2 * (t - 0.38) * (t - 0.38), 295 - 190 * t));

    /// <summary>Blue, white, red, with the same lightness on both sides: for values whose zero means something.</summary>
    public static ColourMap Diverging { get; } = new(t => Arm(Math.Abs(2 * t - 1), t < 0.5 ? 260 : 27));

    private ColourMap(Func<double, Oklch> curve)
    {
        const int fine = 4096;
        var length = new double[fine + 1];
        for (var i = 1; i <= fine; i++)
            length[i] = length[i - 1] + curve((i - 1.0) / fine).DistanceTo(curve((double)i / fine));
        for (int i = 0, j = 0; i < colours.Length; i++)
        {
            while (j < fine && length[j] < length[fine] * i / (colours.Length - 1)) j++;
            colours[i] = curve((double)j / fine).ToColour();
        }
    }

    /// <summary>The colours, from the lowest value to the highest.</summary>
    public IReadOnlyList<Colour> Colours => colours;

    /// <summary>The colour at a place of the scale, 0 to 1; grey where it is not a number.</summary>
    public Colour At(double place) => double.IsNaN(place) ? Colour.Of(0xa8a8a8) : colours[(int)Math.Round(Math.Clamp(place, 0, 1) * 255)];

    private static Oklch Arm(double t, double hue) => new(0.975 - 0.525 * t, 0.18 * t * (1.35 - 0.35 * t), hue);
}
