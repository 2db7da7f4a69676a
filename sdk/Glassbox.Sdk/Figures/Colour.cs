namespace Glassbox;

/// <summary>An sRGB colour. A role names a colour that a dark page replaces; the numbers are its value on white paper.</summary>
internal readonly record struct Colour(byte R, byte G, byte B, string? Role = null)
{
    /// <summary>From <c>0xRRGGBB</c>.</summary>
    public static Colour Of(int rgb, string? role = null) => new((byte)(rgb >> 16), (byte)(rgb >> 8), (byte)rgb, role);

    public static readonly Colour Ink = Of(0x1f2328, "ink");
    public static readonly Colour Muted = Of(0x59636e, "muted");
    public static readonly Colour Axis = Of(0x8c959f, "axis");
    public static readonly Colour Grid = Of(0xe4e8ec, "grid");
    public static readonly Colour Paper = Of(0xffffff, "paper");
    public static readonly Colour Mark = Of(0xfff4d6, "mark");

    public string Hex => $"#{R:x2}{G:x2}{B:x2}";
}
