namespace Glassbox;

/// <summary>What lies beyond the edges of an input that is blurred.</summary>
public enum BlurEdge
{
    /// <summary>Its mirror image, so that nothing flows out: the most blurred input is its mean colour.</summary>
    Reflect,

    /// <summary>Its border, repeated outwards: the most blurred input keeps the colours of its corners.</summary>
    Repeat,

    /// <summary>Zeros: the most blurred input darkens towards the edges.</summary>
    Zero,
}
