namespace Glassbox.Plugins;

/// <summary>How LIME fits the interpretable model.</summary>
public enum Regression
{
    /// <summary>The paper's: the first K features of the lasso's path (LARS), then weighted least squares on these without a penalty.</summary>
    KLasso,

    /// <summary>Weighted least squares with an L1 penalty; of its coefficients the K largest are kept.</summary>
    Lasso,

    /// <summary>Weighted least squares with an L2 penalty, on the K features with the largest coefficients in a fit with a hundredth of it, unless they are chosen in another way: as the authors' code, whose penalties are 1 and 0.01.</summary>
    Ridge,

    /// <summary>Weighted least squares; fitted again on the K features with the largest coefficients, unless they are chosen in another way.</summary>
    LeastSquares,
}
