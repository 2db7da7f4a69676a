namespace Glassbox.Plugins;

/// <summary>What lies beyond the edges of an input that is blurred.</summary>
public enum BlurEdge
{
    /// <summary>Its mirror image, so that nothing flows out: the most blurred input is its mean colour.</summary>
    Reflect,

    /// <summary>Zeros, as in the authors' code: the most blurred input darkens towards the edges.</summary>
    Zero,
}
