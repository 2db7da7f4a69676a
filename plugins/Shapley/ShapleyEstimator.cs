namespace Glassbox.Plugins;

/// <summary>How Shapley values are computed.</summary>
public enum ShapleyEstimator
{
    /// <summary>Exact for up to 12 parts, permutations for more.</summary>
    Auto,

    /// <summary>Exact: every coalition of parts is scored, two to the power of the number of parts.</summary>
    Exact,

    /// <summary>The mean over random orders in which parts join (Castro et al. 2009).</summary>
    Permutations,
}
