namespace Glassbox;

/// <summary>What stands in an input where a part of it is taken away. It belongs to the definition of an explanation: other fills, other answers.</summary>
public enum Filling
{
    /// <summary>What the method's paper uses; the method says which.</summary>
    Auto,

    /// <summary>The part's own mean, a channel at a time.</summary>
    Mean,

    /// <summary>Zero: for inputs that were normalised, the mean of the training set.</summary>
    Zero,

    /// <summary>The picture or signal, blurred by a Gaussian whose standard deviation is a twentieth of the shorter side.</summary>
    Blur,

    /// <summary>
    /// In-painted from around: each element of a part is the mean of its neighbours, those outside the part as they are in the picture or signal (the smoothest surface that meets the part's border).
    /// Parts are in-painted each as if it alone were taken away.
    /// </summary>
    Inpaint,

    /// <summary>Gaussian noise with the input's own mean and standard deviation, a channel at a time; drawn once for an explanation.</summary>
    Noise,
}
