namespace Glassbox.Plugins;

/// <summary>How a map of a layer's size becomes one of the input's size.</summary>
public enum Upsampling
{
    /// <summary>Linear between the centres of the layer's cells.</summary>
    Bilinear,

    /// <summary>Linear, with the centres of the corner cells stretched to the corners of the input.</summary>
    BilinearAlignedCorners,

    /// <summary>Each pixel takes the value of the cell it lies in.</summary>
    Nearest,
}
