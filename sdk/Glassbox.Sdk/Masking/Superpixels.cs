namespace Glassbox;

/// <summary>How a picture is cut into parts.</summary>
public enum Superpixels
{
    /// <summary>Patches of like colour that follow borders (SLIC, Achanta et al. 2012), each connected.</summary>
    Slic,

    /// <summary>Rectangles of equal size.</summary>
    Grid,
}
