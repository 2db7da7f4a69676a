namespace Glassbox.Plugins;

/// <summary>How LIME draws which parts of an input are off.</summary>
public enum MaskSampling
{
    /// <summary>The paper's: how many are off is uniform from 1 to all, then which ones.</summary>
    UniformCount,

    /// <summary>The authors' code for pictures: each part is off with probability 1/2.</summary>
    Bernoulli,
}
