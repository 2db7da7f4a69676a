namespace Glassbox;

/// <summary>How pixels are weighted when a picture is resized. Both widen with the reduction (antialiased), as in Pillow.</summary>
public enum Resampling
{
    /// <summary>The triangle filter.</summary>
    Bilinear,

    /// <summary>Keys' cubic filter with a = -0.5.</summary>
    Bicubic,
}
