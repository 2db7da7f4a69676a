namespace Glassbox.Plugins;

/// <summary>What takes the place of a deleted pixel.</summary>
public enum Fill
{
    /// <summary>A constant, in units of the (preprocessed) input.</summary>
    Constant,

    /// <summary>The mean of the input's channel.</summary>
    Mean,

    /// <summary>The input blurred by a Gaussian of 5 pixels' standard deviation, cut off at 5 pixels, its edge pixels repeated beyond the border.</summary>
    Blur,
}
