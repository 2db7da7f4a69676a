namespace Glassbox.Plugins;

/// <summary>How LIME chooses the K features that are fitted.</summary>
public enum FeatureSelection
{
    /// <summary>As the regression says: K-Lasso by the lasso's path, the others by their own weights.</summary>
    Auto,

    /// <summary>Those with the largest coefficients in a fit of all.</summary>
    LargestWeights,

    /// <summary>The first that the lasso's path takes in.</summary>
    LassoPath,

    /// <summary>One after the other, each time the one that explains the most of the scores together with those before, by least squares without a penalty: the authors' code for K of 6 or less.</summary>
    Forward,
}
